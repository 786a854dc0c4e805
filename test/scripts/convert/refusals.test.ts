import assert from 'node:assert/strict';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, type TestContext } from 'node:test';
import { CodedError } from '../../../src/util/errors.js';
import { runScript } from '../run-script.js';
import { check, converted, saveIn } from './converting.js';
import { NETWORKS, REFUSED } from './networks.js';
import { randomize, save, startTensorFlow } from './saved-model.js';

before(startTensorFlow);

/** A sound network of 6 kB in two shards, in a folder of its own. */
const soundNetwork = async (context: TestContext) =>
  saveIn(context, await save(randomize(NETWORKS.sequential())), 2);

/** Refused with one sentence, and nothing is left behind. */
async function refused(
  context: TestContext,
  request: Parameters<typeof converted>[1],
  code: string,
  pattern: RegExp,
): Promise<void> {
  const parent = join(request.out, '..');
  const before = await readdir(parent);
  await assert.rejects(converted(context, request), (error) => {
    assert.ok(error instanceof CodedError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, pattern);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
  assert.deepEqual(await readdir(parent), before);
}

for (const [what, [build, pattern]] of Object.entries(REFUSED)) {
  check(`${what} is refused by name`, async (context) => {
    const { input, out } = await saveIn(context, await save(randomize(build())));
    await refused(context, { input, out }, 'unsupported-network', pattern);
  });
}

check('a truncated, a missing and an overlong shard are named', async (context) => {
  const { directory, ...request } = await soundNetwork(context);
  const shard = join(directory, 'in', 'group1-shard2of2.bin');
  const whole = await readFile(shard);
  await truncate(shard, whole.length - 3);
  const total = 2 * whole.length;
  const cut = new RegExp(`group1-shard2of2.bin: ${total - 3} bytes, but .* states ${total}`);
  await refused(context, request, 'bad-network', cut);
  await writeFile(shard, Buffer.concat([whole, Buffer.alloc(4)]));
  await refused(context, request, 'bad-network', /group1-shard2of2.bin: more bytes, but/);
  await rm(shard);
  await refused(context, request, 'data-missing', /group1-shard2of2\.bin cannot be read/);
});

check('a weight that is not a number is named', async (context) => {
  const { directory, input } = await soundNetwork(context);
  const shard = join(directory, 'in', 'group1-shard1of2.bin');
  const bytes = await readFile(shard);
  bytes.writeFloatLE(NaN, 8);
  await writeFile(shard, bytes);
  const pattern = /tensor conv2d\S*\/kernel: element 2 is NaN/;
  await refused(context, { input, out: join(directory, 'out') }, 'bad-network', pattern);
});

check('what is no network is refused, and what can be converted is named', async (context) => {
  const { directory, input } = await soundNetwork(context);
  const out = join(directory, 'out');
  const json = await readFile(input, 'utf8');
  const contents: [string, string, string, RegExp][] = [
    ['model.json', json.slice(0, json.length / 2), 'bad-network', /is not whole JSON: .*position/],
    ['model.json', '', 'bad-network', /is empty/],
    ['model.json', '{"dependencies": {}}', 'unsupported-network', /no modelTopology/],
    [
      'picture.png',
      '\u0089PNG',
      'unsupported-network',
      /can be converted: .*TensorFlow\.js \(\.json\)/,
    ],
    [
      'model.json',
      json.replace('group1-shard1of2', '../other'),
      'bad-network',
      /outside its folder/,
    ],
  ];
  for (const [name, text, code, pattern] of contents) {
    const path = join(directory, 'in', name);
    await writeFile(path, text);
    await refused(context, { input: path, out }, code, pattern);
  }
  const missing = join(directory, 'in', 'none.json');
  await refused(context, { input: missing, out }, 'data-missing', /none\.json cannot be read/);
});

check('options that would do harm are refused', async (context) => {
  const { directory, ...request } = await soundNetwork(context);
  const always = { ...request, appendSoftmax: 'always' } as const;
  await refused(context, always, 'bad-option', /gives probabilities already/);
  const same = { input: request.input, out: join(directory, 'in') };
  await refused(context, same, 'bad-option', /holds the network itself/);
  const nowhere = { ...request, verify: join(directory, 'nowhere') };
  await refused(context, nowhere, 'data-missing', /t10k-images-idx3-ubyte\.gz is missing/);
});

check('a weight beyond float16 is named, and float32 takes it', async (context) => {
  const { directory, input } = await soundNetwork(context);
  const shard = join(directory, 'in', 'group1-shard1of2.bin');
  const bytes = await readFile(shard);
  bytes.writeFloatLE(70_000, 8);
  await writeFile(shard, bytes);
  const out = join(directory, 'out');
  await refused(context, { input, out }, 'bad-option', /kernel holds 70000, which float16 cannot/);
  await converted(context, { input, out, quantize: 'none' });
});

check('the command says it in one line, without a stack', async (context) => {
  const { directory, input } = await soundNetwork(context);
  await truncate(join(directory, 'in', 'group1-shard1of2.bin'), 10);
  const { status, output } = await runScript('convert', input, join(directory, 'out'));
  assert.equal(status, 1);
  assert.match(output, /^error \(bad-network\): .*group1-shard1of2\.bin.* bytes, but .*\n$/);
  const labels = ['--labels', '0123456788'];
  const wrong = await runScript('convert', input, join(directory, 'out'), ...labels);
  assert.equal(wrong.status, 1);
  assert.match(wrong.output, /must be the ten digits, each once/);
  assert.deepEqual(await readdir(directory), ['in']);
});
