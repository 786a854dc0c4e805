import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { packBundledNetwork } from '../../scripts/build/bundled-network.js';
import { BUNDLED_MODEL, ROOT } from '../../scripts/build/paths.js';
import { fileFetch } from '../../scripts/lib/files.js';
import { loadDescriptor } from '../../src/graph/index.js';
import { unpackNetwork } from '../../src/graph/packed-network.js';
import { atOnce } from '../../src/util/async.js';

const FOLDER = `${ROOT}models/${BUNDLED_MODEL}/`;
const { network, text } = await packBundledNetwork();

test('the bundled network as code is, number by number, the one of its files', async () => {
  const { href } = pathToFileURL(`${FOLDER}model.json`);
  const expected = await loadDescriptor(href, { fetch: fileFetch });
  const found = atOnce(unpackNetwork(network, text));
  assert.deepEqual(found.plan, expected.plan);
  assert.equal(found.name, expected.name);
  const { input, preparation, output, labels, notADigit } = expected.metadata;
  assert.deepEqual(found.metadata, {
    ...{ format: 1, weights: [] },
    ...{ input, preparation, output, labels },
    ...(notADigit !== undefined && { notADigit }),
  });
});

test('it is no larger compressed than its files are', async () => {
  const gzipped = (content: string | Buffer) => gzipSync(content, { level: 9 }).length;
  const json = JSON.stringify(JSON.parse(await readFile(`${FOLDER}model.json`, 'utf8')));
  const weights = await readFile(`${FOLDER}group1-shard1of1.bin`);
  const code = `${JSON.stringify(network)}'${text}'`;
  const files = gzipped(json) + gzipped(weights);
  assert.ok(gzipped(code) <= files, `${gzipped(code)} bytes instead of ${files}`);
});
