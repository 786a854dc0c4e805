import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawingToImage } from '../../src/ink/index.js';
import { createRandom } from '../../scripts/lib/random.js';
import { drawNonDigit } from '../../scripts/train/augmentation/non-digits.js';
import { normalize } from '../../scripts/train/augmentation/stroke-shape.js';
import { NOT_A_DIGIT } from '../../scripts/train/loss.js';
import { nonDigitCollection } from '../../scripts/train/samples/batches.js';
import { DRAWINGS } from '../support/drawings.js';
import { assertSound } from './drawing-checks.js';

const samples = DRAWINGS.map(({ digit, strokes }) => ({ label: digit, drawing: strokes }));
const ROUNDS = 600;

function draw(key: number) {
  const random = createRandom('not a digit', key);
  let asked = 0;
  const drawing = drawNonDigit(random, () => {
    asked++;
    return normalize(DRAWINGS[random.integer(DRAWINGS.length)]!.strokes);
  });
  return { drawing, asked };
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

test('digits are drawn over one another only where there are three or more', () => {
  const heaps = Array.from({ length: ROUNDS }, (_, key) => draw(key).asked).filter(Boolean);
  assert.ok(heaps.every((asked) => asked === 3 || asked === 4));
  assert.equal(new Set(heaps).size, 2);
  // One kind of eight: 75 expected, standard deviation 8.
  assert.ok(Math.abs(heaps.length - ROUNDS / 8) < 41, `${heaps.length}`);
});

test('their collection has no digit for a label, and renders another one each time', () => {
  const { labels, render } = nonDigitCollection(samples);
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
