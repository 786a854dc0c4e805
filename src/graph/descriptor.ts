import type { JsonObject } from './fields.js';
import type { DeclaredMetadata } from './metadata.js';

/** One call of a layer: a layer that is used twice is there twice. */
export interface LayerCall {
  /** Unique: names of the models around it and its own, joined by `/`; `#1` at the second call. */
  readonly id: string;
  /** The same without the number of the call; the layer's weights go by it. */
  readonly path: string;
  readonly className: string;
  readonly config: JsonObject;
  /** Calls whose results it reads. Empty for the network's input alone. */
  readonly inputs: readonly string[];
}

export type StoredType = 'uint8' | 'uint16' | 'float16';

/** value = q * scale + min; for float16, scale is 1 and min 0. */
export interface Quantization {
  readonly dtype: StoredType;
  readonly scale: number;
  readonly min: number;
}

/** A tensor in a weight file. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Product of the shape. */
  readonly elements: number;
  readonly dtype: 'float32' | 'float16' | 'int32' | 'uint32' | 'uint8' | 'bool';
  readonly quantization: Quantization | undefined;
  /** State of an optimizer or of a random generator: it takes room in the file and is passed over. */
  readonly training: boolean;
}

/** Files whose contents, one after the other, hold the tensors one after the other. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly tensors: readonly TensorSpec[];
}

/** A decoded tensor. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A layers-model `model.json`, validated and with nested models inlined. */
export interface Descriptor {
  /** Of the model, as its author named it; may be empty. */
  readonly name: string;
  /** Of the Keras that wrote it; TensorFlow.js writes as Keras 2 does. */
  readonly kerasMajor: number;
  /** Each after those it reads from. */
  readonly layers: readonly LayerCall[];
  /** Id of the call whose result is the network's. */
  readonly output: string;
  readonly manifest: readonly WeightGroup[];
  readonly metadata: DeclaredMetadata;
}
