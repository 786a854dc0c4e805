import type { NamedTensor } from '../descriptor/layers-model.js';
import type { DescriptorMetadata } from '../../src/graph/index.js';

/** A weight as Keras lays it out: kernels [h, w, in, out], dense kernels [in, out]. */
export type SourceWeight = NamedTensor;

/**
 * A network as a reader leaves it, whatever the file was: Keras layers as TensorFlow.js writes them,
 * channels last, 28×28×1 in and ten values out. The rest of the converter knows nothing of formats.
 */
export interface SourceNetwork {
  /** Where it comes from, for people: `Keras 2.0.6, HDF5`. */
  readonly format: string;
  readonly name: string;
  /** `{class_name, config}` of a Sequential or Functional model. */
  readonly topology: Readonly<Record<string, unknown>>;
  readonly weights: readonly SourceWeight[];
  /** Absent where the file does not tell what its ten values are: then the last layer does. */
  readonly output?: 'probabilities' | 'logits';
  /** What the file itself says of these, as a descriptor converted anew does. */
  readonly metadata?: Partial<Omit<DescriptorMetadata, 'format' | 'output' | 'weights' | 'scores'>>;
  /** What was folded, dropped, turned or assumed on the way, a line each. */
  readonly notes: readonly string[];
  /**
   * What the source itself computes, independently of `topology`: the reader's own interpretation of
   * the file, or the format's own library. Never by the code that runs descriptors.
   *
   * @param images n × 784 values in the range that the network takes.
   * @returns n × 10 values.
   */
  evaluate(images: Float32Array): Promise<Float32Array>;
}

/** A file to convert, whole: readers do not touch the disk. */
export interface SourceFile {
  /** As the person gave it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /**
   * Another file that belongs to it, by a path relative to it: shards of a `model.json`.
   *
   * @throws ScriptError `data-missing`
   */
  readBeside(path: string): Promise<Uint8Array>;
}

/** Reads one format. @throws ScriptError `bad-network` or `unsupported-network`, naming the place. */
export type Reader<Options = void> = (file: SourceFile, options: Options) => Promise<SourceNetwork>;
