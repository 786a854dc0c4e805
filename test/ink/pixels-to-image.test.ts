import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  DEFAULT_PREPROCESSING,
  drawingToImage,
  pixelsToImage,
  type Pixels,
  type PixelsOptions,
} from '../../src/ink/index.js';
import { DIGITS } from './drawings.js';
import { gray, lightOnBlack, picture } from './pictures.js';
import { greatestDifference, meanDifference, pixelCenter, supersample } from './supersample.js';

const WHITE = gray(255);
const BLACK = gray(0);

function image(pixels: Pixels, options?: PixelsOptions): Float32Array {
  const result = pixelsToImage(pixels, options);
  assert.ok(result);
  assert.ok(result.every((value) => value >= 0 && value <= 1));
  return result;
}

/** 28×28 values from a function of the column and the row. */
function expected(value: (column: number, row: number) => number): number[] {
  return Array.from({ length: 784 }, (_, i) => value(i % 28, Math.floor(i / 28)));
}

function inside(at: number, from: number, to: number): boolean {
  return at >= from && at < to;
}

describe('an image reduced by hand', () => {
  it('a black square on white fills the box', () => {
    const pixels = picture(40, 40, (x, y) =>
      inside(x, 3, 13) && inside(y, 20, 30) ? BLACK : WHITE,
    );
    const filled = expected((x, y) => (inside(x, 4, 24) && inside(y, 4, 24) ? 1 : 0));
    assert.ok(greatestDifference(image(pixels), filled) < 1e-6);
  });

  it('a lying rectangle keeps its aspect', () => {
    const pixels = picture(90, 70, (x, y) =>
      inside(x, 8, 48) && inside(y, 40, 60) ? BLACK : WHITE,
    );
    const filled = expected((x, y) => (inside(x, 4, 24) && inside(y, 9, 19) ? 1 : 0));
    assert.ok(greatestDifference(image(pixels), filled) < 1e-6);
  });

  it('fine stripes become their mean', () => {
    const ink = (x: number) => x < 20 || x % 2 === 1;
    const pixels = picture(80, 80, (x, y) =>
      inside(x, 20, 60) && inside(y, 20, 60) && ink(x - 20) ? BLACK : WHITE,
    );
    const striped = expected((x, y) =>
      inside(y, 4, 24) ? (inside(x, 4, 14) ? 1 : inside(x, 14, 24) ? 0.5 : 0) : 0,
    );
    assert.ok(greatestDifference(image(pixels, { centre: 'extent' }), striped) < 1e-6);
  });

  it('a shift of a part of a pixel is shared between neighbors', () => {
    // A corner is missing, so that the middle of mass is not a whole number of pixels off.
    const pixels = picture(9, 9, (x, y) => {
      const column = x - 3;
      return inside(column, 0, 3) && inside(y, 3, column === 2 ? 5 : 6) ? BLACK : WHITE;
    });
    const { x, y } = pixelCenter(image(pixels));
    assert.ok(Math.hypot(x - 14, y - 14) < 0.02, `${x}, ${y}`);
  });

  it('two pixels are enough', () => {
    const pixels = picture(2, 1, (x) => (x === 0 ? BLACK : [0, 0, 0, 0]));
    const filled = expected((x, y) => (inside(x, 4, 24) && inside(y, 4, 24) ? 1 : 0));
    assert.deepEqual(Array.from(image(pixels)), filled);
  });
});

