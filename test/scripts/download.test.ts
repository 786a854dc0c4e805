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
  type Answer,
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

const LARGER = Buffer.concat([PACKED, Buffer.alloc(1000)]);

/** Mirrors by their answers; null for one that is not there. The ranges that each is asked for. */
const CASES: {
  title: string;
  there?: Record<string, Buffer>;
  mirrors: (Answer[] | null)[];
  ranges?: string[][];
  patience?: number;
}[] = [
  {
    title: 'a download that broke off continues where it stopped',
    mirrors: [[cutOff(PACKED, 7000), whole(PACKED)]],
    ranges: [['', 'bytes=7000-']],
  },
  {
    title: 'a download that an earlier run left continues, from another mirror too',
    there: { 'digits.gz.part': PACKED.subarray(0, 123) },
    mirrors: [null, [whole(PACKED)]],
    ranges: [[], ['bytes=123-']],
  },
  {
    title: 'a server that ignores ranges sends it all, and nothing is there twice',
    there: { 'digits.gz.part': PACKED.subarray(0, 123) },
    mirrors: [[ignoringRanges(PACKED)]],
  },
  {
    title: 'an earlier run that stopped just before the end has nothing more to fetch',
    there: { 'digits.gz.part': PACKED },
    mirrors: [[whole(PACKED)]],
  },
  {
    title: 'a beginning that belongs to something else is thrown away',
    there: { 'digits.gz.part': Buffer.alloc(500, 7) },
    mirrors: [[whole(PACKED)]],
    ranges: [['bytes=500-', '']],
  },
  {
    title: 'a mirror with other contents, or none, gives way to the next, and is not asked again',
    mirrors: [[whole(WRONG)], [status(404)], [whole(PACKED)]],
    ranges: [[''], [''], ['']],
  },
  {
    title: 'a server that falls silent gives way to the next',
    mirrors: [[silent], [whole(PACKED)]],
    patience: 100,
  },
  {
    title: 'a file that is there and wrong is fetched again',
    there: { 'digits.gz': PACKED.subarray(0, 5000) },
    mirrors: [[whole(PACKED)]],
  },
  ...[whole(LARGER), unannounced(LARGER)].map((tooLarge, index) => ({
    title: `a server that sends too much gives way to the next (${index ? 'un' : ''}announced)`,
    mirrors: [[tooLarge], [whole(PACKED)]],
    ranges: [[''], ['']],
  })),
];

for (const { title, there = {}, mirrors, ranges, patience = 5000 } of CASES) {
  test(title, async (context) => {
    const directory = await temporaryDirectory(context);
    for (const [name, bytes] of Object.entries(there)) {
      await writeFile(join(directory, name), bytes);
    }
    const servers = await Promise.all(
      mirrors.map(async (answers) =>
        answers ? serve(context, ...answers) : { url: await nobody(), ranges: [] },
      ),
    );
    const urls = servers.map(({ url }) => url);
    await download(gzipFile('digits.gz', MD5, PACKED.length), directory, urls, { patience });
    await assertFetched(directory);
    if (ranges === undefined) return;
    assert.deepEqual(
      servers.map((server) => server.ranges),
      ranges,
    );
  });
}

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
