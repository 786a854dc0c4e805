import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readStrokes } from '../../scripts/lib/strokes.js';
import { writeGeneratedMnist, writeGeneratedStrokes } from './generated-digits.js';
import { count, foreignReferences } from './page-content.js';
import { runScript } from './run-script.js';
import { temporaryDirectory } from './temporary-directory.js';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const built = root('dist/recognizer.js');
const skip = !existsSync(built) && `${built} is missing`;
const model = root('models/mnist-exercise');

test('evaluate prints its table and writes the page', { skip }, async (context) => {
  const data = await temporaryDirectory(context);
  await writeGeneratedMnist(data, { train: 1, test: 40 });
  await writeGeneratedStrokes(data, 'mouse', 'valid', 30);
  await writeGeneratedStrokes(data, 'tablet', 'valid', 20);
  const sample = (await readStrokes(data, 'tablet', 'valid')).at(-1)!;
  assert.equal(sample.line, 21, 'an empty line before it');
  const entry = {
    source: 'tablet',
    part: 'valid',
    line: 21,
    label: sample.label,
    reason: 'a test',
  };
  const list = join(data, 'wrong.json');
  const report = join(data, 'pages', 'report.html');
  const args = ['--data', data, '--model', model, '--report', report, '--wrong-labels', list];

  await writeFile(list, JSON.stringify([entry]));
  const { status, output } = await runScript('evaluate', ...args);
  assert.equal(status, 0, output);
  const share = String.raw`\d+\.\d\d %`;
  assert.match(
    output,
    /75,338 weights in 75,338 bytes \(\d+\.\d kB gzipped\), 786,272 multiply-adds/,
  );
  assert.match(
    output,
    new RegExp(
      `^\\| mnist test +\\| +40 \\| +\\d+ \\| +${share} \\| +${share} – ${share} \\| `,
      'm',
    ),
  );
  assert.match(output, /^\| tablet +\| +20 \| .* \| +19 \| +[\d.]+ % \| [\d.]+ % – /m);
  assert.match(
    output,
    new RegExp(`^\\| mouse +\\| +30 \\| +\\d+ \\| +${share} \\|.*\\|( +\\|){3}$`, 'm'),
  );
  const [, right] = /^\| all pen strokes \| +50 \| +(\d+) \|.* \| +49 \|/m.exec(output) ?? [];
  assert.match(output, /expected calibration error \d+\.\d\d %, without wrong labels \d+\.\d\d %/);
  assert.match(output, /^\| zigzag +\| +\d \| +\d+\.\d\d % \|$/m);
  assert.doesNotMatch(output, /warn/i);

  const page = await readFile(report, 'utf8');
  assert.deepEqual(foreignReferences(page), []);
  const [, section] = page.split('<section id="misread-strokes">');
  const [misread] = section!.split('</section>');
  assert.equal(count(misread!, /<article class="card misread">/g), 50 - Number(right));
  // Calibration of both groups, and four ways to alter the strokes.
  assert.equal(count(page, /<svg [^>]*class="marks"/g), 6);
  assert.match(page, /the same 49 pen digits\s/);

  await writeFile(list, JSON.stringify([{ ...entry, label: (sample.label + 1) % 10 }]));
  const refused = await runScript('evaluate', ...args);
  assert.equal(refused.status, 1);
  assert.match(refused.output, /^error \(wrong-labels-differ\): .*belongs to other data/m);
  assert.doesNotMatch(refused.output, /\n\s+at /, 'no stack');
  assert.equal(await readFile(report, 'utf8'), page, 'the page stays as it was');
});
