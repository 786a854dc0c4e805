import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { gzipFile, download } from '../../scripts/data/download.js';
import { createRandom } from '../../scripts/lib/random.js';
import {
  cutOff,
  ignoringRanges,
  nobody,
  serve,
  silent,
  status,
  unannounced,
  whole,
} from './mirror-server.js';
import { temporaryDirectory } from './temporary-directory.js';

const random = createRandom('download');
const CONTENTS = Buffer.from(Uint8Array.from({ length: 20_000 }, () => random.integer(256)));
const PACKED = gzipSync(CONTENTS);
const WRONG = gzipSync(Buffer.from('something else altogether'));
const MD5 = createHash('md5').update(CONTENTS).digest('hex');
const FILE = gzipFile('digits.gz', MD5, 50_000);
const OPTIONS = { patience: 5000 };

async function assertFetched(directory: string): Promise<void> {
  assert.deepEqual(await readdir(directory), ['digits.gz']);
  assert.deepEqual(gunzipSync(await readFile(join(directory, 'digits.gz'))), CONTENTS);
}

test('a file is fetched, with progress that ends at its size', async (context) => {
  const directory = await temporaryDirectory(context);
  const mirror = await serve(context, whole(PACKED));
  const seen: number[][] = [];
  const onProgress = (...progress: number[]) => seen.push(progress);
  assert.equal(await download(FILE, directory, [mirror.url], { ...OPTIONS, onProgress }), true);
  await assertFetched(directory);
  assert.deepEqual(seen.at(-1), [PACKED.length, PACKED.length]);
});

test('a mirror’s address may come without its last slash', async (context) => {
  const directory = await temporaryDirectory(context);
  const mirror = await serve(context, (request, response) => {
    const answer = request.url === '/mnist/digits.gz' ? whole(PACKED) : status(404);
    answer(request, response);
  });
  await download(FILE, directory, [`${mirror.url}mnist`], OPTIONS);
  await assertFetched(directory);
});

test('a download that broke off is gone on with where it stopped', async (context) => {
  const directory = await temporaryDirectory(context);
  const mirror = await serve(context, cutOff(PACKED, 7000), whole(PACKED));
  await download(FILE, directory, [mirror.url], OPTIONS);
  await assertFetched(directory);
  assert.deepEqual(mirror.ranges, ['', 'bytes=7000-']);
});

test('so is one that an earlier run left, from another mirror too', async (context) => {
  const directory = await temporaryDirectory(context);
  await writeFile(join(directory, 'digits.gz.part'), PACKED.subarray(0, 123));
  const mirror = await serve(context, whole(PACKED));
  await download(FILE, directory, [await nobody(), mirror.url], OPTIONS);
  await assertFetched(directory);
  assert.deepEqual(mirror.ranges, ['bytes=123-']);
});

test('a server that knows no ranges sends it all, and nothing is there twice', async (context) => {
  const directory = await temporaryDirectory(context);
  await writeFile(join(directory, 'digits.gz.part'), PACKED.subarray(0, 123));
  const mirror = await serve(context, ignoringRanges(PACKED));
  await download(FILE, directory, [mirror.url], OPTIONS);
  await assertFetched(directory);
});

test('an earlier run that stopped just before the end has nothing more to fetch', async (context) => {
  const directory = await temporaryDirectory(context);
  await writeFile(join(directory, 'digits.gz.part'), PACKED);
  const mirror = await serve(context, whole(PACKED));
  await download(FILE, directory, [mirror.url], OPTIONS);
  await assertFetched(directory);
});

test('a beginning that belongs to something else is thrown away', async (context) => {
  const directory = await temporaryDirectory(context);
  await writeFile(join(directory, 'digits.gz.part'), Buffer.alloc(500, 7));
  const mirror = await serve(context, whole(PACKED));
  await download(FILE, directory, [mirror.url], OPTIONS);
  await assertFetched(directory);
  assert.deepEqual(mirror.ranges, ['bytes=500-', '']);
});