describe('ink and paper', () => {
  const ink = supersample(DIGITS.five, 9, 200, 200, 4);
  const at = (x: number, y: number) => Math.round(255 * ink[y * 200 + x]!);
  const reference = image(picture(200, 200, (x, y) => gray(255 - at(x, y))));
  const variants: Record<string, Pixels> = {
    'light on dark': picture(200, 200, (x, y) => gray(at(x, y))),
    'dark on transparent': picture(200, 200, (x, y) => [0, 0, 0, at(x, y)]),
    'light on transparent': picture(200, 200, (x, y) => [255, 255, 255, at(x, y)]),
    'blue on transparent': picture(200, 200, (x, y) => [30, 60, 220, at(x, y)]),
    'dark on a card with clear corners': picture(200, 200, (x, y) => {
      const corner = Math.min(x, 199 - x) + Math.min(y, 199 - y) < 20;
      return corner ? [0, 0, 0, 0] : gray(255 - at(x, y));
    }),
  };
  for (const [name, pixels] of Object.entries(variants)) {
    it(`${name} gives the image of dark on light`, () => {
      assert.ok(greatestDifference(image(pixels), reference) < 0.02);
    });
  }

  it('looks like the drawing it was painted from', () => {
    // The drawing is 144 high and the pen 18 wide, so that the pen is this much of the box.
    const penWidth = (20 * 18) / (144 + 18);
    const drawing = drawingToImage(DIGITS.five, { penWidth });
    assert.ok(drawing);
    assert.ok(meanDifference(reference, drawing) < 0.01);
  });

  it('strokes of two dark colors on transparent are both ink', () => {
    const pixels = picture(100, 100, (x, y) => {
      if (inside(x, 20, 30) && inside(y, 10, 90)) return [0, 0, 0, 255];
      return inside(x, 60, 70) && inside(y, 10, 90) ? [200, 0, 120, 255] : [0, 0, 0, 0];
    });
    const middle = image(pixels, { centre: 'extent' }).slice(14 * 28, 15 * 28);
    // Bars of 2.5 grid pixels, from 7.75 and from 17.75: two whole pixels and two quarters each.
    const whole = [...middle.keys()].filter((column) => middle[column]! > 0.5);
    assert.deepEqual(whole, [8, 9, 18, 19]);
  });

  it('colors weigh as BT.709 has it: pure green is light beside pure red', () => {
    const green = (x: number, y: number) => inside(x, 30, 50) && inside(y, 25, 55);
    const pixels = picture(80, 80, (x, y) => (green(x, y) ? [0, 255, 0, 255] : [255, 0, 0, 255]));
    assert.equal(image(pixels)[14 * 28 + 14], 1);
    const step = picture(41, 40, (x, y) => {
      if (!inside(x, 10, 30) || !inside(y, 10, 30)) return BLACK;
      return x < 20 ? WHITE : [0, 255, 0, 255];
    });
    const values = image(step, { centre: 'extent' });
    assert.ok(Math.abs(values[14 * 28 + 20]! - 0.7152) < 0.002, `${values[14 * 28 + 20]}`);
  });

  it('soft edges belong to the ink', () => {
    // Most of the ramp lies below the threshold between paper and ink.
    const ramp = [0.15, 0.3, 0.45, 1, 1, 1, 1, 0.45, 0.3, 0.15];
    const pixels = picture(100, 100, (x, y) =>
      inside(y, 48, 52) ? gray(Math.round(255 * (1 - (ramp[x - 45] ?? 0)))) : WHITE,
    );
    const row = image(pixels, { centre: 'extent' }).slice(14 * 28, 15 * 28);
    const doubled = Array.from({ length: 28 }, (_, x) => ramp[Math.floor((x - 4) / 2)] ?? 0);
    assert.ok(greatestDifference(row, doubled) < 0.01, `${row}`);
  });

  it('gray, grainy, unevenly lit paper does not become ink', () => {
    let state = 7;
    const noise = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648 - 0.5;
    const pixels = picture(200, 200, (x, y) => {
      const light = 1 - 0.25 * (Math.hypot(x - 100, y - 100) / 141) ** 2;
      const color = 200 - (160 * at(x, y)) / 255;
      return gray(Math.round(color * light + 16 * noise()));
    });
    assert.ok(meanDifference(image(pixels), reference) < 0.03);
  });

  it('a digit that touches the border of its image is still the ink', () => {
    const pixels = picture(30, 60, (x, y) => (inside(x, 12, 18) || y > 54 ? BLACK : WHITE));
    const result = image(pixels);
    assert.ok(result[14 * 28 + 14]! > 0.9);
    assert.equal(result[14 * 28 + 5], 0);
  });
});

describe('sizes', () => {
  it('a blank image gives null', () => {
    assert.equal(pixelsToImage(picture(28, 28, () => BLACK)), null);
    assert.equal(pixelsToImage(picture(50, 20, () => WHITE)), null);
    assert.equal(pixelsToImage(picture(50, 20, () => [0, 0, 0, 0])), null);
    assert.equal(pixelsToImage(picture(1, 1, () => gray(90))), null);
  });

  it('a thin wide image becomes a thin wide line', () => {
    const pixels = picture(3000, 5, (x, y) => (y === 2 && inside(x, 500, 2500) ? BLACK : WHITE));
    const result = image(pixels);
    // 2000 pixels over 20 of the grid: a hundredth of a grid pixel high, across the middle.
    const total = result.reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(total - 20 * 0.01) < 1e-3, `${total}`);
  });

  it('a photograph is reduced to the same image as a small one', () => {
    const ring = (scale: number) =>
      picture(4 * scale, 3 * scale, (x, y) => {
        const radius = Math.hypot((x + 0.5) / scale - 2, (y + 0.5) / scale - 1.5);
        return inside(radius, 0.7, 0.9) ? gray(40) : gray(210);
      });
    assert.ok(meanDifference(image(ring(1000)), image(ring(100))) < 0.01);
  });
});

describe('an image that is an input image already', () => {
  for (const [name, drawing] of Object.entries(DIGITS)) {
    it(`${name} comes out as it went in`, () => {
      const before = drawingToImage(drawing, DEFAULT_PREPROCESSING);
      assert.ok(before);
      assert.ok(meanDifference(image(lightOnBlack(before, 28)), before) < 0.005);
    });
  }

  const file = new URL('../../../shared/data/mnist/t10k-images-idx3-ubyte.gz', import.meta.url);
  const skip = existsSync(file) ? false : 'the MNIST files are not here';
  it('so do those of MNIST', { skip }, () => {
    const bytes = gunzipSync(readFileSync(file));
    for (let index = 0; index < 500; index++) {
      const offset = 16 + index * 784;
      const before = Float32Array.from(bytes.subarray(offset, offset + 784), (v) => v / 255);
      const after = image(lightOnBlack(before, 28));
      assert.ok(meanDifference(after, before) < 0.01, `image ${index}`);
    }
  });
});
