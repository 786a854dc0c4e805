import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparePictures } from '../../scripts/test/screenshots/compare-pictures.js';
import { decodePicture, encodePicture, shrink } from '../../scripts/test/screenshots/picture.js';
import { painted, WHITE, type Rectangle } from './painted-picture.js';

const SIZE = { width: 240, height: 200 };

const PANEL: Rectangle = { x: 20, y: 120, width: 200, height: 60, colour: [225, 228, 235] };

/** As letters have them: upright strokes, a bit more than a pixel wide. */
function lines(x: number, y: number, width: number): Rectangle[] {
  return Array.from({ length: 20 }, (_, i) => ({
    x: x + i * 7,
    y,
    width,
    height: 10,
    colour: [30, 30, 30] as const,
  }));
}

/** A surface, and a panel with words below it. */
function story(panel: Partial<Rectangle> = {}, words = lines(40, 144, 1.4)) {
  const surface: Rectangle = { x: 20, y: 10, width: 200, height: 100, colour: [60, 90, 200] };
  return shrink(painted(SIZE, [surface, { ...PANEL, ...panel }, ...words]), 2);
}

test('a picture is like itself, also from a file', () => {
  assert.equal(comparePictures(story(), decodePicture(encodePicture(story()))), undefined);
});

test('letters that are smoothed otherwise make no difference', () => {
  for (const shift of [-0.33, 0.2, 0.33]) {
    assert.equal(comparePictures(story(), story({}, lines(40 + shift, 144, 1.4))), undefined);
  }
  assert.equal(comparePictures(story(), story({}, lines(40, 144, 1.6))), undefined, 'bolder');
});

test('a shade that is off by one makes no difference', () => {
  const off: Rectangle = { ...PANEL, colour: [226, 227, 236] };
  assert.equal(comparePictures(story(), story(off)), undefined);
});

test('a panel that was pushed aside is seen', () => {
  assert.match(comparePictures(story(), story({ x: 32 }))!, /differs in \d+ of 64 pixels/);
  assert.match(comparePictures(story(), story({ y: 104 }))!, /differs/, 'it lies on the surface');
});

test('a panel that is not there is seen', () => {
  assert.match(comparePictures(story(), story({ colour: WHITE }))!, /differs/);
});

test('words that are not there are seen', () => {
  assert.match(comparePictures(story(), story({}, []))!, /differs/);
});

test('a picture of another size is said to be of another size', () => {
  const taller = shrink(painted({ ...SIZE, height: 206 }, []), 2);
  assert.equal(comparePictures(story(), taller), 'is 120 × 103 and not 120 × 100');
  const aBitTaller = shrink(painted({ ...SIZE, height: 204 }, []), 2);
  assert.match(comparePictures(story(), aBitTaller)!, /differs/);
});

test('a smaller picture has the means of the one it was made of', () => {
  const checks = painted({ width: 3, height: 2 }, [
    { x: 0, y: 0, width: 1, height: 2, colour: [0, 100, 200] },
    { x: 2, y: 0, width: 1, height: 1, colour: [55, 55, 55] },
  ]);
  const { width, height, data } = shrink(checks, 2);
  assert.deepEqual([width, height], [2, 1]);
  assert.deepEqual([...data], [128, 178, 228, 255, 155, 155, 155, 255]);
});
