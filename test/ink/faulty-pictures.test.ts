import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawPicture, FAULTS } from '../../scripts/evaluate/picture-faults.js';
import { DEFAULT_PREPROCESSING, drawingToImage, pixelsToImage } from '../../src/ink/index.js';
import { DIGITS } from './drawings.js';
import { gray, picture } from './pictures.js';
import { meanDifference } from './supersample.js';

/** These change the shape of the digit itself, or take long to draw. */
const LEFT_OUT = /turned|marker|megapixels/;

/** The digits with points so close that it does not matter how a curve is laid through them. */
const DENSE = Object.entries(DIGITS).map(([name, drawing]) => {
  const strokes = drawing.map((stroke) =>
    stroke.flatMap((to, i) => {
      const from = stroke[i - 1] ?? to;
      const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 2) || 1;
      return Array.from({ length: steps }, (_, step) => ({
        x: from.x + ((to.x - from.x) * (step + 1)) / steps,
        y: from.y + ((to.y - from.y) * (step + 1)) / steps,
      }));
    }),
  );
  return [name, strokes] as const;
});

describe('a picture with a fault gives the image of the strokes it was drawn from', () => {
  for (const fault of FAULTS.filter(({ name }) => !LEFT_OUT.test(name))) {
    it(fault.name, () => {
      const differences = ['a', 'b', 'c'].flatMap((key) =>
        DENSE.map(([name, drawing]) => {
          const image = pixelsToImage(
            drawPicture(drawing, fault, name + key),
            DEFAULT_PREPROCESSING,
          );
          return image ? meanDifference(image, drawingToImage(drawing)!) : 1;
        }),
      );
      const sorted = differences.sort((one, other) => one - other);
      // In a few pictures, a line or a frame hides a stroke.
      const most = sorted[Math.floor(0.8 * sorted.length)]!;
      assert.ok(most < 0.06, `${most}`);
    });
  }
});

describe('what is no fault', () => {
  const image = (name: keyof typeof DIGITS, size: number) => {
    const cut = drawPicture(DIGITS[name], { name: 'cut', size, pen: 9 }, 'a');
    return pixelsToImage(cut, DEFAULT_PREPROCESSING)!;
  };
  for (const name of Object.keys(DIGITS) as (keyof typeof DIGITS)[]) {
    it(`the strokes of a ${name} that is cut out closely are no frame`, () => {
      assert.ok(meanDifference(image(name, 1), image(name, 0.6)) < 0.03);
    });
  }

  it('a square that reaches from border to border is no frame', () => {
    const isInk = (at: number) => at < 12 || at >= 88;
    const square = picture(100, 100, (x, y) => gray(isInk(x) || isInk(y) ? 0 : 255));
    const result = pixelsToImage(square, DEFAULT_PREPROCESSING)!;
    assert.ok(result[14 * 28 + 5]! > 0.9 && result[14 * 28 + 14]! < 0.1);
  });

  it('noise alone is blank', () => {
    const drawn = drawPicture([[{ x: 0, y: 0 }]], { name: 'blank', pen: 0, noise: 20 }, 'a');
    assert.equal(pixelsToImage(drawn, DEFAULT_PREPROCESSING), null);
  });

  it('a 7 of lines with a bar across the whole picture keeps its bar', () => {
    const seven = picture(80, 120, (x, y) =>
      gray(y < 12 || Math.abs(x - (74 - 0.45 * y)) < 6 ? 0 : 255),
    );
    const result = pixelsToImage(seven, { ...DEFAULT_PREPROCESSING, centre: 'extent' })!;
    const top = result.subarray(4 * 28, 7 * 28).reduce((sum, value) => sum + value, 0);
    assert.ok(top > 20, `${top}`);
  });
});

describe('strokes', () => {
  const bar = (width: number) =>
    picture(120, 120, (x, y) =>
      gray(Math.abs(x + 0.5 - 60) < width / 2 && y > 10 && y < 110 ? 0 : 255),
    );
  const massOf = (width: number, penWidth?: number) =>
    pixelsToImage(bar(width), penWidth === undefined ? {} : { penWidth })!.reduce(
      (a, b) => a + b,
      0,
    );

  it('keep their width if no pen is given', () => {
    assert.ok(Math.abs(massOf(2) - (20 * 20 * 2) / 99) < 1);
  });

  it('grow to the pen', () => {
    // A stadium of the pen's width, as high as the box.
    const area = 2.5 * 17.5 + Math.PI * 1.25 ** 2;
    for (const width of [2, 4, 6]) {
      assert.ok(Math.abs(massOf(width, 2.5) - area) < 3, `${width}: ${massOf(width, 2.5)}`);
    }
  });

  it('shrink to one and a half pens', () => {
    assert.ok(massOf(24, 2.5) < 0.9 * massOf(24));
  });
});
