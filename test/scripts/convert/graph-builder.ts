import type * as tf from '@tensorflow/tfjs';
import type { SavedModel } from './saved-model.js';

type Attribute = Record<string, unknown>;

/** Attributes as tensorflowjs_converter writes them: the JSON form of protobuf. */
export const text = (value: string): Attribute => ({ s: btoa(value) });
export const texts = (...values: string[]): Attribute => ({ list: { s: values.map(btoa) } });
export const integers = (...values: number[]): Attribute => ({ list: { i: values.map(String) } });
export const flag = (b: boolean): Attribute => ({ b });

/** Builds the model.json of a graph-model node by node. */
export class GraphBuilder {
  readonly #nodes: object[] = [];
  readonly #entries: tf.io.WeightsManifestEntry[] = [];
  readonly #parts: Uint8Array[] = [];

  placeholder(name: string, ...dims: number[]): string {
    const dim = [-1, ...dims].map((size) => ({ size: String(size) }));
    return this.node('Placeholder', name, [], { shape: { shape: { dim } } });
  }

  node(op: string, name: string, input: string[], attr: Record<string, Attribute> = {}): string {
    this.#nodes.push({ name, op, input, attr: { T: { type: 'DT_FLOAT' }, ...attr } });
    return name;
  }

  constant(name: string, shape: number[], values: Float32Array | Int32Array): string {
    const dtype = values instanceof Float32Array ? 'float32' : 'int32';
    const type = dtype === 'float32' ? 'DT_FLOAT' : 'DT_INT32';
    this.#entries.push({ name, shape, dtype });
    this.#parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const tensorShape = { dim: shape.map((size) => ({ size: String(size) })) };
    this.#nodes.push({
      name,
      op: 'Const',
      attr: { dtype: { type }, value: { tensor: { dtype: type, tensorShape } } },
    });
    return name;
  }

  finish(): SavedModel {
    return {
      weights: Uint8Array.from(this.#parts.flatMap((part) => [...part])),
      json: {
        format: 'graph-model',
        generatedBy: '2.3.0',
        convertedBy: 'TensorFlow.js Converter v2.3.0',
        modelTopology: { node: this.#nodes, library: {}, versions: { producer: 440 } },
        weightsManifest: [{ paths: ['weights.bin'], weights: this.#entries }],
      },
    };
  }
}
