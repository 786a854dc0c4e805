import type { JsonObject } from './json.js';

/** Order of the axes of a kernel as its file has it: O out, I in, H height, W width. */
export type KernelLayout = 'HWIO' | 'OIHW' | 'IO' | 'OI' | 'vector';

/** A weight as its file has it. */
export interface SourceTensor {
  readonly shape: readonly number[];
  /** Row by row, the last axis fastest. */
  readonly values: Float32Array | Float64Array;
  readonly layout: KernelLayout;
  /** The kernel is turned by 180° before it is laid on the image: Theano's convolution. */
  readonly flipped: boolean;
}

/** Tensors of a layer by the names Keras 2 gives them: `kernel`, `bias`, `gamma`… */
export type LayerTensors = ReadonlyMap<string, SourceTensor>;

/** One call of a layer, its class and options in the words of Keras 2. */
export interface SourceLayer {
  /** Unique: the path, with `#1` at a second call. */
  readonly id: string;
  /** Names of the models around it and its own, joined by `/`. Calls of one layer share it. */
  readonly path: string;
  readonly className: string;
  readonly config: JsonObject;
  /** Ids of what it reads; none for the network's input. */
  readonly inputs: readonly string[];
}

/** A network as its file has it: axes, kernels and the order of numbers are those of the source. */
export interface SourceGraph {
  readonly name: string;
  /** Of the Keras whose functions its layers compute; 2 for what is no Keras. */
  readonly kerasMajor: number;
  /** Each after those it reads from. */
  readonly layers: readonly SourceLayer[];
  /** Id of the layer that gives the result. */
  readonly output: string;
  /** By the path of the layer. */
  readonly tensors: ReadonlyMap<string, LayerTensors>;
}

/** How messages name a layer. */
export function showLayer({ path, className }: Pick<SourceLayer, 'path' | 'className'>): string {
  return `layer ${path} (${className})`;
}

export function isChannelsFirst({ config }: SourceLayer): boolean {
  return config['data_format'] === 'channels_first';
}
