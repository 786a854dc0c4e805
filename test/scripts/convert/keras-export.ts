import type * as tf from '@tensorflow/tfjs';
import type { SavedModel } from './saved-model.js';

interface Decoded {
  readonly shape: number[];
  readonly values: Float32Array;
}

/** A saved model whose weights are rounded, and what they are rounded to. */
export interface Quantized extends SavedModel {
  readonly decoded: readonly Decoded[];
}

/**
 * Rounds the weights of a saved model as tensorflowjs_converter's `quantization.py` does: scale and
 * min so that the lowest value is 0 and the highest the largest integer.
 */
export function quantized(
  { json, weights }: SavedModel,
  kind: 'uint8' | 'uint16' | 'float16',
): Quantized {
  const specs = json.weightsManifest.flatMap((group) => group.weights);
  const decoded: Decoded[] = [];
  const parts: Uint8Array[] = [];
  const entries: tf.io.WeightsManifestEntry[] = [];
  let at = 0;
  for (const spec of specs) {
    const length = spec.shape.reduce((product, size) => product * size, 1);
    const values = new Float32Array(weights.slice(at, at + length * 4).buffer);
    at += length * 4;
    if (kind === 'float16') {
      const halves = [...values].map(toHalf);
      decoded.push({ shape: spec.shape, values: Float32Array.from(halves, ({ value }) => value) });
      parts.push(new Uint8Array(Uint16Array.from(halves, ({ bits }) => bits).buffer));
      entries.push({ ...spec, quantization: { dtype: kind } });
      continue;
    }
    const min = Math.min(...values);
    const scale = (Math.max(...values) - min) / (kind === 'uint8' ? 255 : 65535) || 1;
    const levels = [...values].map((value) => Math.round((value - min) / scale));
    decoded.push({
      shape: spec.shape,
      values: Float32Array.from(levels, (level) => level * scale + min),
    });
    const Levels = kind === 'uint8' ? Uint8Array : Uint16Array;
    parts.push(new Uint8Array(Levels.from(levels).buffer));
    entries.push({ ...spec, quantization: { dtype: kind, scale, min } });
  }
  const [group] = json.weightsManifest;
  return {
    json: { ...json, weightsManifest: [{ ...group!, weights: entries }] },
    weights: Uint8Array.from(parts.flatMap((part) => [...part])),
    decoded,
  };
}

/** The model.json that tensorflowjs_converter 1.2 writes for a Sequential of Keras 2.1. */
export function kerasExport({ json, weights }: SavedModel): SavedModel {
  const { config } = json.modelTopology as { config: { layers: unknown[] } };
  return {
    weights,
    json: {
      format: 'layers-model',
      generatedBy: 'keras v2.1.6',
      convertedBy: 'TensorFlow.js Converter v1.2.1',
      modelTopology: {
        keras_version: '2.1.6',
        backend: 'tensorflow',
        model_config: { class_name: 'Sequential', config: config.layers },
      },
      weightsManifest: json.weightsManifest,
    },
  };
}

/** What tensorflowjs_converter 4 writes for a functional model of Keras 3, references and all. */
export function keras3Export({ json, weights }: SavedModel): SavedModel {
  const { config } = json.modelTopology as unknown as { config: FunctionalConfig };
  const tensor = ([name, call, index]: unknown[]) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null], dtype: 'float32', keras_history: [name, call, index] },
  });
  const layers = config.layers.map(({ inbound_nodes, ...layer }) => {
    const { batch_input_shape, ...options } = layer.config;
    const dtype = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' } };
    return {
      ...layer,
      module: 'keras.layers',
      config: {
        ...options,
        dtype,
        ...(batch_input_shape ? { batch_shape: batch_input_shape } : {}),
      },
      inbound_nodes: inbound_nodes.map((call) => {
        const tensors = call.map(tensor);
        return { args: tensors.length === 1 ? tensors : [tensors], kwargs: {} };
      }),
    };
  });
  const [input_layers, output_layers] = [config.input_layers[0], config.output_layers[0]];
  const model_config = {
    class_name: 'Functional',
    config: { ...config, layers, input_layers, output_layers },
  };
  const weightsManifest = json.weightsManifest.map(({ paths, weights }) => ({
    paths,
    weights: weights.map((entry) => ({ ...entry, name: `functional/${entry.name}` })),
  }));
  return {
    weights,
    json: {
      format: 'layers-model',
      generatedBy: 'keras v3.3.3',
      convertedBy: 'TensorFlow.js Converter v4.20.0',
      modelTopology: { keras_version: '3.3.3', backend: 'tensorflow', model_config },
      weightsManifest,
    },
  };
}

interface FunctionalConfig {
  readonly layers: readonly {
    readonly config: Readonly<Record<string, unknown>>;
    readonly inbound_nodes: readonly (readonly unknown[][])[];
  }[];
  readonly input_layers: readonly unknown[];
  readonly output_layers: readonly unknown[];
}

/** IEEE 754 half precision of a number well within its range, by rounding its eleven bits. */
function toHalf(x: number): { bits: number; value: number } {
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(x))));
  const steps = Math.round(Math.abs(x) / 2 ** (exponent - 10));
  const bits = (exponent + 14) * 1024 + steps;
  return { bits: x < 0 ? bits | 0x8000 : bits, value: Math.sign(x) * steps * 2 ** (exponent - 10) };
}
