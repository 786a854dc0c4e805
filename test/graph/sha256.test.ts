import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { computeSha256 } from '../../src/graph/compute-sha256.js';
import { sha256 } from '../../src/graph/fetch-file.js';
import { atOnce } from '../../src/util/async.js';

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 167 + (i >> 3)) & 0xff);
const computed = (data: Uint8Array) => Buffer.from(atOnce(computeSha256(data))).toString('hex');
const expected = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

test('the digest computed here is Node’s at every length around the block size', () => {
  for (const length of [...Array(200).keys(), 1000]) {
    const data = bytes.subarray(0, length);
    assert.equal(computed(data), expected(data), `length ${length}`);
  }
});

test('the digest covers a view only, not the buffer around it', async () => {
  const data = bytes.subarray(77, 301);
  assert.equal(computed(data), expected(data));
  assert.equal(await sha256(data), expected(data));
});

test('a page without crypto.subtle gets the same digest', async (t) => {
  t.mock.getter(globalThis, 'crypto', () => ({}) as Crypto);
  assert.equal(globalThis.crypto.subtle, undefined);
  assert.equal(await sha256(bytes), expected(bytes));
});
