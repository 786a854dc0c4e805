import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CONTRIBUTORS, UNIPEN } from '../../scripts/data/cdrom.js';
import type { Collection } from '../../scripts/data/collection.js';
import { PENDIGITS, pendigits } from '../../scripts/data/pendigits.js';
import { cdrom, tarGz, zip } from './archives.js';
import { PENDIGITS_Z } from './lzw-fixtures.js';
import { byName, nobody, serve, status, whole, type Answer } from './mirror-server.js';
import { temporaryDirectory } from './temporary-directory.js';

const ZIP = 'pen+based+recognition+of+handwritten+digits.zip';
const TGZ = 'unipen-CDROM-train_r01_v07.tgz';

const PACKED = Buffer.from(PENDIGITS_Z, 'base64');
const MINE = pendigits(createHash('sha256').update(PACKED).digest('hex'));
const MY_ZIP = zip({
  'pendigits.tra': '47,100, 27, 81',
  'pendigits-orig.tra.Z': PACKED,
  'pendigits-orig.tes.Z': 'for others to test on',
});

async function linesOf(directory: string, file: string): Promise<unknown[]> {
  const text = gunzipSync(await readFile(join(directory, 'strokes', file))).toString();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

async function fetchFrom(
  context: TestContext,
  collection: Collection,
  name: string,
  ...answers: Answer[]
) {
  const directory = await temporaryDirectory(context);
  const servers = await Promise.all(
    answers.map((answer) => serve(context, byName({ [name]: answer }))),
  );
  const mirrors = servers.map(({ url }) => `${url}some/where`);
  return { directory, lines: await collection.fetch({ directory, mirrors }) };
}

test('pendigits: the training half is unpacked and divided by writer', async (context) => {
  const { directory, lines } = await fetchFrom(context, MINE, ZIP, whole(MY_ZIP));
  assert.deepEqual(lines, [`${join(directory, 'strokes', 'pendigits-tra')}: 1 train, 1 valid`]);
  assert.deepEqual((await readdir(directory)).sort(), ['raw', 'strokes']);
  assert.deepEqual(await readdir(join(directory, 'raw')), [ZIP]);
  assert.deepEqual(await linesOf(directory, 'pendigits-tra.train.ndjson.gz'), [
    { label: 1, writer: 'pendigits-26', strokes: [[30, 0, 30, 35]] },
  ]);
  assert.deepEqual(await linesOf(directory, 'pendigits-tra.valid.ndjson.gz'), [
    { label: 7, writer: 'pendigits-4', strokes: [[10, 0, 20, 0, 12, 40]] },
  ]);
});

test('UNIPEN: each contributor’s isolated digits are read from the ink they include', async (context) => {
  const archive = await tarGz(cdrom(CONTRIBUTORS));
  const { directory } = await fetchFrom(context, UNIPEN, TGZ, whole(archive));
  const four = [
    [0, 0, 0, 15, 20, 15],
    [10, 5, 10, 30],
  ];
  assert.deepEqual(await linesOf(directory, 'unipen-apa.valid.ndjson.gz'), [
    { label: 4, writer: 'apa-BobStrong', strokes: four },
  ]);
  const train = await linesOf(directory, 'unipen-apa.train.ndjson.gz');
  assert.equal(train.length, 691);
  assert.deepEqual(train[0], { label: 7, writer: 'apa-w1', strokes: [[0, 0, 20, 0, 8, 30]] });
  // A BobStrong of another collection is somebody else: nobody of art is kept for validation.
  assert.deepEqual((await linesOf(directory, 'unipen-art.train.ndjson.gz'))[0], {
    label: 4,
    writer: 'art-BobStrong',
    strokes: four,
  });
  const parts = ['apa', 'apb', 'app', 'ced', 'syn', 'tos'].map(
    (id) => `unipen-${id}.valid.ndjson.gz`,
  );
  const files = await readdir(join(directory, 'strokes'));
  assert.deepEqual(files.filter((file) => file.includes('valid')).sort(), parts);
  assert.equal(files.length, 9 + 6);
});

test('what is there is left alone, and an archive put there by hand is used', async (context) => {
  const { directory } = await fetchFrom(context, MINE, ZIP, whole(MY_ZIP));
  const path = join(directory, 'strokes', 'pendigits-tra.train.ndjson.gz');
  await writeFile(path, 'mine');
  const offline = [await nobody()];
  const again = await MINE.fetch({ directory, mirrors: offline });
  assert.deepEqual(again, [`${join(directory, 'strokes', 'pendigits-tra')}: there already`]);
  assert.equal(await readFile(path, 'utf8'), 'mine');

  const byHand = await temporaryDirectory(context);
  await mkdir(join(byHand, 'raw'));
  await writeFile(join(byHand, 'raw', ZIP), MY_ZIP);
  assert.match((await MINE.fetch({ directory: byHand, mirrors: offline }))[0]!, /1 train, 1 valid/);

  await rm(join(byHand, 'strokes'), { recursive: true });
  await writeFile(join(byHand, 'raw', ZIP), HTML);
  await assert.rejects(MINE.fetch({ directory: byHand, mirrors: offline }), (error: Error) => {
    const [, own, mirror] = error.message.split('\n');
    assert.match(own!, /raw.*digits\.zip: it cannot be used: it is not a zip archive/);
    assert.match(mirror!, /ECONNREFUSED/);
    return true;
  });
});

test('a mirror with another archive gives way to the next', async (context) => {
  const wrong = zip({ 'pendigits-orig.tra.Z': 'something else' });
  const { lines } = await fetchFrom(context, MINE, ZIP, whole(wrong), whole(MY_ZIP));
  assert.match(lines[0]!, /1 train, 1 valid/);
});

const HTML = Buffer.from('<!doctype html><title>Sign in to the hotel’s Wi-Fi</title>');

/** A copy with one byte of its middle changed. */
function corrupt(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length >> 1]! ^= 0x55;
  return copy;
}

