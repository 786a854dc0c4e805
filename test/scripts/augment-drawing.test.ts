import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_PREPROCESSING, drawingToImage, type Drawing } from '../../src/ink/index.js';
import { createRandom, type Random } from '../../scripts/lib/random.js';
import {
  augmentDrawing,
  varyPreprocessing,
  type StrokeAugmentation,
  drawWithDevice,
} from '../../scripts/train/augmentation/augment-drawing.js';
import { normalize } from '../../scripts/train/augmentation/stroke-shape.js';
import pen from '../../scripts/train/architectures/pen.js';
import { drawingCollection } from '../../scripts/train/samples/batches.js';
import { DRAWINGS } from '../support/drawings.js';
import { anyDrawing, forEveryDrawing } from './arbitrary-drawings.js';
import { assertSameDrawing, assertSound } from './drawing-checks.js';

const AUGMENTATION = pen.training.mix.strokes!.augmentation;

const NOTHING: StrokeAugmentation = {
  affine: { rotation: 0, slant: 0, aspect: 0 },
  proportion: 0,
  elastic: 0,
  displacement: 0,
  ends: 0,
  join: 0,
  break: 0,
  penWidth: [2, 2],
  moved: 0,
  shift: 0,
};

/** Always the first of a choice: a pen, and what it recorded. */
const firstChoice = (...keys: (string | number)[]): Random => ({
  ...createRandom(...keys),
  integer: () => 0,
});

function image(drawing: Drawing): Float32Array {
  const pixels = drawingToImage(drawing);
  assert.ok(pixels);
  return pixels;
}

test('as strongly as the bundled network is trained, every drawing stays one and renders', () => {
  forEveryDrawing((drawing, random) => {
    const augmented = augmentDrawing(drawing, AUGMENTATION, random);
    assertSound(augmented);
    const pixels = drawingToImage(augmented, varyPreprocessing(AUGMENTATION, random))!;
    assert.ok(pixels.every((value) => value >= 0 && value <= 1));
    assert.ok(pixels.some((value) => value > 0));
  }, anyDrawing);
});

test('a drawing without points has no image, and no accident', () => {
  for (const drawing of [[], [[]], [[], []]]) {
    assert.deepEqual(augmentDrawing(drawing, AUGMENTATION, createRandom('empty')), []);
  }
});

test('with no spread and a pen that records all, the image is that of the drawing itself', () => {
  for (const [index, { strokes }] of DRAWINGS.entries()) {
    const augmented = augmentDrawing(strokes, NOTHING, firstChoice('nothing', index));
    assertSameDrawing(augmented, normalize(strokes));
    const expected = image(strokes);
    image(augmented).forEach((value, at) => assert.ok(Math.abs(value - expected[at]!) < 0.001));
  }
});

test('two draws give two drawings, the same stream the same', () => {
  const { strokes } = DRAWINGS[3]!;
  const draw = (key: number) => augmentDrawing(strokes, AUGMENTATION, createRandom('draw', key));
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
});

test('every device leaves every drawing one', () => {
  forEveryDrawing((drawing, random) => {
    assertSound(drawWithDevice(drawing, random));
  });
});

/** The widest spacing of a grid on which all values lie, by Euclid; next to nothing for none. */
function spacing(values: readonly number[]): number {
  const common = (a: number, b: number): number => (b < 1e-9 ? a : common(b, a % b));
  return values.reduce((found, value) => {
    const apart = Math.abs(value - values[0]!);
    return common(Math.max(found, apart), Math.min(found, apart));
  }, 0);
}

test('a mouse and a finger draw in whole pixels, of 18 to 400 to the drawing; a pen does not', () => {
  // Nothing about this drawing lies on a grid.
  const drawing = normalize([
    Array.from({ length: 40 }, (_, at) => ({
      x: Math.sin(at * 1.7) + at / 9,
      y: Math.cos(at * 0.9),
    })),
  ]);
  const rounds = 400;
  let whole = 0;
  for (let key = 0; key < rounds; key++) {
    const drawn = drawWithDevice(drawing, createRandom('whole pixels', key)).flat();
    const found = [spacing(drawn.map(({ x }) => x)), spacing(drawn.map(({ y }) => y))];
    if (Math.min(...found) < 1 / 401) continue;
    whole++;
  }
  // Two devices of four: 200 expected, standard deviation 10.
  assert.ok(Math.abs(whole - rounds / 2) < 51, `${whole} of ${rounds}`);
});

test('two in five are prepared as the element does, the others within the pen’s widths', () => {
  const prepared = Array.from({ length: 2000 }, (_, key) =>
    varyPreprocessing(AUGMENTATION, createRandom('preparation', key)),
  );
  const [thin, thick] = AUGMENTATION.penWidth;
  for (const { box, penWidth, centre } of prepared) {
    assert.equal(centre, DEFAULT_PREPROCESSING.centre);
    assert.ok(Math.abs(box - DEFAULT_PREPROCESSING.box) <= 1.5);
    assert.ok(
      penWidth === DEFAULT_PREPROCESSING.penWidth || (penWidth >= thin && penWidth <= thick),
    );
  }
  const usual = prepared.filter(({ box }) => box === DEFAULT_PREPROCESSING.box).length;
  // 800 expected, standard deviation 22.
  assert.ok(Math.abs(usual - 800) < 110, `${usual}`);
});

test('a collection renders its drawings: unmoved as the element would, moved by no more than the shift', () => {
  const samples = DRAWINGS.map(({ digit, strokes }) => ({ label: digit, drawing: strokes }));
  const still = drawingCollection('still', samples, NOTHING);
  const moved = drawingCollection('moved', samples, { ...NOTHING, moved: 1, shift: 1 });
  assert.deepEqual(
    [...still.labels],
    DRAWINGS.map(({ digit }) => digit),
  );
  // The preparation is the default where the first draw for it is low.
  const low = (key: number): Random => ({ ...firstChoice('collection', key), uniform: () => 0.1 });
  for (const [index, { strokes }] of DRAWINGS.entries()) {
    const [pixels, other] = [new Float32Array(784), new Float32Array(784)];
    still.render(index, low(index), pixels);
    const expected = image(strokes);
    pixels.forEach((value, at) => assert.ok(Math.abs(value - expected[at]!) < 0.001));

    moved.render(index, low(index), other);
    const [before, after] = [centreOf(pixels), centreOf(other)];
    for (const axis of [0, 1] as const) {
      assert.ok(Math.abs(after[axis] - before[axis]) < 1.001, `${before} to ${after}`);
    }
    assert.ok(Math.hypot(after[0] - before[0], after[1] - before[1]) > 1e-3, 'it is moved');
  }
});

function centreOf(pixels: Float32Array): [x: number, y: number] {
  const mass = pixels.reduce((sum, value) => sum + value, 0);
  return [
    pixels.reduce((sum, value, at) => sum + value * (at % 28), 0) / mass,
    pixels.reduce((sum, value, at) => sum + value * Math.floor(at / 28), 0) / mass,
  ];
}
