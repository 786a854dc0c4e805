import * as tf from '@tensorflow/tfjs';
import { isObject } from '../../../src/graph/check.js';
import { namedTensors } from '../model.js';
import { runTensorFlow } from '../tfjs/evaluate.js';
import { shortName, type SourceGraph, type SourceLayer } from './graph.js';
import { isTurned } from './turn.js';

/** Classes that TensorFlow.js 4.22 computes as Keras 2 does, whatever their options. */
const FAITHFUL =
  /^(Activation|Add|AveragePooling2D|BatchNormalization|Concatenate|(Separable)?Conv2D|Dense|Dropout|Flatten|InputLayer|LeakyReLU|MaxPooling2D|Permute|Softmax|ZeroPadding2D)$/;

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
  const weights = [...graph.tensors].flatMap(([path, own]) => namedTensors(shortName(path), own));
  const source = tf.io.fromMemory({
    // TensorFlow.js writes into what it reads.
    modelTopology: structuredClone(model) as object,
    weightSpecs: weights.map(({ name, shape }) => ({ name, shape: [...shape], dtype: 'float32' })),
    weightData: Uint8Array.from(Buffer.concat(weights.map(({ values }) => bytesOf(values)))).buffer,
  });
  return runTensorFlow(() => tf.loadLayersModel(source), images).catch(() => undefined);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function isFaithful({ layers, tensors }: SourceGraph): boolean {
  const isKerasLayout = [...tensors.values()].every((layer) =>
    [...layer.values()].every(({ outFirst, flipped }) => !outFirst && !flipped),
  );
  // TensorFlow.js knows weights by the name of their layer alone.
  const names = [...tensors.keys()].map(shortName);
  return isKerasLayout && new Set(names).size === names.length && layers.every(isKnown);
}

function isKnown({ className, config }: SourceLayer): boolean {
  const activation = config['activation'];
  return (
    FAITHFUL.test(className) &&
    !isObject(activation) &&
    !['leaky_relu', 'silu'].includes(String(activation)) &&
    ![config['dilation_rate'] ?? 1].flat().some((rate) => className !== 'Conv2D' && rate !== 1)
  );
}