test('what cannot be used is told in a line, and leaves nothing', async (context) => {
  const few = { ...CONTRIBUTORS, tos: 3 };
  const archive = await tarGz(cdrom(few));
  const broken = { 'x/train_r01_v07/data/1a/apa/y.dat': '.INCLUDE apa/gone.dat' };
  const huge = { 'a/data/1a/apa/y.dat': ' '.repeat(17 * 2 ** 20) };
  const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length >> 1);
  const noZip = /it is not a zip archive, or a damaged one/;
  const noTar = /it is not a tar\.gz archive, or a damaged one/;
  const cases: [collection: Collection, name: string, answer: Answer, reason: RegExp][] = [
    [MINE, ZIP, whole(HTML), noZip],
    [MINE, ZIP, whole(half(MY_ZIP)), noZip],
    [MINE, ZIP, whole(zip({ 'pendigits.tra': '47,100' })), /no pendigits-orig\.tra\.Z in it/],
    [
      MINE,
      ZIP,
      whole(zip({ 'pendigits-orig.tra.Z': new Uint8Array(17 * 2 ** 20) })),
      /17825792 byt/,
    ],
    [PENDIGITS, ZIP, whole(MY_ZIP), /has the SHA-256 [0-9a-f]{64} instead of ceae25d0/],
    [MINE, ZIP, status(404), /answered 404/],
    [UNIPEN, TGZ, whole(HTML), noTar],
    [UNIPEN, TGZ, whole(half(archive)), noTar],
    [UNIPEN, TGZ, whole(corrupt(archive)), noTar],
    [UNIPEN, TGZ, whole(archive), /tos has 3 digits instead of the 543 in train_r01_v07/],
    [
      UNIPEN,
      TGZ,
      whole(await tarGz(broken)),
      /y\.dat, line 1: the file to include, apa\/gone\.dat/,
    ],
    [UNIPEN, TGZ, whole(zip({ x: 'y' })), noTar],
    [UNIPEN, TGZ, whole(gzipSync(half(gunzipSync(archive)))), noTar],
    [UNIPEN, TGZ, whole(await tarGz(huge)), /a\/data\/1a\/apa\/y\.dat is larger than it can be/],
    [UNIPEN, TGZ, status(404), /answered 404/],
  ];
  for (const [collection, name, answer, reason] of cases) {
    const directory = await temporaryDirectory(context);
    const { url } = await serve(context, byName({ [name]: answer }));
    const expected = { code: 'download-failed', message: reason };
    await assert.rejects(collection.fetch({ directory, mirrors: [url] }), expected);
    assert.deepEqual(await readdir(directory), [], String(reason));
  }
});