test('a mirror that has other contents, or none, gives way to the next', async (context) => {
  const directory = await temporaryDirectory(context);
  const wrong = await serve(context, whole(WRONG));
  const empty = await serve(context, status(404));
  const right = await serve(context, whole(PACKED));
  await download(FILE, directory, [wrong.url, empty.url, right.url], OPTIONS);
  await assertFetched(directory);
  assert.equal(empty.ranges.length, 1, 'a server that says no is not asked again');
  assert.deepEqual(right.ranges, [''], 'wrong contents are not built upon');
});

test('a server that falls silent gives way to the next', async (context) => {
  const directory = await temporaryDirectory(context);
  const mute = await serve(context, silent);
  const right = await serve(context, whole(PACKED));
  await download(FILE, directory, [mute.url, right.url], { patience: 100 });
  await assertFetched(directory);
});

test('what is there and right is not fetched, packed or not', async (context) => {
  for (const [name, bytes] of [
    ['digits.gz', PACKED],
    ['digits', CONTENTS],
  ] as const) {
    const directory = await temporaryDirectory(context);
    await writeFile(join(directory, name), bytes);
    assert.equal(await download(FILE, directory, [await nobody()], OPTIONS), false);
  }
});

test('what is there and wrong is fetched again', async (context) => {
  const directory = await temporaryDirectory(context);
  await writeFile(join(directory, 'digits.gz'), PACKED.subarray(0, 5000));
  const mirror = await serve(context, whole(PACKED));
  await download(FILE, directory, [mirror.url], OPTIONS);
  await assertFetched(directory);
});

test('a server that would send more than the file can have is not listened to', async (context) => {
  const small = gzipFile('digits.gz', MD5, PACKED.length - 1);
  const directory = await temporaryDirectory(context);
  const mirror = await serve(context, cutOff(PACKED, 100));
  const onProgress = (): void => assert.fail('a byte was fetched');
  await assert.rejects(download(small, directory, [mirror.url], { ...OPTIONS, onProgress }), {
    code: 'download-failed',
    message: new RegExp(`it sends more than the ${PACKED.length - 1} bytes that the file can have`),
  });
  assert.deepEqual(mirror.ranges, [''], 'it is not asked again');
});

test('a server that sends more than the file can have gives way to the next', async (context) => {
  const small = gzipFile('digits.gz', MD5, PACKED.length);
  const larger = Buffer.concat([PACKED, Buffer.alloc(1000)]);
  for (const tooLarge of [whole(larger), unannounced(larger)]) {
    const directory = await temporaryDirectory(context);
    const endless = await serve(context, tooLarge);
    const right = await serve(context, whole(PACKED));
    await download(small, directory, [endless.url, right.url], OPTIONS);
    await assertFetched(directory);
    assert.deepEqual(endless.ranges, [''], 'it is not asked again');
    assert.deepEqual(right.ranges, [''], 'nor built upon');
  }
});

test('when no mirror helps, the error tells each one’s reason and what to do', async (context) => {
  const directory = await temporaryDirectory(context);
  const offline = await nobody();
  const wrong = await serve(context, whole(WRONG));
  const empty = await serve(context, status(404));
  await assert.rejects(
    download(FILE, directory, [offline, wrong.url, empty.url], OPTIONS),
    (error: Error & { code: string }) => {
      assert.equal(error.code, 'download-failed');
      const lines = error.message.split('\n');
      assert.match(lines[0]!, /digits\.gz could not be fetched\. Check the connection/);
      assert.match(lines[1]!, new RegExp(`${offline}digits\\.gz: .*ECONNREFUSED`));
      const md5 = createHash('md5').update('something else altogether').digest('hex');
      assert.match(lines[2]!, new RegExp(`has the MD5 ${md5} instead of ${MD5}`));
      assert.match(lines[3]!, /answered 404/);
      return true;
    },
  );
  assert.equal(existsSync(join(directory, 'digits.gz')), false);
});
