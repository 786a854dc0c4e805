import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  DEFAULT_PREPROCESSING,
  drawingToImage,
  type Drawing,
  type Preprocessing,
} from '../../src/ink/index.js';
import { DIGITS } from './drawings.js';
import {
  curveThrough,
  greatestDifference,
  meanDifference,
  pixelCenter,
  referenceImage,
} from './supersample.js';
import { stroke } from '../support/drawings.js';

const PEN = DEFAULT_PREPROCESSING.penWidth;

function image(drawing: Drawing, preparation?: Partial<Preprocessing>): Float32Array {
  const result = drawingToImage(drawing, preparation);
  assert.ok(result);
  return result;
}

function total(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0);
}

function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, expected ${expected}`);
}

describe('coverage', () => {
  for (const [name, drawing] of Object.entries(DIGITS)) {
    for (const centre of ['mass', 'extent'] as const) {
      it(`of ${name}, centered by ${centre}, is that of 64×64 samples a pixel`, () => {
        const preparation = { ...DEFAULT_PREPROCESSING, centre };
        const [actual, expected] = [
          image(drawing, preparation),
          referenceImage(drawing.map(curveThrough), preparation),
        ];
        assert.ok(greatestDifference(actual, expected) < 0.03, 'greatest');
        assert.ok(meanDifference(actual, expected) < 0.001, 'mean');
      });
    }
  }

  it('is that of 64×64 samples a pixel with thick and thin pens and other boxes', () => {
    for (const [penWidth, box] of [
      [0.5, 20],
      [1, 28],
      [5, 24],
      [8, 8.5],
    ] as const) {
      const preparation = { box, penWidth, centre: 'extent' } as const;
      const expected = referenceImage(DIGITS.eight.map(curveThrough), preparation);
      const actual = image(DIGITS.eight, preparation);
      assert.ok(greatestDifference(actual, expected) < 0.03, `pen ${penWidth}, box ${box}`);
    }
  });

  it('counts ink once where strokes cross and where one is drawn over another', () => {
    const bar = stroke(0, 50, 100, 50);
    const post = stroke(50, 0, 50, 100);
    const stadium = (20 - PEN) * PEN + (Math.PI * PEN * PEN) / 4;
    near(total(image([bar])), stadium, 0.02, 'one line');
    // A level edge inside the drawing is a thirty-second of a pixel off at most, over 17.55 pixels.
    near(total(image([bar, post])), 2 * stadium - PEN * PEN, (2 * 17.55) / 32, 'a cross');
    assert.deepEqual(image([bar, bar, [...bar, ...bar]]), image([bar]));
  });
});

describe('points far apart', () => {
  const difference = (drawing: Drawing, lines: Drawing) =>
    greatestDifference(image(drawing), referenceImage(lines, DEFAULT_PREPROCESSING));
  const hexagon = stroke(100, 0, 50, 87, -50, 87, -100, 0, -50, -87, 50, -87, 100, 0);

  it('are joined by the curve that the screen shows, as large as the box with its bulges', () => {
    assert.ok(difference([hexagon], [curveThrough(hexagon)]) < 0.03);
    assert.ok(difference([hexagon], [hexagon]) > 0.2);
  });

  it('are joined by a line if there are only two', () => {
    const cross = [stroke(0, 0, 100, 90), stroke(0, 90, 100, 0)];
    assert.ok(difference(cross, cross) < 0.03);
  });

  it('leave a stroke of close points as it is', () => {
    const corner = [...Array(21).keys()].map((i) => ({ x: i, y: Math.min(i, 20 - i) }));
    assert.ok(difference([corner], [corner]) < 0.03);
  });
});

describe('a stray dot or tick', () => {
  const digit = DIGITS.five;
  const dot = (x: number, y: number) => stroke(x, y, x + 5, y + 4);

  it('apart from the digit is left out', () => {
    const ticks = [stroke(5, 180, 12, 190), stroke(180, 165, 190, 189)];
    for (const speck of [dot(5, 190), dot(190, 100), [{ x: 5, y: 5 }], ...ticks])
      assert.deepEqual(image([...digit, speck]), image(digit));
    assert.deepEqual(image([dot(5, 190), ...digit, dot(195, 5)]), image(digit));
  });

  it('that is near, large, or among nothing else stays', () => {
    for (const mark of [dot(150, 30), dot(100, 120), stroke(5, 150, 25, 190)])
      assert.ok(greatestDifference(image([...digit, mark]), image(digit)) > 0.5);
    const dots = [dot(0, 0), dot(100, 0)];
    assert.ok(greatestDifference(image(dots), image([dots[0]!])) > 0.5);
  });
});

describe('shapes with values known by hand', () => {
  for (const [name, line, index] of [
    ['horizontal', stroke(3, 7, 90, 7), (along: number, across: number) => across * 28 + along],
    ['vertical', stroke(5, 0, 5, 1), (along: number, across: number) => along * 28 + across],
  ] as const) {
    it(`draws a ${name} line as a bar of the pen width across the box`, () => {
      const picture = image([line]);
      const edge = (PEN - 2) / 2;
      const expected = Array.from({ length: 28 }, (_, i) => [0, edge, 1, 1, edge][i - 11] ?? 0);
      for (let along = 6; along < 22; along++) {
        const values = expected.map((_, across) => picture[index(along, across)]!);
        assert.ok(greatestDifference(values, expected) < 1e-5, `at ${along}: ${values}`);
      }
    });
  }

  it('draws a dot as a disc of the pen width in the middle, however it is given', () => {
    const point = { x: 120.5, y: -3 };
    const dot = image([[point]]);
    near(total(dot), (Math.PI * PEN * PEN) / 4, 0.01, 'area');
    for (const strokes of [[[point, point, point]], [[point], [point]], [[], [point], []]]) {
      assert.deepEqual(image(strokes), dot);
    }
    const reference = referenceImage([[point]], { ...DEFAULT_PREPROCESSING });
    assert.ok(greatestDifference(dot, reference) < 0.03);
  });

  it('gives null for a drawing without points', () => {
    assert.equal(drawingToImage([]), null);
    assert.equal(drawingToImage([[], []]), null);
  });
});

describe('placement', () => {
  it('puts the center of mass within 0.02 pixels of the middle', () => {
    for (const drawing of Object.values(DIGITS)) {
      for (const penWidth of [1, 2, PEN, 3.7]) {
        const { x, y } = pixelCenter(image(drawing, { penWidth }));
        near(x, 14, 0.02, 'x');
        near(y, 14, 0.02, 'y');
      }
    }
  });

  it('moves lopsided ink to the edge of the grid and not beyond it', () => {
    // Mass far to one side: a black square with a long thin tail.
    const square = Array.from({ length: 40 }, (_, i) => ({ x: (i % 2) * 10, y: (i * 10) / 39 }));
    const drawing = [square, stroke(0, 5, 100, 5)];
    const area = total(image(drawing, { box: 27, penWidth: 0.6, centre: 'extent' }));
    const moved = image(drawing, { box: 27, penWidth: 0.6 });
    near(total(moved), area, 0.01, 'ink');
    const rightmost = Math.max(...moved.filter((_, i) => i % 28 === 27));
    assert.ok(rightmost > 0.05, 'the tail touches the right edge');
  });

  it('keeps the ink inside the box when centered by extent', () => {
    const picture = image(DIGITS.seven, { centre: 'extent', box: 16 });
    picture.forEach((value, i) => {
      const inside = [i % 28, Math.floor(i / 28)].every((at) => at >= 6 && at < 22);
      assert.ok(inside || value === 0, `pixel ${i}`);
    });
  });

  it('writes into an image that is handed in, over what was there', () => {
    const into = new Float32Array(784).fill(0.7);
    assert.equal(drawingToImage(DIGITS.five, {}, into), into);
    assert.deepEqual(into, image(DIGITS.five));
  });
});

describe('odd drawings', () => {
  const five = image(DIGITS.five);
  const scaled = (factor: number, shift: number) =>
    DIGITS.five.map((stroke) =>
      stroke.map(({ x, y }) => ({ x: x * factor + shift, y: y * factor })),
    );

  it('smaller than a pixel, larger than any surface and far outside it look the same', () => {
    for (const [factor, shift] of [
      [1e-4, 0],
      [1e-300, 0],
      [1e6, 0],
      [8e305, 0],
      [1, 1e9],
      [1, -1e9],
    ] as const) {
      assert.ok(
        greatestDifference(image(scaled(factor, shift)), five) < 0.01,
        `${factor}, ${shift}`,
      );
    }
  });

  it('spanning the whole range of numbers does not overflow', () => {
    const huge = image([stroke(-1.7e308, 0, 1.7e308, 1e308)]);
    const small = image([stroke(-1.7, 0, 1.7, 1)]);
    assert.ok(greatestDifference(huge, small) < 0.01);
    assert.ok(image([stroke(0, 0, 5e-324, 0)]).every(Number.isFinite));
  });

  it('of ten thousand points is drawn whole', () => {
    const circle = (count: number) => [
      Array.from({ length: count + 1 }, (_, i) => ({
        x: Math.cos((2 * Math.PI * i) / count),
        y: Math.sin((2 * Math.PI * i) / count),
      })),
    ];
    const outer = 10;
    const inner = 10 - PEN;
    near(total(image(circle(10_000))), Math.PI * (outer ** 2 - inner ** 2), 0.5, 'ring');
  });

  it('a scribble all over becomes a black square', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({ x: (i % 2) * 100, y: i / 100 }));
    const picture = image([rows], { centre: 'extent' });
    for (let row = 6; row < 22; row++) {
      for (let column = 6; column < 22; column++) near(picture[row * 28 + column]!, 1, 1e-5, 'ink');
    }
  });
});
