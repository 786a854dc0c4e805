import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DrawingStore } from '../../src/elements/history.js';
import {
  digitsOf,
  makeRoomBefore,
  type Digit,
  readingOf,
  readNumber,
  takeNumber,
  takeText,
  withGiven,
} from '../../src/elements/number-digits.js';
import { drawingExtent } from '../../src/ink/index.js';
import type {
  NumberDigit,
  NumberOptions,
  NumberResult,
  Recognizer,
} from '../../src/recognizer/index.js';
import { writeNumber } from '../support/written-numbers.js';

const frame = { width: 400, height: 100 };

/** A store with digits of one stroke each, and what they were read as. */
function written(text: string): { store: DrawingStore; result: NumberResult } {
  const store = new DrawingStore();
  store.isLine = true;
  store.replace(writeNumber(text), frame);
  return { store, result: resultOf(store, text) };
}

function resultOf(store: DrawingStore, value: string): NumberResult {
  const digits = [...value].map((digit, index): NumberDigit => {
    const box = drawingExtent([store.strokes[index]!])!;
    return { text: digit, confidence: 1, strokes: [index], box, alternatives: [] };
  });
  return { value, confidence: 1, alternatives: [], digits, backend: 'cpu', elapsed: 1 };
}

const textsOf = (store: DrawingStore, digits: readonly Digit[] | null) =>
  digits?.map(
    ({ text, strokes }) =>
      `${text}:${strokes.map((stroke) => store.strokes.indexOf(stroke)).join(',')}`,
  );

/** Types as one does: `at` is the caret after it. */
function type(store: DrawingStore, result: NumberResult | null, text: string, at: number): void {
  const digits = digitsOf(store, result);
  const shown = digits?.map((digit) => digit.text).join('') ?? '';
  takeText(store, digits, shown, text, at);
}

