import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { identityFiles } from '../recognizer/identity-network.js';
import { runScript } from './run-script.js';
import { temporaryDirectory } from './temporary-directory.js';

const models = fileURLToPath(new URL('../../models', import.meta.url));
const model = `${models}/mnist-exercise`;

test('inspect prints layers, costs and metadata of a descriptor', async () => {
  const [folder, file] = await Promise.all(
    [model, `${model}/model.json`].map((path) => runScript('inspect', path)),
  );
  assert.equal(folder!.status, 0, folder!.output);
  assert.deepEqual(folder, file);
  const { output } = folder!;
  // By hand: 3·3·8·16 + 16 weights at 24×24; see test/scripts/descriptor.test.ts for the sums.
  assert.match(output, /^\| conv2d_1 +\| +conv2d \| +24×24×16 \| +1,168 \| +663,552 \|$/m);
  assert.match(output, /^\| in all +\|( +\|){2} +75,338 \| +786,272 \|$/m);
  assert.match(output, /^input +0 to 1, light ink$/m);
  assert.match(output, /^output +probabilities of the digits 0 1 2 3 4 5 6 7 8 9$/m);
  assert.match(output, /^mnist-test +99\.\d\d %$/m);
  assert.match(output, /^weights +75,338 bytes \(\d+\.\d kB gzipped\)$/m);
});

test('inspect says what is missing, without a stack', async () => {
  const { status, output } = await runScript('inspect', 'no/such/place');
  assert.equal(status, 1);
  assert.match(output, /^error \(data-missing\): There is no descriptor at .*model\.json.*\n$/);
});

test('inspect shows which output is for what is not a digit', async (context) => {
  const folder = await temporaryDirectory(context);
  const { json, weights } = identityFiles({ notADigit: 1, labels: [...'9876543210'] });
  await writeFile(`${folder}/model.json`, JSON.stringify(json));
  await writeFile(`${folder}/weights.bin`, weights);
  const { output } = await runScript('inspect', folder);
  assert.match(output, /^output +probabilities of the digits 9 “not a digit” 8 7 6 5 4 3 2 1 0$/m);
});

test('the longest name of a score keeps its distance', async () => {
  const { output } = await runScript('inspect', `${models}/pen`);
  assert.match(output, /^pendigits-tra-valid {2}\d+\.\d\d %$/m);
  assert.match(output, /^mnist-test {11}\d+\.\d\d %$/m);
  assert.match(output, /^digests {14}SHA-256 [0-9a-f]{64}$/m);
});
