import { IMAGE_LENGTH } from '../../../src/ink/drawing.js';
import * as tf from '@tensorflow/tfjs';
import { reasonOf, ScriptError } from '../../lib/cli.js';
import { keras2Form, keras2WeightName } from './layers-model.js';
import type { Json } from './model-json.js';

/** What TensorFlow.js's own layers compute, see `SourceNetwork.evaluate`. */
export function evaluateLayersModel(
  json: Json,
  weights: ArrayBufferView<ArrayBuffer>,
  images: Float32Array,
): Promise<Float32Array> {
  const topology = json['modelTopology'] as Json;
  const isKeras3 = parseInt(String(topology['keras_version']), 10) >= 3;
  const source = handler(isKeras3 ? inKeras2(json) : json, weights);
  return predict(() => tf.loadLayersModel(source), images);
}

/** What TensorFlow.js's own executor of graphs computes, see `SourceNetwork.evaluate`. */
export function evaluateGraphModel(
  json: Json,
  weights: ArrayBufferView<ArrayBuffer>,
  images: Float32Array,
): Promise<Float32Array> {
  return predict(() => tf.loadGraphModel(handler(json, weights)), images);
}

/** What TensorFlow.js's two kinds of models have in common. */
interface Model {
  readonly inputs: readonly { readonly shape?: readonly (number | null)[] }[];
  predict(images: tf.Tensor): unknown;
  dispose(): unknown;
}

/**
 * Loads a model and runs it on TensorFlow.js's plain JavaScript backend.
 *
 * @param images n × 784 values.
 * @throws ScriptError `bad-network` where TensorFlow.js does not take the model.
 */
async function predict(load: () => Promise<Model>, images: Float32Array): Promise<Float32Array> {
  // Else it advertises its native version on the terminal.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  try {
    const model = await load();
    const [, ...dims] = model.inputs[0]!.shape!;
    const outputs = tf.tidy(
      () =>
        model.predict(
          tf.tensor(images, [images.length / IMAGE_LENGTH, ...(dims as number[])]),
        ) as tf.Tensor,
    );
    const values = Float32Array.from(await outputs.data<'float32'>());
    outputs.dispose();
    model.dispose();
    return values;
  } catch (error) {
    throw new ScriptError(
      'bad-network',
      `TensorFlow.js itself cannot run this network (${reasonOf(error)}), so nothing can be compared.`,
      { cause: error },
    );
  }
}

function inKeras2(json: Json): Json {
  const manifest = json['weightsManifest'] as tf.io.WeightsManifestConfig;
  return {
    ...json,
    modelTopology: keras2Form(json['modelTopology']),
    weightsManifest: manifest.map(({ paths, weights }) => ({
      paths,
      weights: weights.map((entry) => ({ ...entry, name: keras2WeightName(entry.name) })),
    })),
  };
}

function handler(json: Json, weights: ArrayBufferView<ArrayBuffer>): tf.io.IOHandler {
  const { modelTopology, weightsManifest, signature } = json as unknown as tf.io.ModelJSON;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const { buffer, byteOffset, byteLength } = weights;
  const weightData = buffer.slice(byteOffset, byteOffset + byteLength);
  return tf.io.fromMemory({
    modelTopology,
    weightSpecs,
    weightData,
    ...(signature && { signature }),
  });
}
