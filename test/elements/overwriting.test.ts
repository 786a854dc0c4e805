import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { areOver, isReplacement, readOver } from '../../src/elements/overwriting.js';
import type { Drawing, Point, Stroke } from '../../src/ink/index.js';
import { createRecognizer, type Recognizer, type Result } from '../../src/recognizer/index.js';
import { DRAWINGS } from '../support/drawings.js';

const ON = { frame: { width: 100, height: 100 } };
/** In milliseconds, clearly longer and shorter than the pause that counts. */
const PAUSE = 1500;
const SOON = 500;

/** A digit as a person writes it. */
function digit(digit: number): Drawing {
  return DRAWINGS.find((drawing) => drawing.digit === digit)!.strokes;
}

/** The strokes one after the other, each after one of the pauses, in milliseconds. */
function timed(strokes: Drawing, pauses: readonly number[]): Point[][] {
  let t = 0;
  return strokes.map((stroke, i) => {
    t += pauses[i] ?? SOON;
    return stroke.map((point) => ({ ...point, t: t++ }));
  });
}

/** One digit, and another one over it after a pause. */
function over(one: Drawing, other: Drawing, within = SOON): Point[][] {
  const pauses = [...one, ...other].map((_, i) => (i < one.length ? SOON : within));
  return timed([...one, ...other], pauses.with(one.length, PAUSE));
}

describe('strokes over others', () => {
  const bar = (x: number, top: number, bottom: number): Stroke => [
    { x, y: top },
    { x, y: bottom },
  ];
  const isOver = (below: Stroke, above: Stroke, pause = PAUSE) =>
    areOver(timed([below, above], [0, pause]), 1);

  it('begin at least a second after them', () => {
    assert.ok(isOver(bar(50, 0, 100), bar(50, 0, 100)));
    assert.ok(!isOver(bar(50, 0, 100), bar(50, 0, 100), 900));
  });

  it('or after strokes without times, or with those of another clock', () => {
    const late = timed([bar(50, 0, 100)], [100]);
    assert.ok(areOver([bar(50, 0, 100), ...late], 1));
    const other = timed([bar(50, 0, 100)], [90_000]);
    assert.ok(areOver([...other, ...late], 1));
  });

  it('are about as high, and not beside them', () => {
    assert.ok(isOver(bar(50, 0, 100), bar(50, 10, 80)));
    assert.ok(!isOver(bar(50, 0, 100), bar(50, 10, 60)), 'half as high');
    assert.ok(!isOver(bar(50, 10, 60), bar(50, 0, 100)), 'twice as high');
    assert.ok(!isOver(bar(50, 0, 100), bar(50, 60, 160)), 'below');
    assert.ok(!isOver(bar(20, 0, 100), bar(80, 0, 100)), 'beside');
  });
});

describe('what strokes over others mean', () => {
  const sure = (digit: number) => ({ digit, confidence: 0.95 }) as Result;
  const unsure = (digit: number) => ({ digit, confidence: 0.8 }) as Result;
  const none = { digit: null, confidence: 0.95 } as Result;

  it('replaces what was there if all together are no digit for sure', () => {
    for (const all of [unsure(5), none]) {
      for (const below of [sure(3), unsure(3), none])
        assert.equal(isReplacement(all, below, sure(8)), true);
    }
  });

  it('replaces it if all together are the same digit as before, or the new one', () => {
    assert.equal(isReplacement(sure(8), sure(8), sure(3)), true);
    assert.equal(isReplacement(sure(3), sure(8), sure(3)), true);
  });

  it('asks if all together are a third digit, or a line crosses a digit', () => {
    assert.equal(isReplacement(sure(9), sure(3), sure(4)), false);
    assert.equal(isReplacement(sure(8), sure(8), sure(1)), false);
  });

  it('is one digit if they are none alone, or the digit again', () => {
    assert.equal(isReplacement(unsure(8), sure(8), unsure(3)), null);
    assert.equal(isReplacement(unsure(8), sure(8), none), null);
    assert.equal(isReplacement(sure(8), sure(8), sure(8)), null);
  });

  it('is one digit if a bar makes a four, or slashes a zero', () => {
    assert.equal(isReplacement(sure(4), sure(6), sure(1)), null);
    assert.equal(isReplacement(unsure(0), sure(0), sure(1)), null);
    assert.equal(isReplacement(unsure(0), sure(6), sure(1)), true);
  });
});

describe('reading a digit over another', () => {
  let recognizer: Recognizer;
  const read = (strokes: Drawing) => readOver(recognizer, strokes, ON);

  before(async () => {
    recognizer = await createRecognizer({ backend: 'cpu' });
    return () => recognizer.dispose();
  });

  it('gives the new digit alone, with all of its strokes, however slowly they came', async () => {
    for (const within of [SOON, PAUSE]) {
      const reading = await read(over(digit(2), digit(4), within));
      assert.deepEqual(
        [reading?.count, reading?.digit, reading?.isReplaced, reading?.result.digit],
        [2, 4, true, 4],
      );
    }
  });

  it('gives both, the whole first, if it may be either', async () => {
    const { result, ...reading } = (await read(over(digit(8), digit(1))))!;
    assert.deepEqual(reading, { count: 1, digit: 1, isReplaced: false });
    assert.equal(result.digit, 8);
    assert.ok(Object.isFrozen(result) && Object.isFrozen(result.probabilities));
    const { confidence, probabilities } = result;
    assert.equal(confidence, probabilities[8]);
    assert.ok(confidence < 0.65 && probabilities[1]! > 0.3);
    assert.ok(Math.abs(probabilities.reduce((sum, one) => sum + one) - 1) < 1e-6);
  });

  it('leaves each digit whole, with a long pause before each of its strokes', async () => {
    for (const { digit, strokes } of DRAWINGS) {
      const slow = strokes.map(() => PAUSE);
      assert.equal(await read(timed(strokes, slow)), null, `${digit}`);
    }
  });
});
