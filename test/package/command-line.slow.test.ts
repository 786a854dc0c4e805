import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../scripts/temporary-directory.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const skip = !existsSync(`${root}dist/cli.js`) && 'dist/cli.js is missing';

test(
  'the package as built converts and inspects with nothing else installed',
  {
    skip,
  },
  async (context) => {
    const directory = await temporaryDirectory(context);
    // Away from node_modules, where only what is inside dist/ can be found.
    await cp(`${root}dist`, join(directory, 'dist'), { recursive: true });
    await cp(`${root}package.json`, join(directory, 'package.json'));
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(directory, 'dist', 'cli.js'), ...args], {
        cwd: directory,
        encoding: 'utf8',
      });

    const input = `${root}models/mnist-exercise/model.json`;
    const { status, stdout, stderr } = run('convert', input, 'out', '--quantize', 'none');
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
    assert.match(stdout, /the same numbers as the source on 100 random inputs/);
    const weights = await readFile(join(directory, 'out', 'group1-shard1of1.bin'));
    assert.equal(weights.length, 75_338 * 4);

    const inspected = run('inspect', 'out');
    assert.equal(inspected.status, 0, inspected.stderr);
    assert.match(inspected.stdout, /^\| in all +\|.*\| +75,338 \| +786,272 \|$/m);

    const refused = run('convert', 'package.json', 'other');
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /^error \(unsupported-network\): .*\n$/);
  },
);

test(
  'the command line can be run as it is, and begins with its interpreter',
  { skip },
  async () => {
    const text = await readFile(`${root}dist/cli.js`, 'utf8');
    assert.match(text, /^#!\/usr\/bin\/env node\n/);
    const licenses = await readFile(`${root}dist/cli.licenses.txt`, 'utf8');
    for (const name of ['@tensorflow/tfjs-layers', 'commander', 'cli-progress']) {
      assert.match(licenses, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
    const { bin } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as {
      bin: Record<string, string>;
    };
    assert.deepEqual(bin, { 'digit-recognizer': './dist/cli.js' });
  },
);
