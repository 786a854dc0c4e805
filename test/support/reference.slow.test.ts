import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { modelConfig, type LayerJson } from './layers-model.js';
import { greatestError, randomImages } from './planned-network.js';
import { LAYER_CLASSES, randomNetwork, type RandomNetwork } from './random-network.js';
import { evaluate } from './reference.js';

/** Layers of Keras that TensorFlow.js 4.22 lacks, or computes without one of their options. */
function isBeyondTensorFlow({ class_name, config }: LayerJson): boolean {
  const activation = String(config['activation']);
  const dilation = (config['dilation_rate'] ?? [1]) as number[];
  return (
    ['leaky_relu', 'silu'].includes(activation) ||
    class_name === 'SpatialDropout2D' ||
    (class_name === 'DepthwiseConv2D' && Math.max(...dilation) > 1) ||
    (class_name === 'ELU' && config['alpha'] !== 1) ||
    (class_name === 'ReLU' && config['negative_slope'] !== 0) ||
    (class_name === 'Reshape' && (config['target_shape'] as number[]).includes(-1)) ||
    (class_name === 'Rescaling' && Array.isArray(config['scale'])) ||
    (class_name.startsWith('Global') && config['keepdims'] === true)
  );
}

async function predict({ json, files }: RandomNetwork, image: Float32Array): Promise<Float32Array> {
  const chunks = json.weightsManifest.flatMap(({ paths }) => paths.map((path) => files.get(path)!));
  const weightData = await new Blob(chunks.map((chunk) => chunk.slice())).arrayBuffer();
  const weightSpecs = json.weightsManifest.flatMap(({ weights }) => weights);
  // The types want a scale with float16, which the format has not.
  const artifacts = {
    modelTopology: modelConfig(json),
    weightSpecs,
    weightData,
  } as unknown as tf.io.ModelArtifacts;
  const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  const output = model.predict(tf.tensor4d(image, [1, 28, 28, 1])) as tf.Tensor;
  return Float32Array.from(await output.data());
}

describe('the reference', () => {
  it('answers as TensorFlow.js does on what both know', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 120; seed++) {
      const network = randomNetwork(seed, LAYER_CLASSES[seed % LAYER_CLASSES.length]);
      if (network.layers.some(isBeyondTensorFlow)) continue;
      for (const { class_name } of network.layers) seen.add(class_name);
      const image = randomImages(seed, 1);
      const error = greatestError(
        await predict(network, image),
        evaluate(network.json, network.weights, image),
      );
      assert.ok(error < 1e-5, `network ${seed} differs by ${error}`);
    }
    const unseen = LAYER_CLASSES.filter((name) => !seen.has(name) && name !== 'SpatialDropout2D');
    assert.deepEqual(unseen, [], 'classes of layers that no compared network has');
  });
});
