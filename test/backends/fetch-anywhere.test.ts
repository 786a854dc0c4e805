import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { fetchAnywhere } from '../../src/util/lazy-import.js';

describe('fetching in Node', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'digits of '));
    await writeFile(join(directory, 'a b.bin'), Uint8Array.of(0, 128, 255));
  });
  after(() => rm(directory, { recursive: true }));

  const urlOf = (name: string) => pathToFileURL(join(directory, name));

  it('reads a file, byte for byte', async () => {
    for (const input of [urlOf('a b.bin'), urlOf('a b.bin').href]) {
      const response = await fetchAnywhere(input);
      assert.equal(response.ok, true);
      assert.deepEqual([...new Uint8Array(await response.arrayBuffer())], [0, 128, 255]);
    }
  });

  it('answers 404 for a file that is not there', async () => {
    assert.equal((await fetchAnywhere(urlOf('missing'))).status, 404);
  });

  it('fails where there is something that is no file', async () => {
    await assert.rejects(fetchAnywhere(urlOf('.')), { code: 'EISDIR' });
  });

  it('heeds a signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(fetchAnywhere(urlOf('a b.bin'), { signal }), /enough/);
  });

  it('leaves other addresses to the platform', async () => {
    const response = await fetchAnywhere('data:text/plain,seven');
    assert.equal(await response.text(), 'seven');
  });
});
