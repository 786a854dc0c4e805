import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAgreement, randomImages } from '../../../scripts/convert/agreement.js';
import type { SourceNetwork } from '../../../scripts/convert/source-network.js';
import { transpose } from '../../../scripts/convert/tensor.js';
import { createBackend } from '../../../src/backends/cpu.js';
import { withoutSoftmax } from '../../../src/graph/index.js';
import { conv2d, dense, kerasFile, kernelAndBias, layer, sequential } from './keras-file.js';
import { planOf, readNetwork } from './support.js';

/** A source that answers the same ten values to every image. */
function answering(values: Float32Array): SourceNetwork {
  return {
    ...{ format: 'test', name: 'test', topology: {}, weights: [], notes: [] },
    evaluate: async () => values,
  };
}

const images = new Float32Array(784);
const row = (...values: number[]) => Float32Array.from({ length: 10 }, (_, at) => values[at] ?? 0);
const check = (source: Float32Array, converted: Float32Array) =>
  checkAgreement(answering(source), images, converted);

test('1e-5 apart is taken for the same, twice that is not', async () => {
  assert.match(await check(row(0.5), row(0.500009)), /same numbers .* to 9\.\de-6$/);
  await assert.rejects(check(row(0.5), row(0.50002)), { code: 'output-differs' });
});

test('logits are compared by their size', async () => {
  assert.match(await check(row(4000), row(4000.03)), /to 3\.\de-2 in outputs of up to 4\.0e\+3$/);
  await assert.rejects(check(row(4000), row(4000.06)), { code: 'output-differs' });
});

test('probabilities are compared by the size of their logits', async () => {
  const near = (logits?: Float32Array) =>
    checkAgreement(answering(row(0.5)), images, row(0.5004), logits);
  assert.match(await near(row(-100)), /to 4\.\de-4 in probabilities of logits of up to 1\.0e\+2$/);
  await assert.rejects(near(row(60)), { code: 'output-differs' });
  await assert.rejects(near(), { code: 'output-differs' });
});

test('rounding with pixels up to 255 passes, and a mistake in the layout does not', async () => {
  const layers = [
    conv2d('conv', { batch_input_shape: [null, 28, 28, 1], strides: [3, 3], activation: 'relu' }),
    conv2d('deep', { activation: 'relu' }),
    layer('Flatten', 'flat'),
    dense('dense', { activation: 'softmax' }),
  ];
  const weights = {
    conv: kernelAndBias('conv', 3, 3, 1, 2),
    deep: kernelAndBias('deep', 3, 3, 2, 2),
    dense: kernelAndBias('dense', 98, 10),
  };
  const bytes = await kerasFile({ model: sequential(...layers), version: '2.4.0', weights });
  const network = await readNetwork('made.h5', bytes);
  const inputs = randomImages(100, [0, 255]);
  const outputsOf = async ({ topology, weights }: SourceNetwork) => {
    const plan = planOf({ topology, weights });
    const backend = await createBackend();
    const [outputs, logits] = await Promise.all(
      [plan, withoutSoftmax(plan)!].map(async (part) =>
        (await backend.compile(part)).run(inputs, 100),
      ),
    );
    return [outputs, logits] as [Float32Array, Float32Array];
  };
  await checkAgreement(network, inputs, ...(await outputsOf(network)));
  const mistaken = network.weights.map((tensor) => {
    if (tensor.shape.length < 4) return tensor;
    const [height, width, ...rest] = tensor.shape;
    const values = Float64Array.from(tensor.values);
    const swapped = transpose({ shape: [height!, width!, ...rest], values }, [1, 0, 2, 3]);
    return { ...tensor, values: Float32Array.from(swapped.values) };
  });
  const wrong = await outputsOf({ ...network, weights: mistaken });
  await assert.rejects(checkAgreement(network, inputs, ...wrong), { code: 'output-differs' });
});

test('what is no number, or of another count, is never the same', async () => {
  for (const converted of [row(NaN), row(Infinity), new Float32Array(9)]) {
    await assert.rejects(check(row(0.5), converted), { code: 'output-differs' });
    await assert.rejects(check(converted, row(0.5)), { code: 'output-differs' });
  }
  await assert.rejects(check(row(Infinity), row(Infinity)), { code: 'output-differs' });
});
