import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../scripts/build/paths.js';
import { foreignReferences } from './page-content.js';
import { runScript } from './run-script.js';
import { temporaryDirectory } from './temporary-directory.js';

const skip = !existsSync(`${ROOT}dist/recognizer.js`) && 'dist/recognizer.js is missing';

test('bench measures rows in a browser and writes their page', { skip }, async (context) => {
  const document = await readFile(`${ROOT}docs/performance.md`, 'utf8');
  const out = join(await temporaryDirectory(context), 'reports', 'performance.html');
  const args = ['--quick', '--rounds', '1', '--backends', 'cpu', '--out', out];
  const { status, output } = await runScript('bench', '--only', 'answers,elements', ...args);
  assert.equal(status, 0, output);
  // Both libraries answered alike, or it would have stopped; a single round has no interval.
  const time = String.raw`[\d.,]+ ms`;
  assert.match(output, new RegExp(`^\\| pen, cpu +\\|( +${time} \\|){4} +[\\d.]+ \\|$`, 'm'));
  // A hundred elements fetch the network once.
  assert.match(output, /^\| auto, 100 +\| +1 \| +0 \| +[\d.,]+ ms \| +-?[\d.]+ kB \| +[\d,]+ \|$/m);
  const page = await readFile(out, 'utf8');
  assert.match(page, /--only answers,elements --backends cpu --quick --rounds 1 --seed 1/);
  assert.match(page, /<section id="answers">[\s\S]*<svg [\s\S]*<section id="elements">/);
  assert.deepEqual(foreignReferences(page), []);
  assert.equal(await readFile(`${ROOT}docs/performance.md`, 'utf8'), document);
});

test('bench says which rows and backends there are, before it starts', async () => {
  const row = await runScript('bench', '--only', 'answer');
  assert.equal(row.status, 1);
  assert.match(
    row.output,
    /^error \(bad-option\): There is no row answer: choose among answers, /m,
  );
  const backend = await runScript('bench', '--backends', 'gpu');
  assert.equal(backend.status, 1);
  assert.match(backend.output, /Name one or more of webgpu, webgl, wasm, cpu\./);
  const part = await runScript('bench', '--write', '--only', 'answers');
  assert.match(part.output, /^error \(bad-option\): The document holds one whole run/m);
});
