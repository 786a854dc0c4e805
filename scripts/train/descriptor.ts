import { createHash } from 'node:crypto';
import type { DescriptorMetadata } from '../../src/graph/index.js';
import type { Network } from './network.js';
import { storeTensor, type Quantization } from './quantize.js';
import { topology } from './topology.js';

export const DESCRIPTOR_FILE = 'model.json';
export const WEIGHTS_FILE = 'group1-shard1of1.bin';

/** What the caller knows of the network beyond its layers and weights. */
export type Facts = Pick<
  DescriptorMetadata,
  'title' | 'description' | 'source' | 'license' | 'trainedOn' | 'preparation' | 'scores'
>;

/** A layers-model: the contents of its two files. */
export interface DescriptorFiles {
  readonly json: string;
  readonly weights: Uint8Array;
}

/** Writes a network down as a TensorFlow.js layers-model whose outputs are probabilities. */
export function describeNetwork(
  name: string,
  network: Network,
  values: readonly Float32Array[],
  quantization: Quantization,
  facts: Facts,
): DescriptorFiles {
  const stored = values.map((tensor) => storeTensor(tensor, quantization));
  const weights = Buffer.concat(stored.map(({ bytes }) => bytes));
  const metadata: DescriptorMetadata = {
    format: 1,
    input: { range: [0, 1], foreground: 'light' },
    output: 'probabilities',
    labels: [...'0123456789'],
    weights: [{ path: WEIGHTS_FILE, bytes: weights.length, sha256: digest(weights) }],
    ...facts,
  };
  const names = network.placed.flatMap((placed) =>
    placed.weights.map((weight) => `${placed.name}/${weight.name}`),
  );
  const manifest = network.weightSpecs.map(({ shape }, index) => {
    const { quantization: parameters } = stored[index]!;
    return {
      name: names[index],
      shape,
      dtype: 'float32',
      ...(parameters && { quantization: parameters }),
    };
  });
  const descriptor = {
    format: 'layers-model',
    generatedBy: 'digit-recognizer',
    convertedBy: null,
    modelTopology: topology(name, network),
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: manifest }],
    userDefinedMetadata: { digitRecognizer: metadata },
  };
  return { json: `${JSON.stringify(descriptor, null, 2)}\n`, weights };
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
