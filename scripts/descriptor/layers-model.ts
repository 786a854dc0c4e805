import { createHash } from 'node:crypto';
import type { DescriptorMetadata } from '../../src/graph/index.js';
import { storeTensor, type Quantization } from './quantize.js';

export const DESCRIPTOR_FILE = 'model.json';
export const WEIGHTS_FILE = 'group1-shard1of1.bin';

/** A layers-model: the contents of its two files. */
export interface DescriptorFiles {
  readonly json: string;
  readonly weights: Uint8Array;
}

export interface NamedTensor {
  /** `LAYER/WEIGHT`, as in a layers-model's manifest. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Row by row, the last axis fastest. */
  readonly values: Float32Array;
  /** What the values are multiples of, where they were rounded; see `storeTensor`. */
  readonly step?: number | undefined;
}

/** All metadata but what follows from the files. */
export type Facts = Omit<DescriptorMetadata, 'format' | 'weights'>;

/**
 * Writes a network down as a TensorFlow.js layers-model with one weight file.
 *
 * @param topology what stands under `modelTopology`.
 * @param quantizationOf how a tensor is stored.
 */
export function writeLayersModel(
  topology: object,
  tensors: readonly NamedTensor[],
  quantizationOf: (tensor: NamedTensor) => Quantization,
  { input, output, labels, ...more }: Facts,
): DescriptorFiles {
  const stored = tensors.map((tensor) =>
    storeTensor(tensor.values, quantizationOf(tensor), tensor.step),
  );
  const weights = Buffer.concat(stored.map(({ bytes }) => bytes));
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const metadata: DescriptorMetadata = {
    format: 1,
    input,
    output,
    labels,
    weights: [{ path: WEIGHTS_FILE, bytes: weights.length, sha256 }],
    ...more,
  };
  const manifest = tensors.map(({ name, shape }, index) => {
    const { quantization } = stored[index]!;
    return { name, shape, dtype: 'float32', ...(quantization && { quantization }) };
  });
  const descriptor = {
    format: 'layers-model',
    generatedBy: 'digit-recognizer',
    convertedBy: null,
    modelTopology: topology,
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: manifest }],
    userDefinedMetadata: { digitRecognizer: metadata },
  };
  return { json: `${JSON.stringify(descriptor)}\n`, weights };
}
