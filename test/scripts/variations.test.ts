import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BuiltRecognizer } from '../../scripts/evaluate/built-recognizer.js';
import { wilsonInterval } from '../../scripts/evaluate/statistics.js';
import {
  variationAxes,
  measureVariations,
  rotate,
  slant,
  toWholePixels,
} from '../../scripts/evaluate/variations.js';
import { DEFAULT_PREPROCESSING, drawingToImage, strokesFromFlat } from '../../src/ink/index.js';
import { DRAWINGS } from '../support/drawings.js';
import { reading } from './readings.js';

const flat = (drawing: readonly (readonly { x: number; y: number }[])[]) =>
  drawing.map((stroke) =>
    stroke.flatMap(({ x, y }) => [x, y]).map((v) => Math.round(v * 1e9) / 1e9),
  );

test('a quarter turn clockwise takes right to down', () => {
  assert.deepEqual(flat(rotate(strokesFromFlat([[1, 0, 0, 2]]), 90)), [[0, 1, -2, 0]]);
});

test('a slant to the right moves what is higher to the right and keeps heights', () => {
  assert.deepEqual(flat(slant(strokesFromFlat([[0, -10, 5, 0]]), 45)), [[10, -10, 5, 0]]);
});

test('a drawing on a small surface has whole coordinates from 0 to its side', () => {
  // 40 wide and 100 high onto 12: 0.12 to the unit.
  const drawing = strokesFromFlat([
    [10, -20, 30, 20],
    [50, 80],
  ]);
  assert.deepEqual(flat(toWholePixels(drawing, 12)), [
    [0, 0, 2, 5],
    [5, 12],
  ]);
  assert.deepEqual(flat(toWholePixels(strokesFromFlat([[7, 7, 7, 7]]), 12)), [[0, 0, 0, 0]]);
  assert.deepEqual(toWholePixels([], 12), []);
});

test('where an axis says that nothing is altered, the image is the network’s own', () => {
  const drawing = DRAWINGS[4]!.strokes;
  const own = drawingToImage(drawing, DEFAULT_PREPROCESSING)!;
  for (const { id, unaltered, values, image } of variationAxes(DEFAULT_PREPROCESSING)) {
    if (unaltered !== undefined) assert.deepEqual(image(drawing, unaltered), own, id);
    const first = image(drawing, values[0]!)!;
    assert.notDeepEqual(first, own, id);
  }
  const narrow = variationAxes({ ...DEFAULT_PREPROCESSING, box: 3, penWidth: 2 });
  assert.equal(Math.max(...narrow[0]!.values), 3, 'a pen is no wider than the box');
});

test('every value of an axis is read on the same digits, without the wrongly labelled', async () => {
  const wrongLabel = { source: 'a', part: 'valid', line: 1, label: 1, reason: '' } as const;
  const images: Float32Array[] = [];
  // Reads every digit as 4.
  const recognizer: BuiltRecognizer = {
    backend: 'none',
    learn: async () => undefined,
    forgetHand: () => undefined,
    dispose: () => undefined,
    recognizeNumber: () => Promise.resolve(null),
    recognizeBatch: (inputs) =>
      Promise.resolve(
        Array.from(inputs, (input) => {
          images.push(input as Float32Array);
          return reading(4, 4).answer;
        }),
      ),
  };
  const samples = [
    ...[4, 4, 4, 9].map((label) => reading(label, 4, 1, { input: DRAWINGS[label]!.strokes })),
    reading(9, 4, 1, { input: DRAWINGS[4]!.strokes, wrongLabel }),
    reading(9, 4, 1, { input: [] }),
    reading(9, 4, 1, { input: new Float32Array(784) }),
  ].map(({ sample }) => sample);
  const variations = await measureVariations(recognizer, samples, DEFAULT_PREPROCESSING);
  const [low, high] = wilsonInterval(3, 4);
  const points = variations.flatMap(({ count, points }) =>
    points.map((point) => ({ count, ...point })),
  );
  for (const { value, ...point } of points) {
    assert.deepEqual(point, { count: 4, share: 0.75, low, high }, `${value}`);
  }
  assert.equal(images.length, 4 * points.length);
  assert.deepEqual(await measureVariations(recognizer, [], DEFAULT_PREPROCESSING), []);
});