describe('a number that is written and typed', () => {
  it('has typed digits at their place, for which those behind make room', () => {
    const { store, result } = written('137');
    const before = store.strokes;
    type(store, result, '1037', 2);
    assert.equal(store.override, '1037');
    const digits = digitsOf(store, null)!;
    assert.deepEqual(textsOf(store, digits), ['1:0', '0:', '3:1', '7:2']);
    assert.equal(store.strokes[0], before[0]);
    for (const [index, { box }] of digits.entries())
      assert.ok(index === 0 || box.left > digits[index - 1]!.box.right, String(index));
    const moved = store.strokes[1]![0]!.x - before[1]![0]!.x;
    assert.ok(moved > 0 && moved < 60, String(moved));
    assert.equal(Math.round(store.strokes[2]![0]!.x - before[2]![0]!.x), Math.round(moved));
    store.undo();
    assert.deepEqual(store.strokes, before);
    store.redo();
    assert.equal(store.override, '1037');
  });

  it('moves nothing for a digit behind all others', () => {
    const { store, result } = written('13');
    const before = store.strokes;
    type(store, result, '135', 3);
    assert.deepEqual([...store.strokes], [...before]);
    assert.deepEqual(textsOf(store, digitsOf(store, null)), ['1:0', '3:1', '5:']);
    type(store, null, '1357', 4);
    const [, , five, seven] = digitsOf(store, null)!;
    assert.ok(seven!.box.left > five!.box.right);
    assert.ok(store.frame.width >= seven!.box.right);
  });

  it('loses the strokes of digits that are deleted, by the caret', () => {
    const { store, result } = written('117');
    const [, second, seven] = store.strokes;
    type(store, result, '17', 0);
    assert.deepEqual([...store.strokes], [second, seven]);
    type(store, null, '1', 1);
    assert.deepEqual([...store.strokes], [second]);
    type(store, null, '', 0);
    assert.ok(store.isBlank);
    store.undo();
    assert.equal(store.override, '1');
  });

  it('keeps the strokes of a digit that is corrected, and none of those that are replaced', () => {
    const { store, result } = written('137');
    type(store, result, '187', 2);
    assert.deepEqual(textsOf(store, digitsOf(store, null)), ['1:0', '8:1', '7:2']);
    type(store, null, '1', 1);
    type(store, null, '142', 3);
    assert.deepEqual(textsOf(store, digitsOf(store, null)), ['1:0', '4:', '2:']);
  });

  it('is all type once its last stroke is gone', () => {
    const { store, result } = written('1');
    type(store, result, '12', 2);
    store.erase(() => true, false);
    assert.deepEqual([store.override, store.isEmpty], ['2', true]);
    store.undo();
    assert.equal(store.override, '12');
    type(store, null, '2', 0);
    assert.deepEqual([store.override, store.isEmpty], ['2', true]);
  });

  it('takes ink that was not read for what is typed', () => {
    const { store } = written('137');
    takeText(store, null, '', '5');
    assert.deepEqual(textsOf(store, digitsOf(store, null)), ['5:0,1,2']);
  });

  it('is another number with the same strokes, or none can say which are which', () => {
    const { store, result } = written('137');
    takeNumber(store, digitsOf(store, result)!, '181');
    assert.deepEqual(textsOf(store, digitsOf(store, null)), ['1:0', '8:1', '1:2']);
    takeNumber(store, digitsOf(store, null)!, '18');
    assert.deepEqual(textsOf(store, digitsOf(store, null)), ['18:0,1,2']);
  });

  it('keeps the strokes of each digit where another number has more of them', async () => {
    const { store, result } = written('137');
    const [one, three, seven] = result.digits;
    const two: NumberResult = {
      ...result,
      value: '18',
      confidence: 0.6,
      alternatives: [{ value: '137', confidence: 0.4 }],
      digits: [one!, { ...three!, text: '8', strokes: [1, 2] }],
    };
    const asked: NumberOptions[] = [];
    const recognizer = {
      recognizeNumber: (_: unknown, options: NumberOptions) => {
        asked.push(options);
        return Promise.resolve(options.maxLength === 3 ? result : two);
      },
    } as unknown as Recognizer;
    const read = await readNumber(recognizer, store, { maxLength: 0 });
    assert.equal(read, two);
    assert.deepEqual(
      asked.map(({ minLength, maxLength }) => [minLength, maxLength]),
      [
        [undefined, undefined],
        [3, 3],
      ],
    );
    takeNumber(store, digitsOf(store, readingOf(two, '137'))!, '137');
    assert.deepEqual(textsOf(store, digitsOf(store, null)), ['1:0', '3:1', '7:2']);
    assert.equal(seven!.strokes[0], 2);
  });

  it('cannot part digits that share a stroke', () => {
    const { store } = written('17');
    const read = resultOf(store, '17');
    const digits = read.digits.map((digit) => ({ ...digit, strokes: [0, 1] }));
    takeText(store, digitsOf(store, { digits }), '17', '179', 3);
    assert.deepEqual(textsOf(store, digitsOf(store, null)), ['17:0,1', '9:']);
    takeText(store, digitsOf(store, null), '179', '1579', 2);
    assert.deepEqual(textsOf(store, digitsOf(store, null)), ['157:0,1', '9:']);
  });

  it('has room for a digit to be written before another', () => {
    const { store, result } = written('17');
    const before = store.strokes;
    const digits = digitsOf(store, result)!;
    makeRoomBefore(store, digits, digits[1]!);
    const [one, seven] = digitsOf(store, null)!;
    assert.ok(seven!.box.left - one!.box.right >= 0.99 * 100);
    assert.equal(store.override, '17');
    assert.equal(store.strokes[0], before[0]);
  });

  it('is read with what was typed amid the strokes, alternatives too', () => {
    const { store, result } = written('137');
    type(store, result, '1037', 2);
    store.begin(frame);
    store.extend([{ x: 380, y: 20 }]);
    store.end();
    const read = resultOf(store, '1374');
    const answer = withGiven(
      {
        ...read,
        alternatives: [
          { value: '1379', confidence: 0.2 },
          { value: '13', confidence: 0.1 },
        ],
      },
      store,
    );
    assert.equal(answer.value, '10374');
    assert.deepEqual(textsOf(store, digitsOf(store, answer)), ['1:0', '0:', '3:1', '7:2', '4:3']);
    assert.deepEqual(answer.alternatives, [{ value: '10379', confidence: 0.2 }]);
  });

  it('is not offered again where readings differ in what the user gave', () => {
    const { store, result } = written('137');
    store.revise({ pins: { groups: [{ strokes: [store.strokes[1]!], text: '8' }], apart: [] } });
    const alternatives = [
      { value: '131', confidence: 0.1 },
      { value: '157', confidence: 0.15 },
      { value: '151', confidence: 0.05 },
    ];
    const answer = withGiven({ ...result, confidence: 0.7, alternatives }, store);
    const all = [answer, ...answer.alternatives].map(
      ({ value, confidence }) => `${value} ${confidence.toFixed(2)}`,
    );
    assert.deepEqual(all, ['187 0.85', '181 0.15']);
  });
});
