import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { runScript } from './run-script.js';
import { temporaryDirectory } from './temporary-directory.js';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const DATA = root('../shared/data');

const missing = [`${DATA}/mnist`, root('dist/recognizer.js')].find((path) => !existsSync(path));

test(
  'the bundled network reads at least 98.8 % of MNIST’s test images, as built',
  { skip: missing && `${missing} is missing` },
  async (context) => {
    const report = join(await temporaryDirectory(context), 'report.html');
    const args = ['--data', DATA, '--model', root('models/mnist-exercise'), '--report', report];
    const { status, output } = await runScript('evaluate', ...args);
    assert.equal(status, 0, output);
    const [, right] = /^mnist test +10000 +(\d+\.\d+) %/m.exec(output) ?? [];
    assert.ok(Number(right) >= 98.8, output);
  },
);
