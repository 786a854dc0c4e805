import assert from 'node:assert/strict';
import { after, before, describe, it, test } from 'node:test';
import type * as Library from '../../src/recognizer.js';
import { drawingExtent, type Drawing, type Point } from '../../src/ink/index.js';
import { DRAWINGS } from '../support/drawings.js';
import { Random } from '../support/random.js';

const { createRecognizer } = (await import('../../dist/recognizer.js' as string)) as typeof Library;

let recognizer: Awaited<ReturnType<typeof createRecognizer>>;
before(async () => {
  recognizer = await createRecognizer({ backend: 'cpu' });
});
after(() => recognizer.dispose());

/** To and fro over the whole surface, as one crosses something out. */
function scribble(seed: number): Drawing {
  const random = new Random(seed);
  const stroke = Array.from({ length: 120 }, () => ({
    x: random.uniform(10, 190),
    y: random.uniform(10, 190),
  }));
  return [stroke];
}

/** Lines from left to right and back, on the way down. */
function hatching(lines: number): Drawing {
  return [
    Array.from({ length: lines }, (_, line) => ({
      x: line % 2 === 0 ? 20 : 180,
      y: 20 + (160 * line) / (lines - 1),
    })),
  ];
}

/** As large as this, in the longer direction. */
function resize(drawing: Drawing, size: number): Drawing {
  const { left, top, right, bottom } = drawingExtent(drawing)!;
  const scale = size / Math.max(right - left, bottom - top);
  return drawing.map((stroke) => stroke.map(({ x, y }) => ({ x: x * scale, y: y * scale })));
}

test('nothing drawn is nothing read', async () => {
  assert.equal(await recognizer.recognize([]), null);
  assert.equal(await recognizer.recognize([[]]), null);
});

describe('a dot is too small to be a digit', () => {
  /** CSS pixels of square surfaces. */
  const SIDES = [96, 160, 280, 560];
  const LENGTHS = Array.from({ length: 13 }, (_, length) => length);
  const DIRECTIONS = Array.from({ length: 12 }, (_, hour) => (hour * Math.PI) / 6);
  const at = (side: number, share: number): Point => ({ x: side * share, y: side * share });

  function slip({ x, y }: Point, length: number, angle: number): Point[] {
    const end = { x: x + length * Math.cos(angle), y: y + length * Math.sin(angle) };
    return length === 0 ? [{ x, y }] : [{ x, y }, end];
  }

  function jitter({ x, y }: Point, random: Random): Point[] {
    const near = () => ({ x: x + random.uniform(-5, 5), y: y + random.uniform(-5, 5) });
    return Array.from({ length: 20 }, near);
  }

  for (const side of SIDES) {
    const random = new Random(side);
    const frame = { width: side, height: side };
    const middle = at(side, 0.5);
    const slips = LENGTHS.flatMap((length) =>
      DIRECTIONS.map((angle): Drawing => [slip(middle, length, angle)]),
    );
    const others: Drawing[] = [
      [Array.from({ length: 12 }, () => middle)],
      ...Array.from({ length: 10 }, (): Drawing => [jitter(middle, random)]),
      Array.from({ length: 4 }, () => jitter(middle, random)),
      DIRECTIONS.map((angle) => slip(middle, 12, angle)),
      [0.2, 0.4, 0.6, 0.8].map((share) => slip(at(side, share), 7, share)),
    ];

    it(`on ${side} px: taps, slips in all directions, jitter, several taps`, async () => {
      const drawings = [...slips, ...others];
      const framed = drawings.map((strokes) => ({ ...frame, strokes }));
      const results = [
        ...(await recognizer.recognizeBatch(framed)),
        ...(await recognizer.recognizeBatch(drawings, { frame })),
        await recognizer.recognize(framed.at(-1)!),
        await recognizer.recognize(drawings.at(-1)!, { frame }),
      ];
      for (const result of results) {
        assert.ok(result?.digit === null);
        assert.equal(result.reason, 'too-small');
      }
    });

    it(`on ${side} px: but not a small digit`, async () => {
      const smallest = side === 96 ? 0.25 : 0.2;
      const framed = DRAWINGS.map(({ strokes }) => ({
        ...frame,
        strokes: resize(strokes, side * smallest),
      }));
      const results = await recognizer.recognizeBatch(framed);
      assert.deepEqual(
        results.map((result) => result?.digit),
        DRAWINGS.map(({ digit }) => digit),
      );
    });
  }

  it('also without a frame, where it has no size', async () => {
    for (const drawing of [[[at(200, 0.5)]], [Array.from({ length: 12 }, () => at(70, 0.5))]]) {
      assert.equal((await recognizer.recognize(drawing))?.digit, null);
    }
  });
});

test('scribbles and hatchings are no digits', async () => {
  const drawings = [
    ...Array.from({ length: 20 }, (_, seed) => scribble(seed + 1)),
    ...[8, 12, 20, 40].map(hatching),
  ];
  const results = await recognizer.recognizeBatch(drawings);
  results.forEach((result, which) => {
    assert.ok(result?.digit === null, `drawing ${which}: ${result?.digit} ${result?.confidence}`);
    assert.equal(result.reason, 'not-a-digit');
  });
});

test('of our own digits it is', async () => {
  const results = await recognizer.recognizeBatch(DRAWINGS.map(({ strokes }) => strokes));
  results.forEach((result, which) => {
    assert.ok(result);
    assert.equal(result.digit, DRAWINGS[which]!.digit);
    assert.ok(result.confidence > 0.9, `${result.digit} with ${result.confidence}`);
  });
});
