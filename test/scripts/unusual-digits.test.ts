import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../scripts/lib/random.js';
import pen from '../../scripts/train/architectures/pen.js';
import {
  drawFlagged,
  drawUnusualDigit,
  shareOfOnes,
  UNUSUAL_DIGITS,
} from '../../scripts/train/augmentation/unusual-digits.js';
import { flaggedCollection, unusualCollection } from '../../scripts/train/samples/batches.js';
import { assertSound } from './drawing-checks.js';

const { augmentation } = pen.training.mix.strokes!;

test('each unusual form is drawn another way each time, and fills the square', () => {
  UNUSUAL_DIGITS.forEach((digit, form) => {
    assert.ok(digit >= 0 && digit <= 9);
    const drawings = [1, 2].map((key) => drawUnusualDigit(form, createRandom('form', key)));
    drawings.forEach(assertSound);
    assert.notDeepEqual(drawings[0], drawings[1]);
    const points = drawings[0]!.flat();
    const side = (pick: (point: { x: number; y: number }) => number) =>
      Math.max(...points.map(pick)) - Math.min(...points.map(pick));
    const longer = Math.max(
      side(({ x }) => x),
      side(({ y }) => y),
    );
    assert.ok(longer > 0.6 && longer < 1.5, `form ${form}: ${longer}`);
  });
});

test('their collection has the digit of each form, and an image', () => {
  const { labels, render } = unusualCollection(augmentation);
  assert.deepEqual([...labels], [...UNUSUAL_DIGITS]);
  labels.forEach((_, index) => {
    const image = new Float32Array(784).fill(9);
    assert.equal(render(index, createRandom('unusual', index), image), undefined);
    assert.ok(image.some((value) => value > 0.5) && image.every((value) => value <= 1));
  });
});

test('the steeper its flag, the more people mean a 1', () => {
  // As counted: 8 of 178 below 10 degrees, 19 of 79, 36 of 70, 88 of 105, 561 of 565 beyond 40.
  const counted: [number, number][] = [
    [5, 8 / 178],
    [15, 19 / 79],
    [25, 36 / 70],
    [35, 88 / 105],
    [50, 561 / 565],
  ];
  for (const [slope, share] of counted) {
    assert.ok(Math.abs(shareOfOnes(slope) - share) < 0.01, `${slope}`);
  }
  assert.equal(shareOfOnes(-20), shareOfOnes(0));
  assert.equal(shareOfOnes(80), shareOfOnes(50));
  assert.ok(Math.abs(shareOfOnes(20) - (0.24 + 0.51) / 2) < 1e-9, 'straight between');
});

test('a flagged stroke has the share of its slope', () => {
  const shares = Array.from({ length: 200 }, (_, key) => {
    const { drawing, ones } = drawFlagged(createRandom('flagged', key));
    assert.equal(drawing.length, 1);
    const [tip, corner, foot] = drawing[0]!;
    assert.ok(tip!.x < corner!.x && tip!.y >= corner!.y && foot!.y > corner!.y);
    const slope = (Math.atan2(tip!.y - corner!.y, corner!.x - tip!.x) * 180) / Math.PI;
    assert.ok(Math.abs(ones - shareOfOnes(slope)) < 1e-9);
    return ones;
  });
  assert.ok(Math.min(...shares) < 0.1 && Math.max(...shares) > 0.9);
});

test('in training, who does not mean a 1 means a 7', () => {
  const { labels, render } = flaggedCollection(augmentation);
  assert.deepEqual([...labels], [1]);
  const image = new Float32Array(784);
  for (let key = 0; key < 20; key++) {
    const doubt = render(0, createRandom('doubt', key), image);
    assert.ok(doubt && doubt.other === 7 && doubt.share > 0 && doubt.share < 1);
    assert.ok(image.some((value) => value > 0.5));
  }
});
