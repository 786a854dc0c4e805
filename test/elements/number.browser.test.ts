import { expect } from 'chai';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import type * as Library from '../../src/digit-recognizer.js';
import type { NumberRecognizerElement } from '../../src/elements/number-recognizer-element.js';
import { violationsOf } from './support/looks.js';
import { writeNumber } from '../support/written-numbers.js';
import { draw, mountNumber, read, write } from './support/numbers.js';
import {
  buttonOf,
  canvasOf,
  nextEvent,
  painted,
  record,
  shadowPart,
  sleep,
} from './support/page.js';

const library = (await import('/dist/digit-recognizer.js' as string)) as typeof Library;

const input = (element: Element) => shadowPart(element, 'input') as HTMLInputElement;
const allOf = (element: Element, part: string) => [
  ...element.shadowRoot!.querySelectorAll<HTMLButtonElement>(`[part~="${part}"]`),
];
const bracketsOf = (element: Element) =>
  allOf(element, 'bracket').map(({ textContent }) => textContent.trim());

/** Back and forth over the digit that begins at `left`, in hundredths of the surface's height. */
const zigzag = (left: number) => [
  [25, 30, 38, 45, 52, 60, 68].map((y, i) => ({ x: left + (i % 2 === 0 ? 0 : 90), y })),
];

/** Presses the bracket of a digit, then one of what can be done with it, and waits for the reading. */
async function choose(element: NumberRecognizerElement, digit: number, part: string, label = '') {
  allOf(element, 'bracket')[digit]!.click();
  await element.updateComplete;
  const chosen = allOf(element, part).find(({ textContent }) => textContent.includes(label))!;
  const done = read(element);
  chosen.click();
  await done;
}

const typeOf = (element: Element) =>
  allOf(element, 'type').map(({ textContent }) => textContent.trim());
const stateOf = (element: Element) => (element as unknown as { formState: string }).formState;

/** The digits as read or written, in hundredths of the surface's height. */
function boxesOf(element: NumberRecognizerElement) {
  const { height } = canvasOf(element).getBoundingClientRect();
  const boxes = element.strokes.map((stroke) => stroke.map(({ x }) => (100 * x) / height));
  return boxes.map((xs) => ({ left: Math.min(...xs), right: Math.max(...xs) }));
}

/** Where the next digit is to be written, in hundredths of the surface's height. */
function endOf(element: NumberRecognizerElement): number {
  const { height, left } = canvasOf(element).getBoundingClientRect();
  const rights = allOf(element, 'bracket').map((one) => one.getBoundingClientRect().right);
  return (100 * (Math.max(...rights) - left)) / height;
}

/** Takes a step back, and waits for the reading that follows if there is one. */
async function undo(element: NumberRecognizerElement, isRead = true): Promise<void> {
  const done = isRead ? read(element) : Promise.resolve();
  element.undo();
  await done;
  await element.updateComplete;
}

