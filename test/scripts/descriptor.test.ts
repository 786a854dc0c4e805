import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { loadDescriptor } from '../../src/graph/index.js';
import { DEFAULT_PREPROCESSING } from '../../src/ink/index.js';
import { fileFetch } from '../../scripts/lib/files.js';
import { findArchitecture } from '../../scripts/train/architecture.js';
import { describeNetwork } from '../../scripts/train/finish-training.js';
import { exportDescriptor, type Quantization } from '../../scripts/lib/descriptor.js';
import { createNetwork, initialWeights, logits } from '../../scripts/train/network.js';
import { startTensorFlow } from '../../scripts/train/engine/compute.js';
import { generateDigits } from './generated-digits.js';
import { temporaryDirectory } from './temporary-directory.js';

/** Weights and multiply-adds by hand: 3·3·8 + 8, 3·3·8·16 + 16, 12·12·16·32 + 32, 32·10 + 10; … */
const EXPECTED = {
  'mnist-exercise': { weights: 75_338, multiplyAdds: 26 * 26 * 72 + 24 * 24 * 1152 + 73_728 + 320 },
  'mnist-exercise-chainer': {
    weights: 80 + 1168 + 9216 * 32 + 32 + 330,
    multiplyAdds: 26 * 26 * 72 + 24 * 24 * 1152 + 9216 * 32 + 320,
  },
  // Windows of 5·5·16, 3·3·16·24, 3·3·24·32 and 3·3·32·36 at 12, 10, 8 and 6 places in each direction.
  pen: {
    weights: 400 + 16 + 3456 + 24 + 6912 + 32 + 32 * 324 + 36 + 324 * 40 + 40 + 451,
    multiplyAdds: 144 * 400 + 100 * 3456 + 64 * 6912 + 36 * 32 * 324 + 324 * 40 + 440,
  },
};

const names = Object.keys(EXPECTED) as (keyof typeof EXPECTED)[];
const { images } = generateDigits(6, 'descriptor');

before(() => startTensorFlow('wasm'));

async function example(name: string, quantization: Quantization) {
  const network = createNetwork((await findArchitecture(name)).layers);
  // Biases start at zero, and a bias that is always zero would hide its being lost.
  const weights = initialWeights(network, 4).map((values, index) =>
    values.map((value) => value || Math.sin(index + 1) / 10),
  );
  const files = describeNetwork(name, network, weights, quantization, {
    preparation: DEFAULT_PREPROCESSING,
    scores: { 'mnist-test': 0.5 },
  });
  return { network, weights, files };
}

for (const name of names) {
  test(`${name}: TensorFlow.js reads the descriptor and answers as the trained graph does`, async () => {
    const { network, weights, files } = await example(name, 'none');
    const expected = tf.tidy(() => {
      const tensors = network.weightSpecs.map(({ shape }, at) =>
        tf.tensor(weights[at]!, [...shape]),
      );
      const output = logits(network, tf.tensor(images, [6, 28, 28, 1]), tensors);
      return tf.softmax(output).arraySync() as number[][];
    });

    const { modelTopology, weightsManifest } = JSON.parse(files.json);
    const model = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology,
        weightSpecs: weightsManifest[0].weights,
        weightData: Uint8Array.from(files.weights).buffer,
      }),
    );
    const actual = (model.predict(tf.tensor(images, [6, 28, 28, 1])) as tf.Tensor).arraySync();
    assert.equal(model.countParams(), EXPECTED[name].weights);
    (actual as number[][]).forEach((row, image) => {
      assert.ok(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
      row.forEach((value, digit) => {
        assert.ok(Math.abs(value - expected[image]![digit]!) < 1e-5);
      });
    });
  });

  for (const quantization of ['none', 'float16', 'uint8'] as const) {
    test(`${name}, ${quantization}: the loader accepts what is written`, async (context) => {
      const directory = join(await temporaryDirectory(context), 'out');
      const { files } = await example(name, quantization);
      await exportDescriptor(directory, files);
      assert.deepEqual((await readdir(directory)).sort(), ['group1-shard1of1.bin', 'model.json']);

      const url = pathToFileURL(join(directory, 'model.json')).href;
      const { plan, metadata } = await loadDescriptor(url, { fetch: fileFetch });
      assert.equal(plan.weightCount, EXPECTED[name].weights);
      assert.equal(plan.multiplyAdds, EXPECTED[name].multiplyAdds);
      assert.equal(plan.operations.at(-1)?.kind, 'softmax');
      assert.equal(metadata.output, 'probabilities');
      assert.deepEqual(metadata.preparation, DEFAULT_PREPROCESSING);
      assert.deepEqual(metadata.scores, { 'mnist-test': 0.5 });
      const bytes = await readFile(join(directory, 'group1-shard1of1.bin'));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      assert.deepEqual(metadata.weights, [
        { path: 'group1-shard1of1.bin', bytes: bytes.length, sha256 },
      ]);
      const size = { none: 4, float16: 2, uint8: 1 }[quantization];
      assert.equal(bytes.length, EXPECTED[name].weights * size);
    });
  }
}

test('a network that cannot be loaded leaves what was there, and nothing beside it', async (context) => {
  const parent = await temporaryDirectory(context);
  const directory = join(parent, 'out');
  const { files } = await example('mnist-exercise', 'uint8');
  await exportDescriptor(directory, files);
  await writeFile(join(directory, 'README.md'), 'a model card');

  const cut = { ...files, weights: files.weights.subarray(1) };
  await assert.rejects(exportDescriptor(directory, cut), { code: /weights/ });
  assert.deepEqual(await readdir(parent), ['out']);
  assert.equal(await readFile(join(directory, 'README.md'), 'utf8'), 'a model card');
  assert.equal(await readFile(join(directory, 'model.json'), 'utf8'), files.json);
  assert.deepEqual(
    await readFile(join(directory, 'group1-shard1of1.bin')),
    Buffer.from(files.weights),
  );
});
