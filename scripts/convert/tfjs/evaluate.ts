import * as tf from '@tensorflow/tfjs';
import { isObject, type JsonObject } from '../../../src/graph/check.js';
import { reasonOf, ScriptError } from '../../lib/cli.js';
import { elementsOf } from '../tensor.js';

/** What TensorFlow.js's two kinds of models have in common. */
interface Model {
  readonly inputs: readonly { readonly shape?: readonly (number | null)[] }[];
  predict(images: tf.Tensor): unknown;
  /** Of a graph-model. */
  execute?(images: tf.Tensor, output: string): unknown;
  dispose(): unknown;
}

/**
 * Loads a model and runs it on TensorFlow.js's plain JavaScript backend.
 *
 * @param output name of a node of a graph-model
 */
export async function runTensorFlow(
  load: () => Promise<Model>,
  images: Float32Array,
  output?: string,
): Promise<Float32Array> {
  // Else it advertises its native version on the terminal.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  const model = await load();
  const [, ...shape] = model.inputs[0]!.shape as number[];
  const values = tf.tidy(() => {
    const input = tf.tensor(images, [images.length / elementsOf(shape), ...shape]);
    const result = output ? model.execute!(input, output) : model.predict(input);
    return Float32Array.from((result as tf.Tensor).dataSync());
  });
  model.dispose();
  return values;
}

/**
 * What TensorFlow.js itself computes, see `SourceNetwork.evaluate`.
 *
 * @param json of a layers-model or a graph-model
 * @param output of a graph-model, the node whose result is meant
 * @throws ScriptError `bad-network` where TensorFlow.js does not take the model.
 */
export async function evaluateModel(
  json: JsonObject,
  output: string | undefined,
  { buffer }: Uint8Array<ArrayBuffer>,
  images: Float32Array,
): Promise<Float32Array> {
  const topology = json['modelTopology'] as JsonObject;
  const isKeras3 = output === undefined && parseInt(String(topology['keras_version']), 10) >= 3;
  const { modelTopology, weightsManifest, signature } = json as unknown as tf.io.ModelJSON;
  const entries = weightsManifest.flatMap(({ weights }) => weights);
  const source = tf.io.fromMemory({
    modelTopology: isKeras3 ? (keras2Form(modelTopology) as object) : modelTopology,
    // Keras 3 puts the model's name in front.
    weightSpecs: isKeras3
      ? entries.map((entry) => ({ ...entry, name: entry.name.split('/').slice(-2).join('/') }))
      : entries,
    weightData: buffer.slice(),
    ...(signature && { signature }),
  });
  const load = (): Promise<Model> =>
    output === undefined ? tf.loadLayersModel(source) : tf.loadGraphModel(source);
  try {
    return await runTensorFlow(load, images, output);
  } catch (error) {
    throw new ScriptError(
      'bad-network',
      `TensorFlow.js itself cannot run this network (${reasonOf(error)}), so nothing can be compared.`,
      { cause: error },
    );
  }
}

/**
 * A `modelTopology` of Keras 3 in the words of Keras 2, which alone TensorFlow.js reads: `batch_shape`,
 * types as objects, and references between layers are written otherwise.
 */
function keras2Form(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keras2Form);
  if (!isObject(value)) return value;
  if (value['class_name'] === 'DTypePolicy' && isObject(value['config'])) {
    return value['config']['name'];
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, unknown] => {
      switch (key) {
        case 'batch_shape':
          return ['batch_input_shape', inner];
        case 'inbound_nodes':
          return [key, (inner as unknown[]).map(referencesOf)];
        case 'input_layers':
        case 'output_layers':
          return [key, Array.isArray(inner) && typeof inner[0] === 'string' ? [inner] : inner];
        default:
          return [key, keras2Form(inner)];
      }
    }),
  );
}

/** Of one call, whose arguments hold `keras_history` where they are other layers' results. */
function referencesOf(call: unknown): unknown {
  if (!isObject(call)) return call;
  const found: unknown[] = [];
  const search = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(search);
    else if (isObject(value) && isObject(value['config']) && value['config']['keras_history']) {
      found.push([...(value['config']['keras_history'] as unknown[]), {}]);
    }
  };
  search(call['args']);
  return found;
}
