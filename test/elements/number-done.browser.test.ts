import { expect } from 'chai';
import { executeServerCommand } from '@web/test-runner-commands';
import type { SentStroke } from '../../scripts/test/pointer-plugin.js';
import type { NumberRecognizerElement } from '../../src/elements/number-recognizer-element.js';
import type { Point } from '../../src/ink/index.js';
import { needing } from '../support/engine.js';
import { writeNumber } from '../support/written-numbers.js';
import { mountNumber } from './support/numbers.js';
import { canvasOf, press, record, shadowPart, sleep } from './support/page.js';

type Path = readonly Pick<Point, 'x' | 'y'>[];

/** Over the digit whose square begins at `left`, in hundredths of the surface's height. */
const zigzag = (left: number): Path =>
  [25, 30, 38, 45, 52, 60, 68].map((y, i) => ({ x: left + (i % 2 === 0 ? 15 : 85), y }));

describe('a number written, corrected, extended, and sent', function () {
  this.timeout(30_000);
  let form: HTMLFormElement;
  let element: NumberRecognizerElement;
  let sent: Record<string, FormDataEntryValue> | null;

  beforeEach(async () => {
    sent = null;
    form = document.body.appendChild(document.createElement('form'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      sent = Object.fromEntries(new FormData(form));
    });
    element = await mountNumber({ name: 'answer', label: 'Answer' }, form);
    form.insertAdjacentHTML('beforeend', '<p><button>Send</button></p>');
    await element.ready;
  });

  const textsOf = (part: string) =>
    [...element.shadowRoot!.querySelectorAll<HTMLElement>(`[part~="${part}"]`)].map(
      (one) => [one.textContent.trim(), one] as const,
    );
  const partWith = (part: string, text: string) => textsOf(part).find(([own]) => own === text)![1];

  /** Strokes are read a while after each, and how soon a driver sends the next one differs. */
  async function becomes(value: string): Promise<void> {
    for (let i = 0; element.value !== value && i < 200; i++) await sleep(20);
    expect(element.value).to.equal(value);
    await element.updateComplete;
  }

  const pointers = [
    ['mouse', it],
    ['pen', needing('pen').it],
    ['touch', needing('finger').it],
  ] as const;
  for (const [pointerType, test] of pointers) {
    const send = (points: SentStroke['points']) =>
      executeServerCommand('send-stroke', { pointerType, points } satisfies SentStroke);

    const draw = async (dx: number, ...strokes: readonly Path[]): Promise<void> => {
      for (const stroke of strokes) {
        const { left, top, height } = canvasOf(element).getBoundingClientRect();
        const place = (at: number, value: number) => Math.round(at + (value * height) / 100);
        const points = stroke.filter((_, i) => i % 3 === 0 || stroke.length < 10);
        await send(points.map(({ x, y }) => [place(left, x + dx), place(top, y)] as const));
      }
    };

    const tap = async (target: Element): Promise<void> => {
      target.scrollIntoView({ block: 'nearest' });
      const { left, top, width, height } = target.getBoundingClientRect();
      await send([[Math.round(left + width / 2), Math.round(top + height / 2)]]);
      await element.updateComplete;
    };

    test(`by ${pointerType}`, async () => {
      const used = new Set<string>();
      element.addEventListener('number-stroke-start', ({ detail }) => used.add(detail.pointerType));
      const heard = record(element, 'change', 'number-corrected');

      await draw(0, ...writeNumber('137', 110));
      await becomes('137');

      await tap(partWith('bracket', '3'));
      await tap(partWith('alternative', '8'));
      await becomes('187');
      expect(heard).to.include('number-corrected');

      // It has grown to the right, and shows its end.
      shadowPart(element, '[part~="surface"]').scrollLeft = 0;
      await draw(55, ...writeNumber('0'));
      await becomes('1087');

      await draw(220, zigzag(0));
      await becomes('108');
      expect(textsOf('bracket').map(([text]) => text)).to.deep.equal(['1', '0', '8']);

      await tap(form.querySelector('button')!);
      expect(sent).to.deep.equal({ answer: '108' });
      expect(heard.at(-1)).to.equal('change');
      expect([...used]).to.deep.equal([pointerType]);
    });
  }

  it('as it is on the surface, where it is sent before that is read', async () => {
    element.required = true;
    const strokes = writeNumber('137', 110).map((stroke) => ({
      points: stroke.map(({ x, y }) => ({ x, y: y + 10 })),
    }));
    const draw = async (from: number, to: number) => {
      for (const { points } of strokes.slice(from, to)) {
        const { left, top, height } = canvasOf(element).getBoundingClientRect();
        const sent = points.map(
          ({ x, y }) =>
            [Math.round(left + (x * height) / 100), Math.round(top + (y * height) / 120)] as const,
        );
        await executeServerCommand('send-stroke', { pointerType: 'mouse', points: sent });
      }
    };
    await draw(0, 1);
    await becomes('1');
    await draw(1, 3);
    const { left, top, width, height } = form.querySelector('button')!.getBoundingClientRect();
    await executeServerCommand('send-stroke', {
      pointerType: 'mouse',
      points: [[Math.round(left + width / 2), Math.round(top + height / 2)]],
    });
    for (let i = 0; sent === null && i < 100; i++) await sleep(20);
    expect(sent).to.deep.equal({ answer: '137' });
  });

  it('with what is typed amid ink, by Enter before that is read', async () => {
    const { left, top, height } = canvasOf(element).getBoundingClientRect();
    const points = writeNumber('7')[0]!.map(
      ({ x, y }) =>
        [Math.round(left + (x * height) / 100), Math.round(top + (y * height) / 100)] as const,
    );
    await executeServerCommand('send-stroke', { pointerType: 'mouse', points });
    element.focus();
    await press('5', 'Enter');
    for (let i = 0; sent === null && i < 100; i++) await sleep(20);
    expect(sent).to.deep.equal({ answer: '75' });
  });

  it('by keyboard alone', async () => {
    const input = shadowPart(element, 'input') as HTMLInputElement;
    await press('Tab');
    expect(element.shadowRoot!.activeElement === input).to.be.true;
    await press('1', '3', '7');
    await press('ArrowLeft', 'Backspace', '8');
    expect(element.value).to.equal('187');
    await press('ArrowLeft', '0');
    expect(element.value).to.equal('1087');
    await press('End', 'Backspace');
    expect(element.value).to.equal('108');
    await press('Enter');
    expect(sent).to.deep.equal({ answer: '108' });
  });
});
