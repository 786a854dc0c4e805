import { isObject, type SourceGraph, type SourceLayer } from './layers/source-layer.js';
import { isTurned } from './layers/to-channels-last.js';

/** Classes that TensorFlow.js 4.22 computes as Keras 2 does, whatever their options. */
const FAITHFUL = [
  'Activation',
  'Add',
  'AveragePooling2D',
  'BatchNormalization',
  'Conv2D',
  'Dense',
  'Dropout',
  'Flatten',
  'InputLayer',
  'LeakyReLU',
  'MaxPooling2D',
  'Permute',
  'SeparableConv2D',
  'Softmax',
  'ZeroPadding2D',
];

/**
 * What the format's own library answers: TensorFlow.js's layers, from the configuration as the file
 * has it and the weights as they stand. It reads the configuration by itself, so that what the
 * reader may have misread shows.
 *
 * @param model `{class_name, config}` as the file has it
 * @param graph the same, read
 * @param images n × 784 values
 * @returns n × 10 values; undefined where TensorFlow.js does not take the network, or is known to
 *   compute one of its layers otherwise than Keras.
 */
export async function evaluateOriginal(
  model: unknown,
  graph: SourceGraph,
  images: Float32Array,
): Promise<Float32Array | undefined> {
  if (graph.kerasMajor !== 2 || isTurned(graph) || !isFaithful(graph)) return undefined;
  const tf = await import('@tensorflow/tfjs');
  // Otherwise it recommends its native package on the terminal.
  tf.enableProdMode();
  try {
    const network = await tf.loadLayersModel(tf.io.fromMemory(artifactsOf(model, graph)));
    const [, ...dims] = network.inputs[0]?.shape as number[];
    const answers = tf.tidy(() => {
      const input = tf.tensor(images, [images.length / 784, ...dims]);
      return (network.predict(input) as { dataSync(): Float32Array }).dataSync();
    });
    network.dispose();
    return answers;
  } catch {
    return undefined;
  }
}

function isFaithful({ layers, tensors }: SourceGraph): boolean {
  const isKerasLayout = [...tensors.values()].every((layer) =>
    [...layer.values()].every(({ layout, flipped }) => layout !== 'OIHW' && !flipped),
  );
  // TensorFlow.js knows weights by the name of their layer alone.
  const names = [...tensors.keys()].map(shortName);
  return isKerasLayout && new Set(names).size === names.length && layers.every(isKnown);
}

function isKnown({ className, config }: SourceLayer): boolean {
  const activation = config['activation'];
  return (
    FAITHFUL.includes(className) &&
    !isObject(activation) &&
    !['leaky_relu', 'silu'].includes(String(activation)) &&
    ![config['dilation_rate'] ?? 1].flat().some((rate) => className !== 'Conv2D' && rate !== 1)
  );
}

function artifactsOf(model: unknown, { tensors }: SourceGraph) {
  const weights = [...tensors].flatMap(([path, layer]) =>
    [...layer].map(([parameter, { shape, values }]) => ({
      name: `${shortName(path)}/${parameter}`,
      shape: [...shape],
      values: Float32Array.from(values),
    })),
  );
  const weightData = new Float32Array(weights.reduce((sum, { values }) => sum + values.length, 0));
  let offset = 0;
  for (const { values } of weights) {
    weightData.set(values, offset);
    offset += values.length;
  }
  return {
    // TensorFlow.js writes into what it reads.
    modelTopology: structuredClone(model) as object,
    weightSpecs: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const })),
    weightData: weightData.buffer,
  };
}

function shortName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
