import { expect } from 'chai';
import { sendKeys } from '@web/test-runner-commands';
import type { NumberRecognizerElement } from '../../src/elements/number-recognizer-element.js';
import { violationsOf } from './support/looks.js';
import { draw, mountNumber, read, write } from './support/numbers.js';
import { buttonOf, canvasOf, nextEvent, record, shadowPart, sleep } from './support/page.js';

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

describe('<number-recognizer>', function () {
  this.timeout(20_000);
  let form: HTMLFormElement;
  let element: NumberRecognizerElement;
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
    input(element).focus();
    input(element).setSelectionRange(3, 3);
    const shorter = read(element);
    await sendKeys({ press: 'Backspace' });
    await shorter;
    expect(element.value).to.equal('13');
    expect(element.strokes).to.have.length(2);
    input(element).setSelectionRange(1, 2);
    const other = read(element);
    await sendKeys({ press: '8' });
    await other;
    expect(element.value).to.equal('18');
    expect(element.strokes).to.have.length(2);
    expect(bracketsOf(element)).to.deep.equal(['1', '8']);
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

  it('keeps the zeros of a value, and takes no other text', async () => {
    element.value = '007';
    await element.updateComplete;
    expect([element.value, input(element).value]).to.deep.equal(['007', '007']);
    element.value = 'seven';
    expect(element.value).to.equal('');
    element.valueAsNumber = 37.5;
    expect(element.value).to.equal('37.5');
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
