import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawingToImage } from '../../src/ink/index.js';
import { NOT_A_DIGIT } from '../../scripts/lib/dataset.js';
import { createRandom } from '../../scripts/lib/random.js';
import { drawNonDigit } from '../../scripts/train/augmentation/non-digits.js';
import { normalize } from '../../scripts/train/augmentation/stroke-shape.js';
import { nonDigitCollection } from '../../scripts/train/samples/batches.js';
import { DRAWINGS } from '../support/drawings.js';
import { assertSound } from './drawing-checks.js';

const samples = DRAWINGS.map(({ digit, strokes }) => ({ label: digit, drawing: strokes }));
const ROUNDS = 600;

function draw(key: number) {
  const random = createRandom('not a digit', key);
  const asked = { digits: 0, characters: 0 };
  const counting = (kind: keyof typeof asked) => () => {
    asked[kind]++;
    return normalize(DRAWINGS[random.integer(DRAWINGS.length)]!.strokes);
  };
  const drawing = drawNonDigit(random, counting('digits'), counting('characters'));
  return { drawing, ...asked };
}

test('every drawing that is no digit has strokes of points, and ink', () => {
  for (let key = 0; key < ROUNDS; key++) {
    const { drawing } = draw(key);
    assertSound(drawing);
    const pixels = drawingToImage(drawing)!;
    const ink = pixels.reduce((sum, value) => sum + value, 0);
    // A lone dot is as wide as the pen: no less than 3 pixels.
    assert.ok(ink > 3 && pixels.every((value) => value >= 0 && value <= 1), `${key}: ${ink}`);
  }
});

test('two digits are side by side, more of them also over one another, and words have three or more', () => {
  const drawings = Array.from({ length: ROUNDS }, (_, key) => draw(key));
  const ofDigits = drawings.filter(({ digits }) => digits > 0);
  assert.deepEqual(new Set(ofDigits.map(({ digits }) => digits)), new Set([2, 3, 4]));
  for (const { drawing } of ofDigits.filter(({ digits }) => digits === 2)) {
    // One of the strokes is the first of the right one: all before it end where it begins, or sooner.
    const [lefts, rights] = [Math.min, Math.max].map((end) =>
      drawing.map((stroke) => end(...stroke.map(({ x }) => x))),
    ) as [number[], number[]];
    const apart = lefts.some(
      (_, at) => at > 0 && Math.max(...rights.slice(0, at)) < Math.min(...lefts.slice(at)) + 1e-9,
    );
    assert.ok(apart, JSON.stringify(drawing));
  }
  const words = drawings.filter(({ characters }) => characters > 0);
  assert.ok(words.length > 10 && words.every(({ characters }) => characters >= 3));
});

test('their collection has no digit for a label, and renders another one each time', () => {
  const { labels, render } = nonDigitCollection(samples, samples);
  assert.ok(labels.length > 0 && labels.every((label) => label === NOT_A_DIGIT && label > 9));
  const images = Array.from({ length: 20 }, (_, key) => {
    // What was there before is overwritten.
    const image = new Float32Array(784).fill(9);
    render(0, createRandom('render', key), image);
    assert.ok(image.every((value) => value >= 0 && value <= 1));
    return image.join(' ');
  });
  assert.ok(new Set(images).size > 15, `${new Set(images).size}`);
});
