import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import {
  compareBoxes,
  openCompared,
  openRecorded,
} from '../../scripts/test/screenshots/snapshots.js';
import {
  comparePictures,
  decodePicture,
  encodePicture,
  shrink,
} from '../../scripts/test/screenshots/pictures.js';
import { painted, type Rectangle, WHITE } from './painted-picture.js';
import { temporaryDirectory } from './temporary-directory.js';

const BOXES = { panel: [8, 300, 264, 120], digit: [20, 320, 48, 80] } as const;

test('boxes may move and grow by three pixels', () => {
  const moved = { panel: [11, 297, 261, 123], digit: [20, 323, 48, 80] } as const;
  assert.deepEqual(compareBoxes(BOXES, moved), []);
});

test('a panel that moved by four pixels is named, with where it was and is', () => {
  const moved = { ...BOXES, panel: [12, 300, 264, 120] } as const;
  assert.deepEqual(compareBoxes(BOXES, moved), [
    'panel is at 12, 300, 264, 120 and not at 8, 300, 264, 120',
  ]);
});

test('a panel that is too wide is named', () => {
  const wide = { ...BOXES, panel: [8, 300, 268, 120] } as const;
  assert.equal(compareBoxes(BOXES, wide).length, 1);
});

test('what came and what went is named', () => {
  assert.deepEqual(compareBoxes(BOXES, { panel: BOXES.panel, error: [8, 430, 264, 20] }), [
    'digit is missing',
    'error is new',
  ]);
});

const SIZE = { width: 240, height: 200 };

const PANEL: Rectangle = { x: 20, y: 120, width: 200, height: 60, color: [225, 228, 235] };

/** As letters have them: upright strokes, a bit more than a pixel wide. */
function lines(x: number, y: number, width: number): Rectangle[] {
  return Array.from({ length: 20 }, (_, i) => ({
    x: x + i * 7,
    y,
    width,
    height: 10,
    color: [30, 30, 30] as const,
  }));
}

/** A surface, and a panel with words below it. */
function story(panel: Partial<Rectangle> = {}, words = lines(40, 144, 1.4)) {
  const surface: Rectangle = { x: 20, y: 10, width: 200, height: 100, color: [60, 90, 200] };
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
  const off: Rectangle = { ...PANEL, color: [226, 227, 236] };
  assert.equal(comparePictures(story(), story(off)), undefined);
});

test('a panel that was pushed aside is seen', () => {
  assert.match(comparePictures(story(), story({ x: 32 }))!, /differs in \d+ of 64 pixels/);
  assert.match(comparePictures(story(), story({ y: 104 }))!, /differs/, 'it lies on the surface');
});

test('a panel that is not there is seen', () => {
  assert.match(comparePictures(story(), story({ color: WHITE }))!, /differs/);
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
    { x: 0, y: 0, width: 1, height: 2, color: [0, 100, 200] },
    { x: 2, y: 0, width: 1, height: 1, color: [55, 55, 55] },
  ]);
  const { width, height, data } = shrink(checks, 2);
  assert.deepEqual([width, height], [2, 1]);
  assert.deepEqual([...data], [128, 178, 228, 255, 155, 155, 155, 255]);
});

/** A story that is a black square. */
function square(x: number) {
  const ink = { x, y: 10, width: 20, height: 20, color: [0, 0, 0] } as const;
  return {
    picture: painted({ width: 60, height: 40 }, [ink]),
    boxes: { base: [2 * x, 20, 40, 40] },
  } as const;
}

async function recordedSquare(context: TestContext) {
  const root = await temporaryDirectory(context);
  const [folder, differing] = [`${root}/pictures/`, `${root}/differing/`];
  const snapshots = await openRecorded(folder);
  await snapshots.take('square', 'light', square(10));
  await snapshots.close();
  return { folder, differing };
}

test('a story that looks as it did has no faults', async (context) => {
  const { folder, differing } = await recordedSquare(context);
  const snapshots = await openCompared(folder, differing);
  assert.deepEqual(await snapshots.take('square', 'light', square(10)), []);
  assert.deepEqual(await snapshots.close(), []);
});

test('a story that looks otherwise is told about, and its picture kept to be looked at', async (context) => {
  const { folder, differing } = await recordedSquare(context);
  const snapshots = await openCompared(folder, differing);
  const faults = await snapshots.take('square', 'light', square(20));
  assert.match(faults[0]!, /^base is at 40, 20, 40, 40 and not at 20, 20, 40, 40$/);
  assert.match(faults[1]!, /^its picture differs in/);
  assert.deepEqual(await readdir(differing), ['square.light.png']);
});

test('a story without a picture and a picture without a story are faults', async (context) => {
  const { folder, differing } = await recordedSquare(context);
  const snapshots = await openCompared(folder, differing);
  const faults = await snapshots.take('square', 'dark', square(10));
  assert.match(faults.join(), /no picture yet.*npm run test:stories -- --update/);
  assert.deepEqual(await snapshots.close(), ['square.light.png is of no story']);
});

test('new pictures take the place of all that were there', async (context) => {
  const { folder, differing } = await recordedSquare(context);
  const recorded = await openRecorded(folder);
  await recorded.take('other', 'light', square(30));
  await recorded.close();
  const snapshots = await openCompared(folder, differing);
  assert.deepEqual(await snapshots.take('other', 'light', square(30)), []);
  assert.deepEqual(await snapshots.close(), []);
});
