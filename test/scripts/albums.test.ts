import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { openComparedAlbum } from '../../scripts/test/screenshots/compared-album.js';
import { openRecordedAlbum } from '../../scripts/test/screenshots/recorded-album.js';
import { painted } from './painted-picture.js';
import { temporaryDirectory } from './temporary-directory.js';

/** A story that is a black square. */
function square(x: number) {
  const ink = { x, y: 10, width: 20, height: 20, colour: [0, 0, 0] } as const;
  return {
    picture: painted({ width: 60, height: 40 }, [ink]),
    boxes: { base: [2 * x, 20, 40, 40] },
  } as const;
}

async function recordedSquare(context: TestContext) {
  const root = await temporaryDirectory(context);
  const [folder, differing] = [`${root}/pictures/`, `${root}/differing/`];
  const album = await openRecordedAlbum(folder);
  await album.take('square', 'light', square(10));
  await album.close();
  return { folder, differing };
}

test('a story that looks as it did has no faults', async (context) => {
  const { folder, differing } = await recordedSquare(context);
  const album = await openComparedAlbum(folder, differing);
  assert.deepEqual(await album.take('square', 'light', square(10)), []);
  assert.deepEqual(await album.close(), []);
});

test('a story that looks otherwise is told about, and its picture kept to be looked at', async (context) => {
  const { folder, differing } = await recordedSquare(context);
  const album = await openComparedAlbum(folder, differing);
  const faults = await album.take('square', 'light', square(20));
  assert.match(faults[0]!, /^base is at 40, 20, 40, 40 and not at 20, 20, 40, 40$/);
  assert.match(faults[1]!, /^its picture differs in/);
  assert.deepEqual(await readdir(differing), ['square.light.png']);
});

test('a story without a picture and a picture without a story are faults', async (context) => {
  const { folder, differing } = await recordedSquare(context);
  const album = await openComparedAlbum(folder, differing);
  const faults = await album.take('square', 'dark', square(10));
  assert.match(faults.join(), /no picture yet.*npm run test:stories -- --update/);
  assert.deepEqual(await album.close(), ['square.light.png is of no story']);
});

test('new pictures take the place of all that were there', async (context) => {
  const { folder, differing } = await recordedSquare(context);
  const recorded = await openRecordedAlbum(folder);
  await recorded.take('other', 'light', square(30));
  await recorded.close();
  const album = await openComparedAlbum(folder, differing);
  assert.deepEqual(await album.take('other', 'light', square(30)), []);
  assert.deepEqual(await album.close(), []);
});