describe('<number-recognizer>', function () {
  this.timeout(20_000);
  let form: HTMLFormElement;
  let element: NumberRecognizerElement;
  const place = (from: number, to = from) => {
    input(element).focus();
    input(element).setSelectionRange(from, to);
  };
  const submitted = () => Object.fromEntries(new FormData(form));

  beforeEach(async () => {
    form = document.createElement('form');
    form.addEventListener('submit', (event) => event.preventDefault());
    document.body.append(form);
    element = await mountNumber({ name: 'answer', label: 'Answer' }, form);
    await element.ready;
  });

  it('reads what is written, and shows each digit under its strokes', async () => {
    const heard = record(element, 'input', 'change', 'number-recognized');
    await write(element, '137');
    expect(element.value).to.equal('137');
    expect(element.valueAsNumber).to.equal(137);
    expect(input(element).value).to.equal('137');
    expect(bracketsOf(element)).to.deep.equal(['1', '3', '7']);
    expect(submitted()).to.deep.equal({ answer: '137' });
    expect(heard.slice(0, 2)).to.deep.equal(['number-recognized', 'input']);
    await nextEvent(element, 'change');
    expect(element.result?.digits.map(({ text }) => text)).to.deep.equal(['1', '3', '7']);
    const [one, three] = allOf(element, 'bracket').map((one) => one.getBoundingClientRect());
    const { left, width } = canvasOf(element).getBoundingClientRect();
    const { width: frame, strokes } = element.drawing!;
    const middle = left + ((strokes[0]![0]!.x + strokes[0]!.at(-1)!.x) / 2 / frame) * width;
    expect(one!.left).to.be.below(middle);
    expect(one!.right)
      .to.be.above(middle)
      .and.below(three!.left + three!.width / 2);
  });

  it('waits longer than a field for a digit, unless the page says how long', () => {
    const delays = ['live', '50', 'soon', null].map((delay) => {
      element.setAttribute('recognize-delay', delay ?? '');
      if (delay === null) element.removeAttribute('recognize-delay');
      return element.recognizeDelay;
    });
    expect(delays).to.deep.equal(['live', 50, 600, 600]);
  });

  it('tells of the stroke by events of its own', async () => {
    const heard = record(element, 'number-stroke-start', 'number-stroke-end', 'digit-stroke-end');
    await draw(element, [
      [
        { x: 50, y: 20 },
        { x: 50, y: 80 },
      ],
    ]);
    expect(heard).to.deep.equal(['number-stroke-start', 'number-stroke-end']);
    element.addEventListener('number-stroke-start', (event) => event.preventDefault());
    await draw(element, [
      [
        { x: 90, y: 20 },
        { x: 90, y: 80 },
      ],
    ]);
    expect(element.strokes).to.have.length(1);
  });

  it('grows to the right as one writes on, and changes no stroke by that', async () => {
    const before = canvasOf(element).clientWidth;
    await write(element, '17', 150);
    const [first] = element.strokes;
    expect(canvasOf(element).clientWidth).to.be.above(before);
    const { width } = element.drawing!;
    await sleep(1200);
    await write(element, '4', Math.round((100 * width) / element.drawing!.height) - 110);
    expect(element.value).to.equal('174');
    expect(element.drawing!.width).to.be.above(width);
    expect(element.strokes[0]![0]!.x).to.be.closeTo(first![0]!.x, 0.5);
    element.clear();
    await element.updateComplete;
    expect(canvasOf(element).clientWidth).to.equal(before);
  });

  it('takes digits of any script from the keyboard, and steps', async () => {
    const heard = record(element, 'input', 'change');
    element.focus();
    await sendKeys({ type: '4x2' });
    expect(element.value).to.equal('42');
    expect(heard).to.deep.equal(['input', 'input']);
    await sendKeys({ press: 'ArrowUp' });
    expect(element.value).to.equal('43');
    await sendKeys({ press: 'Enter' });
    expect(heard.at(-1)).to.equal('change');
    await sendKeys({ down: 'Control' });
    await sendKeys({ press: 'z' });
    await sendKeys({ up: 'Control' });
    expect(element.value).to.equal('42');
    input(element).value = '٣٧';
    input(element).dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    expect(element.value).to.equal('37');
  });

  it('deletes and replaces digits that were written, from the keyboard', async () => {
    await write(element, '137');
    const heard = record(element, 'input', 'number-corrected');
    place(3);
    await sendKeys({ press: 'Backspace' });
    expect(element.value).to.equal('13');
    expect(element.strokes).to.have.length(2);
    place(1, 2);
    const corrected = nextEvent(element, 'number-corrected');
    await sendKeys({ press: '8' });
    expect(element.value).to.equal('18');
    expect(element.strokes).to.have.length(2);
    await element.updateComplete;
    expect(bracketsOf(element)).to.deep.equal(['1', '8']);
    expect(typeOf(element)).to.deep.equal([]);
    expect((await corrected).detail).to.include({ value: '18', result: element.result });
    expect(heard).to.deep.equal(['input', 'number-corrected', 'input', 'number-corrected']);
  });

  it('mixes digits that are written and typed, each at its place', async () => {
    await write(element, '137');
    place(1);
    await sendKeys({ type: '05' });
    expect(element.value).to.equal('10537');
    expect(input(element).selectionStart).to.equal(3);
    await element.updateComplete;
    expect(bracketsOf(element)).to.deep.equal(['1', '0', '5', '3', '7']);
    expect(typeOf(element)).to.deep.equal(['0', '5']);
    expect(element.strokes).to.have.length(3);
    const lefts = allOf(element, 'bracket').map((one) => one.getBoundingClientRect().left);
    expect(lefts).to.deep.equal([...lefts].sort((a, b) => a - b));
    const [type] = allOf(element, 'type').map((one) => one.getBoundingClientRect());
    const [, zero] = allOf(element, 'bracket').map((one) => one.getBoundingClientRect());
    expect(type!.left + type!.width / 2).to.be.closeTo(zero!.left + zero!.width / 2, 2);

    await sleep(600);
    await write(element, '7', endOf(element));
    expect(element.value).to.equal('105377');
    expect(submitted()).to.deep.equal({ answer: '105377' });
    expect(element.result?.value).to.equal('105377');
    expect(bracketsOf(element)).to.deep.equal([...'105377']);
    place(6);
    await sendKeys({ press: '2' });
    expect(element.value).to.equal('1053772');
    element.undo();
    expect(element.value).to.equal('105377');
    element.undo();
    expect(element.value).to.equal('10537');
    element.undo();
    expect(element.value).to.equal('1037');
    await undo(element);
    expect(element.value).to.equal('137');
    element.redo();
    expect(element.value).to.equal('1037');
  });

  it('adds what is typed to ink that is still to be read, and takes a step from what it says', async () => {
    const becomes = async (value: string) => {
      for (let i = 0; element.value !== value && i < 100; i++) await sleep(20);
      expect(element.value).to.equal(value);
      await element.updateComplete;
    };
    await write(element, '13');
    await draw(element, writeNumber('7'), endOf(element) - 10);
    place(2);
    await sendKeys({ press: '5' });
    await becomes('1375');
    expect(input(element).value).to.equal('1375');
    expect([bracketsOf(element), typeOf(element)]).to.deep.equal([[...'1375'], ['5']]);
    for (const [keys, value] of [
      [['5', '6'], '3756'],
      [['5', 'Backspace'], '37'],
      [['ArrowUp'], '38'],
    ] as const) {
      element.clear();
      await element.updateComplete;
      const values = new Set<string>();
      for (const type of ['input', 'number-corrected'])
        element.addEventListener(type, () => values.add(element.value));
      await draw(element, writeNumber('37'));
      element.focus();
      for (const key of keys) await sendKeys({ press: key });
      await becomes(value);
      await sleep(600);
      expect(element.value).to.equal(value);
      expect(['5', '1', '56', '6'].filter((wrong) => values.has(wrong))).to.deep.equal([]);
    }
  });

  it('adds what is typed to a stroke under the pen, where the caret was', async () => {
    await write(element, '13');
    await draw(element, writeNumber('7'), endOf(element) - 10);
    place(1);
    const seen = record(element, 'number-corrected');
    await sendKeys({ press: '0' });
    for (let i = 0; seen.length === 0 && i < 100; i++) await sleep(20);
    await element.updateComplete;
    await sendKeys({ press: '2' });
    expect(element.value).to.equal('10237');

    element.clear();
    element.focus();
    const { left, top, height } = canvasOf(element).getBoundingClientRect();
    const move = (y: number) => {
      const position = [left + 0.5 * height, top + y * height].map(Math.round);
      return sendMouse({ type: 'move', position: position as [number, number] });
    };
    await move(0.2);
    await sendMouse({ type: 'down' });
    await move(0.5);
    await sendKeys({ press: '5' });
    await move(0.8);
    await sendMouse({ type: 'up' });
    await nextEvent(element, 'number-corrected');
    expect([element.value, element.strokes.length]).to.deep.equal(['15', 1]);
  });

  it('leaves text alone that is being composed when ink is read, and takes it then', async () => {
    await draw(element, writeNumber('1'));
    element.focus();
    const compose = (type: string) =>
      input(element).dispatchEvent(new CompositionEvent(type, { bubbles: true, composed: true }));
    compose('compositionstart');
    input(element).value = '７';
    await read(element);
    expect([element.value, input(element).value]).to.deep.equal(['1', '７']);
    compose('compositionend');
    await element.updateComplete;
    expect([element.value, input(element).value]).to.deep.equal(['17', '17']);
  });

  it('takes what is typed for ink that cannot be read', async () => {
    const broken = await mountNumber({ model: '/none/model.json' }, form);
    await draw(broken, writeNumber('37'));
    broken.focus();
    await sendKeys({ type: '37' });
    expect([broken.value, broken.strokes.length]).to.deep.equal(['37', 2]);
  });

  it('takes digits written before and after typed ones', async () => {
    element.focus();
    await sendKeys({ type: '42' });
    await element.updateComplete;
    expect(typeOf(element)).to.deep.equal(['4', '2']);
    expect(bracketsOf(element)).to.deep.equal(['4', '2']);
    await write(element, '7', endOf(element));
    expect(element.value).to.equal('427');
    expect(typeOf(element)).to.deep.equal(['4', '2']);
    const state = stateOf(element);
    await undo(element, false);
    expect(element.value).to.equal('42');

    const other = await mountNumber({ name: 'other' }, form);
    other.formStateRestoreCallback(state);
    expect(other.value).to.equal('427');
    await other.recognize();
    await other.updateComplete;
    expect([other.value, ...typeOf(other)]).to.deep.equal(['427', '4', '2']);
    await write(other, '1', endOf(other));
    expect(other.value).to.equal('4271');
  });

  it('keeps its value while the user writes after typed digits', async () => {
    await write(element, '13');
    place(2);
    await sendKeys({ press: '5' });
    const during: string[] = [];
    element.addEventListener('number-stroke-end', () => during.push(element.value), {
      capture: true,
    });
    await write(element, '7', endOf(element));
    expect(during).to.deep.equal(['135']);
    expect(element.value).to.equal('1357');
  });

  it('deletes, changes and chooses typed digits with the pen, too', async () => {
    element.value = '137';
    await element.updateComplete;
    const [, three] = allOf(element, 'type').map((one) => one.getBoundingClientRect());
    const { left, height } = canvasOf(element).getBoundingClientRect();
    const middle = (100 * (three!.left + three!.width / 2 - left)) / height;
    await draw(element, [[{ x: middle, y: 50 }]]);
    await element.updateComplete;
    expect(allOf(element, 'bracket')[1]!.ariaPressed).to.equal('true');
    allOf(element, 'alternative')
      .find(({ textContent }) => textContent.includes('8'))!
      .click();
    await element.updateComplete;
    expect([element.value, ...typeOf(element)]).to.deep.equal(['187', '1', '8', '7']);
    await draw(element, zigzag(middle - 45 + 46));
    await element.updateComplete;
    expect(element.value).to.equal('18');
    await write(element, '3', middle - 50);
    expect(element.value).to.equal('13');
    expect(typeOf(element)).to.deep.equal(['1']);
  });

  it('inserts what is written between two digits, with much room and with little', async () => {
    for (const apart of [130, 58]) {
      element.clear();
      await draw(element, writeNumber('17', apart));
      await read(element);
      expect(element.value, `${apart} apart`).to.equal('17');
      await sleep(1000);
      const [one, seven] = boxesOf(element);
      const middle = (one!.right + seven!.left) / 2;
      const width = Math.min(30, (seven!.left - one!.right) * 0.9);
      const oval = Array.from({ length: 13 }, (_, i) => ({
        x: middle - (width / 2) * Math.sin((i / 6) * Math.PI),
        y: 50 - 30 * Math.cos((i / 6) * Math.PI),
      }));
      await draw(element, [oval]);
      await read(element);
      expect(element.value, `${apart} apart`).to.equal('107');
      await undo(element);
      expect(element.value).to.equal('17');
    }
  });

  it('makes room for a digit by a button, to be written or typed', async () => {
    await write(element, '17');
    await nextEvent(element, 'change');
    const heard = record(element, 'input', 'change');
    allOf(element, 'bracket')[1]!.click();
    await element.updateComplete;
    buttonOf(element, 'insert').click();
    await element.updateComplete;
    expect(heard).to.deep.equal([]);
    expect([element.value, ...bracketsOf(element)]).to.deep.equal(['17', '1', '7']);
    const [one, seven] = boxesOf(element);
    expect(seven!.left - one!.right).to.be.above(90);
    expect(element.shadowRoot!.activeElement === input(element)).to.be.true;
    expect(input(element).selectionStart).to.equal(1);
    await write(element, '3', one!.right - 12);
    expect(element.value).to.equal('137');
    await undo(element, false);
    place(1);
    await sendKeys({ press: '0' });
    expect(element.value).to.equal('107');
    element.undo();
    element.undo();
    await read(element);
    const [, back] = boxesOf(element);
    expect(back!.left).to.be.below(seven!.left - 50);
  });

  it('has a button for each gesture where gestures are none', async () => {
    element.gestures = 'none';
    await write(element, '17');
    await draw(element, [[{ x: 120, y: 50 }]]);
    await element.updateComplete;
    expect(element.strokes).to.have.length(3);
    await undo(element, false);
    allOf(element, 'bracket')[0]!.click();
    await element.updateComplete;
    for (const name of ['insert', 'split', 'join', 'delete'])
      expect(buttonOf(element, name).disabled, name).to.be.false;
  });

  it('stays as it is while the pen is down, and scrolls on after a pause', async () => {
    element.style.width = '200px';
    await element.updateComplete;
    const scroller = shadowPart(element, '.scroller');
    await write(element, '137');
    await sleep(1200);
    expect(element.value).to.equal('137');
    const { scrollLeft } = scroller;
    expect(scrollLeft).to.be.above(0);
    const last = boxesOf(element)[2]!.right;
    const { right } = scroller.getBoundingClientRect();
    const { left, height } = canvasOf(element).getBoundingClientRect();
    expect(right - left - (last * height) / 100).to.be.above(0.7 * height);
    const places: string[] = [];
    const note = () => {
      const { x, y, width } = canvasOf(element).getBoundingClientRect();
      places.push([x, y, width, scroller.scrollLeft, element.offsetHeight].join());
    };
    element.addEventListener('number-stroke-start', note);
    element.addEventListener('number-stroke-end', note, { capture: true });
    await draw(element, writeNumber('4'), endOf(element));
    for (let i = 0; i + 1 < places.length; i += 2) expect(places[i + 1]).to.equal(places[i]);
    expect(new Set(places.map((place) => place.split(',')[3])).size).to.equal(1);
    await read(element);
    expect(element.value).to.equal('1374');
    await sleep(1200);
    expect(scroller.scrollLeft).to.be.above(scrollLeft);
  });

  it('shows a number that can only be read from its beginning', async () => {
    element.style.width = '160px';
    element.readOnly = true;
    element.value = '123456';
    await element.updateComplete;
    await sleep(100);
    expect(shadowPart(element, '.scroller').scrollLeft).to.equal(0);
  });

  it('is as high empty as written, and where its network cannot be loaded', async () => {
    const heights = [element.offsetHeight];
    const broken = await mountNumber({ label: 'Answer', model: '/none/model.json' });
    await painted();
    heights.push(broken.offsetHeight);
    expect(
      parseFloat(getComputedStyle(shadowPart(broken, '[part="status"]')).fontSize),
    ).to.be.below(15);
    await write(element, '13');
    heights.push(element.offsetHeight);
    expect(new Set(heights).size, heights.join()).to.equal(1);
  });

  it('keeps digits under the pen where the page is from right to left, and after a resize', async () => {
    element.dir = 'rtl';
    element.lang = 'ar';
    element.style.width = '320px';
    await write(element, '137');
    expect(element.value).to.equal('137');
    const isUnder = () => {
      const { left, height } = canvasOf(element).getBoundingClientRect();
      for (const [index, { left: from, right }] of boxesOf(element).entries()) {
        const bracket = allOf(element, 'bracket')[index]!.getBoundingClientRect();
        const middle = left + (((from + right) / 2) * height) / 100;
        expect(bracket.left + bracket.width / 2).to.be.closeTo(middle, 3);
      }
    };
    isUnder();
    const strokes = element.drawing!.strokes;
    element.style.width = '600px';
    await painted();
    isUnder();
    expect(element.drawing!.strokes).to.deep.equal(strokes);
    const { height } = canvasOf(element).getBoundingClientRect();
    const first = element.strokes[0]![0]!;
    expect(first.x / height).to.be.closeTo(strokes[0]![0]!.x / element.drawing!.height, 0.02);
    await write(element, '4', endOf(element));
    expect(element.value).to.equal('1374');
  });

  it('takes what is pasted, from any script, at the caret', async () => {
    const paste = (text: string) => {
      document.execCommand('insertText', false, text);
      return element.value;
    };
    element.focus();
    expect(paste('１２３')).to.equal('123');
    place(1);
    expect(paste('٠')).to.equal('1023');
    expect(input(element).selectionStart).to.equal(2);
    element.decimal = true;
    const insert = async (value: string) => {
      input(element).value = value;
      input(element).dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste' }));
      await element.updateComplete;
      return element.value;
    };
    expect(await insert('1,5')).to.equal('1.5');
    element.decimal = false;
    await element.updateComplete;
    expect(await insert('1 204')).to.equal('1204');
    expect(await insert('१२')).to.equal('12');
    expect(await insert('1,5')).to.equal('1.5');
    expect(element.validity.stepMismatch).to.be.true;
  });

  it('steps as a number input does, and types the digits that change', async () => {
    const native = document.createElement('input');
    for (const [from, rules] of [
      ['42', { step: '5', min: '1' }],
      ['99', { max: '99' }],
      ['', { min: '7' }],
      ['0.2', { step: '0.1' }],
      ['8', { step: '5', value: '3' }],
    ] as const) {
      const element = await mountNumber({ ...rules, decimal: '' });
      Object.assign(native, { type: 'number', min: '', max: '', step: '', defaultValue: '' });
      for (const [name, value] of Object.entries(rules)) native.setAttribute(name, value);
      for (const key of ['ArrowUp', 'ArrowDown']) {
        element.value = native.value = from;
        await element.updateComplete;
        element.focus();
        await sendKeys({ press: key });
        if (key === 'ArrowUp') native.stepUp();
        else native.stepDown();
        expect(element.value, `${from} ${JSON.stringify(rules)} ${key}`).to.equal(native.value);
      }
      element.remove();
    }
    await write(element, '137');
    element.focus();
    await sendKeys({ press: 'ArrowUp' });
    await element.updateComplete;
    expect([element.value, ...typeOf(element)]).to.deep.equal(['138', '8']);
    expect(element.strokes).to.have.length(2);
  });

  it('corrects a digit by its bracket, as one step', async () => {
    await write(element, '137');
    const corrected = nextEvent(element, 'number-corrected');
    await choose(element, 1, 'alternative', '8');
    expect(element.value).to.equal('187');
    const { detail } = await corrected;
    expect([detail.value, detail.result?.value, detail.strokes.length]).to.deep.equal([
      '187',
      '137',
      3,
    ]);
    const undone = read(element);
    buttonOf(element, 'undo').click();
    await undone;
    expect(element.value).to.equal('137');
  });

  it('deletes a digit by its bracket', async () => {
    await write(element, '137');
    await choose(element, 1, 'delete-button');
    expect(element.value).to.equal('17');
    expect(element.strokes).to.have.length(2);
  });

  it('joins digits to one and splits it again', async () => {
    await write(element, '17');
    await choose(element, 0, 'join-button');
    expect(element.value).to.have.length(1);
    await choose(element, 0, 'split-button');
    expect(element.value).to.equal('17');
  });

  it('fires no event for a digit that cannot be split', async () => {
    await write(element, '18');
    await nextEvent(element, 'change');
    const heard = record(element, 'input', 'change', 'number-corrected');
    await choose(element, 1, 'split-button');
    expect([element.value, ...heard]).to.deep.equal(['18']);
  });

  it('deletes by a zigzag, and brings back by undo', async () => {
    await write(element, '137');
    const erased = read(element);
    await draw(element, zigzag(135));
    await erased;
    expect(element.value).to.equal('13');
    expect(element.strokes).to.have.length(2);
    const undone = read(element);
    element.undo();
    await undone;
    expect(element.value).to.equal('137');
  });

  it('replaces a digit by writing over it', async () => {
    await write(element, '137');
    await sleep(1000);
    await write(element, '8', 70);
    expect(element.value).to.equal('187');
    expect(element.strokes).to.have.length(3);
  });

  it('replaces a digit by another one in two strokes', async () => {
    await write(element, '138');
    await sleep(1000);
    await write(element, '4', 70);
    expect(element.value).to.equal('148');
    expect(bracketsOf(element)).to.deep.equal([...'148']);
  });

  it('selects a digit by a tap, which leaves no ink', async () => {
    await write(element, '137');
    await draw(element, [[{ x: 120, y: 50 }]]);
    await element.updateComplete;
    expect(element.strokes).to.have.length(3);
    expect(allOf(element, 'bracket').map((one) => one.ariaPressed)).to.deep.equal([
      'false',
      'true',
      'false',
    ]);
  });

  for (const decimal of [false, true]) {
    it(`takes a tap for no number${decimal ? ', where there may be a point' : ''}`, async () => {
      element.decimal = decimal;
      const tapped = read(element);
      await draw(element, [[{ x: 40, y: 74 }]]);
      await tapped;
      await element.updateComplete;
      expect([element.validity.valid, element.validationMessage]).to.deep.equal([true, '']);
      expect(shadowPart(element, '[part="error"]').textContent).to.equal('');
      expect(shadowPart(element, '.spoken').textContent).to.equal('');
      await write(element, '5', 50);
      expect(element.value).to.match(decimal ? /^\.?5$/ : /^5$/);
      expect(element.strokes).to.have.length(decimal ? 3 : 2);
    });
  }

  it('takes a dot under the bar of a digit for a point where there may be one', async () => {
    element.decimal = true;
    await write(element, '7');
    await write(element, '.', 15);
    await write(element, '5', 65);
    expect(element.value).to.equal('7.5');
  });

  it('draws every stroke where gestures are none', async () => {
    element.gestures = 'none';
    await write(element, '137');
    const drawn = read(element);
    await draw(element, zigzag(135));
    await drawn;
    expect(element.strokes).to.have.length(4);
  });

  it('is held to its constraints, which change nothing that is read', async () => {
    const broken = () => {
      const flags: string[] = [];
      for (const flag in element.validity)
        if (element.validity[flag as keyof ValidityState] && flag !== 'valid') flags.push(flag);
      return flags;
    };
    element.setAttribute('max', '100');
    await write(element, '137');
    expect(element.value).to.equal('137');
    expect(broken()).to.deep.equal(['rangeOverflow']);
    expect(element.validationMessage).to.include('100');
    element.removeAttribute('max');
    element.setAttribute('minlength', '4');
    expect(broken()).to.deep.equal(['tooShort']);
    element.removeAttribute('minlength');
    element.setAttribute('step', '10');
    expect(broken()).to.deep.equal(['stepMismatch']);
    element.kind = 'code';
    await element.updateComplete;
    expect(broken()).to.deep.equal([]);
  });

  it('gets no digits from parts of others while a code is half written', async () => {
    element.kind = 'code';
    element.minLength = 6;
    element.maxLength = 6;
    await write(element, '10472');
    expect(element.value).to.equal('10472');
    expect(element.validity.tooShort).to.be.true;
  });

  it('reads a number that is too long as it is', async () => {
    element.maxLength = 2;
    await write(element, '137');
    expect(element.value).to.equal('137');
    expect(element.validity.tooLong).to.be.true;
  });

  it('is valid or not at once, before anything of it is loaded, as a number input', () => {
    for (const attributes of [
      { value: '500', max: '100' },
      { value: '5', min: '10' },
      { value: '12', min: '10', step: '5' },
      { value: '15', min: '10', step: '5' },
      { value: '12', step: '5' },
      { value: '1.5' },
      { value: '', min: '10', required: '' },
      { value: '', min: '10' },
      { value: '5', min: 'x', max: '' },
      { value: '5', step: 'any', min: '6', disabled: '' },
    ] as Record<string, string>[]) {
      const fresh = document.createElement('number-recognizer');
      const other = document.createElement('input');
      other.type = 'number';
      for (const [name, value] of Object.entries(attributes))
        for (const one of [fresh, other]) one.setAttribute(name, value);
      const what = JSON.stringify(attributes);
      for (const flag of [
        'rangeOverflow',
        'rangeUnderflow',
        'stepMismatch',
        'valueMissing',
      ] as const)
        expect(fresh.validity[flag], `${what} ${flag}`).to.equal(other.validity[flag]);
      expect(fresh.willValidate, what).to.equal(other.willValidate);
      expect(fresh.checkValidity(), what).to.equal(other.checkValidity());
      if (!fresh.validity.valid) expect(fresh.validationMessage, what).to.not.equal('');
    }
    const fresh = document.createElement('number-recognizer');
    fresh.minLength = 4;
    fresh.value = '123';
    expect(fresh.validity.tooShort).to.be.true;
    expect(fresh.checkValidity()).to.be.false;
  });

  it('says which valid numbers are nearest, as a number input does', () => {
    const messages = [
      { value: '12', min: '10', step: '5' },
      { value: '12', min: '10', max: '14', step: '5' },
      { value: '0.25', step: '0.1' },
    ].map((attributes) => {
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.value = attributes.value;
      return element.validationMessage;
    });
    expect(messages).to.deep.equal([
      'Nearest allowed number: 10 or 15.',
      'Nearest allowed number: 10.',
      'Must be 10 or more.',
    ]);
    // Without a minimum, steps are counted from the initial value.
    for (const name of ['min', 'max']) element.removeAttribute(name);
    expect(element.validationMessage).to.equal('');
    element.removeAttribute('value');
    expect(element.validationMessage).to.equal('Nearest allowed number: 0.2 or 0.3.');
  });

  it('is invalid with a minus where none may be', () => {
    element.value = '-5';
    expect(element.validity.rangeUnderflow).to.be.true;
    expect(element.validationMessage).to.include('0');
    element.min = '-10';
    expect(element.validationMessage).to.equal('Must be 0 or more.');
    element.setAttribute('signed', '');
    expect(element.checkValidity()).to.be.true;
  });

  it('takes words of the page', async () => {
    library.registerStrings('eo', { writeNumber: 'Skribu nombron', delete: 'Forigi' });
    element.lang = 'eo';
    await element.updateComplete;
    expect(shadowPart(element, 'slot[name="guide"]').textContent.trim()).to.equal('Skribu nombron');
    expect(input(element).ariaLabel).to.equal('Answer');
    await write(element, '7');
    allOf(element, 'bracket')[0]!.click();
    await element.updateComplete;
    expect(buttonOf(element, 'delete').textContent.trim()).to.equal('Forigi');
    expect(buttonOf(element, 'insert').textContent.trim()).to.equal('Insert before');
  });

  it('keeps the zeros of a value, and takes no other text', async () => {
    element.value = '007';
    await element.updateComplete;
    expect([element.value, input(element).value]).to.deep.equal(['007', '007']);
    element.value = 'seven';
    expect(element.value).to.equal('');
    element.valueAsNumber = 37.5;
    expect(element.value).to.equal('37.5');
  });

  it('is a number of any size as a number input is', () => {
    const native = Object.assign(document.createElement('input'), { type: 'number' });
    for (const number of [1e21, 1e-7, -0.1, 123456789.125, 2e300]) {
      element.valueAsNumber = native.valueAsNumber = number;
      expect(element.valueAsNumber).to.equal(native.valueAsNumber);
    }
    element.value = native.value = '9'.repeat(400);
    expect(element.value).to.equal(native.value);
  });

  it('steps up and down by one from any value, and never the other way', async () => {
    for (const [from, rules, up, down] of [
      ['37.5', {}, '38.5', '36.5'],
      ['-7.25', { signed: '' }, '-6.25', '-8.25'],
      ['2.5', { max: '3' }, '3', '1.5'],
      ['2.5', { min: '2' }, '3.5', '2'],
      ['1', { min: '2.5' }, '2.5', '1'],
      ['', { min: '2.5', step: '3' }, '2.5', '2.5'],
      ['', {}, '1', '0'],
    ] as [string, Record<string, string>, string, string][]) {
      const field = await mountNumber({ ...rules, decimal: '' }, form);
      for (const [key, value] of [
        ['ArrowUp', up],
        ['ArrowDown', down],
      ] as const) {
        field.value = from;
        await field.updateComplete;
        field.focus();
        await sendKeys({ press: key });
        expect(field.value, `${from} ${JSON.stringify(rules)} ${key}`).to.equal(value);
      }
      field.remove();
    }
  });

  it('is restored with its ink, and with what was corrected', async () => {
    await write(element, '137');
    await choose(element, 1, 'alternative', '8');
    const state = (element as unknown as { formState: string }).formState;
    const other = await mountNumber({ name: 'other' }, form);
    other.formStateRestoreCallback(state);
    expect(other.value).to.equal('187');
    expect(other.strokes).to.have.length(3);
    form.reset();
    expect([other.value, other.strokes.length]).to.deep.equal(['', 0]);
  });

  it('opens the on-screen keyboard for its text alone, not while one writes', async () => {
    expect(input(element).inputMode).to.equal('numeric');
    await draw(element, [
      [
        { x: 50, y: 20 },
        { x: 50, y: 80 },
      ],
    ]);
    expect(input(element).inputMode).to.equal('none');
    buttonOf(element, 'keyboard').click();
    expect(input(element).inputMode).to.equal('numeric');
    expect(element.shadowRoot!.activeElement === input(element)).to.be.true;
  });

  it('says the number, and both when in doubt', async () => {
    await write(element, '42');
    const spoken = shadowPart(element, '[role="status"]').textContent.trim();
    expect(spoken).to.match(/^42$|^\d( \d)* or \d( \d)*$/);
  });

  it('speaks the language of the page', async () => {
    element.lang = 'de';
    element.required = true;
    await element.updateComplete;
    for (let i = 0; i < 50 && element.validationMessage.startsWith('Please'); i++) await sleep(20);
    expect(element.validationMessage).to.equal('Bitte schreiben Sie eine Zahl.');
  });

  it('pleases axe: empty, written, being corrected, invalid, and disabled', async () => {
    expect(await violationsOf(element)).to.deep.equal([]);
    await write(element, '137');
    expect(await violationsOf(element)).to.deep.equal([]);
    allOf(element, 'bracket')[1]!.click();
    element.max = '9';
    await element.updateComplete;
    element.reportValidity();
    await element.updateComplete;
    expect(await violationsOf(element)).to.deep.equal([]);
    element.disabled = true;
    await element.updateComplete;
    expect(await violationsOf(element)).to.deep.equal([]);
  });
});
