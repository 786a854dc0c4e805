import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { buildPlan, parseDescriptor } from '../../../src/graph/index.js';
import type { SourceNetwork } from '../../../scripts/convert/source-network.js';
import type { ModelJson } from '../../support/layers-model.js';
import { Random } from '../../support/random.js';
import { evaluate } from '../../support/reference.js';

/** Part of the largest answer, or of 1: what float32 leaves of networks this small. */
const TOLERANCE = 1e-5;

export function assertClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
): void {
  assert.equal(found.length, expected.length, what);
  const largest = Array.from(expected).reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(found[i]! - expected[i]!);
    assert.ok(
      difference <= TOLERANCE * largest,
      `${what}, output ${i}: ${found[i]} where ${expected[i]} is expected`,
    );
  }
}

/** Answers of a network's layers to a number of images, one after the other. */
type RunLayers = (
  network: SourceNetwork,
  images: Float32Array,
) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** The layers, run by others than this library's code, answer to 100 random images as the source does. */
export async function assertLayersAgree(
  network: SourceNetwork,
  range = 1,
  run: RunLayers = runByTensorFlow,
): Promise<void> {
  const random = new Random(1);
  const images = Float32Array.from({ length: 100 * 784 }, () => random.uniform(0, range));
  const expected = await network.evaluate(images);
  const spread = expected.reduce((most, x) => Math.max(most, Math.abs(x - expected[0]!)), 0);
  assert.ok(spread > 1e-3, 'the answers are all the same, so that agreeing means nothing');
  assertClose(await run(network, images), expected, 'the layers');
}

async function runByTensorFlow(network: SourceNetwork, images: Float32Array) {
  await tf.setBackend('cpu');
  const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts(network)));
  const answers = tf.tidy(() => {
    const prediction = model.predict(tf.tensor(images, [images.length / 784, 28, 28, 1]));
    return (prediction as tf.Tensor).dataSync();
  });
  model.dispose();
  return answers;
}

/** For layers whose options TensorFlow.js lacks. */
export const runByReference: RunLayers = ({ topology, weights }, images) => {
  const json = { modelTopology: topology } as unknown as ModelJson;
  const tensors = new Map(
    weights.map(({ name, shape, values }) => [
      name,
      { dims: shape, data: Float64Array.from(values) },
    ]),
  );
  return Array.from({ length: images.length / 784 }, (_, i) =>
    evaluate(json, tensors, images.subarray(i * 784, (i + 1) * 784)),
  ).flat();
};

/** The descriptor that is made of the network is one that the widget loads. */
export function planOfNetwork(network: SourceNetwork) {
  const { modelTopology, weightSpecs } = artifacts(network);
  const descriptor = parseDescriptor({
    format: 'layers-model',
    modelTopology,
    weightsManifest: [{ paths: ['w.bin'], weights: weightSpecs }],
  });
  return buildPlan(descriptor, new Map(network.weights.map((weight) => [weight.name, weight])));
}

function artifacts({ topology, weights }: SourceNetwork) {
  const weightSpecs = weights.map(({ name, shape }) => ({
    name,
    shape: [...shape],
    dtype: 'float32' as const,
  }));
  const numbers = weights.flatMap(({ values }) => [...values]);
  return {
    modelTopology: topology,
    weightSpecs,
    weightData: Float32Array.from(numbers).buffer,
  };
}
