import type { OnnxNode } from './node.js';
import type { Tensor } from './tensor.js';

/** An input of the network; a size that the file leaves open, or names, is undefined. */
export interface OnnxInput {
  readonly name: string;
  /** Absent where the file gives no shape. */
  readonly dims: readonly (number | undefined)[] | undefined;
}

/** A file's graph, reduced to what its output depends on. */
export interface OnnxGraph {
  readonly name: string;
  readonly opset: number;
  /** Who wrote the file: `pytorch 1.13.0`. */
  readonly producer: string;
  readonly input: OnnxInput;
  readonly output: string;
  /** Each after those whose results it reads. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Tensor>;
}
