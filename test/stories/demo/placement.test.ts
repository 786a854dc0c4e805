import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_PREPROCESSING } from '../../../src/ink/index.js';
import { placeDrawing } from '../../../stories/demo/placement.js';
import { DRAWINGS } from '../../support/drawings.js';

/** Where ink begins and ends along an axis of the image, in pixels: a pixel is inked in part. */
function inkAlong(image: Float32Array, axis: 'x' | 'y'): { from: number; to: number } {
  const inked = Array.from({ length: 28 }, (_, i) =>
    Array.from({ length: 28 }, (_, k) => image[axis === 'x' ? k * 28 + i : i * 28 + k]!).some(
      (value) => value > 0,
    ),
  );
  return { from: inked.indexOf(true), to: inked.lastIndexOf(true) + 1 };
}

/** Pixels are whole, and the place is known to a few hundredths of one. */
function assertWithin(edge: number, pixelFrom: number): void {
  assert.ok(edge > pixelFrom - 0.06 && edge < pixelFrom + 1.06, `${edge} is not in ${pixelFrom}`);
}

describe('the box and the mark that the demo draws', () => {
  for (const centre of ['mass', 'extent'] as const) {
    it(`lie where the image has its ink, centered by ${centre}`, () => {
      for (const { strokes } of DRAWINGS) {
        const { image, placement } = placeDrawing(strokes, { ...DEFAULT_PREPROCESSING, centre })!;
        const { left, top, width, height } = placement.ink;
        const x = inkAlong(image, 'x');
        const y = inkAlong(image, 'y');
        assertWithin(left, x.from);
        assertWithin(left + width, x.to - 1);
        assertWithin(top, y.from);
        assertWithin(top + height, y.to - 1);
      }
    });
  }

  it('has a longer side of the box, and the centre of mass in the middle', () => {
    for (const { strokes } of DRAWINGS) {
      const { placement } = placeDrawing(strokes, DEFAULT_PREPROCESSING)!;
      assert.ok(Math.abs(Math.max(placement.ink.width, placement.ink.height) - 20) < 1e-9);
      assert.ok(Math.abs(placement.centerOfMass.x - 14) < 0.05);
      assert.ok(Math.abs(placement.centerOfMass.y - 14) < 0.05);
    }
  });

  it('keeps the strokes inside the ink, half a pen from its edge', () => {
    const { placement } = placeDrawing(DRAWINGS[2]!.strokes, DEFAULT_PREPROCESSING)!;
    const xs = placement.paths.flatMap((path) => [...path].filter((_, i) => i % 2 === 0));
    const pen = DEFAULT_PREPROCESSING.penWidth / 2;
    assert.ok(Math.abs(Math.min(...xs) - pen - placement.ink.left) < 1e-9);
  });

  it('is nothing for an empty drawing', () => {
    assert.equal(placeDrawing([], DEFAULT_PREPROCESSING), null);
  });
});
