import {
  writeLayersModel,
  type DescriptorFiles,
  type Facts as AllFacts,
} from '../descriptor/layers-model.js';
import type { Quantization } from '../descriptor/quantize.js';
import type { Network } from './network.js';
import { topology } from './topology.js';

/** What the caller knows of the network beyond its layers and weights. */
export type Facts = Pick<
  AllFacts,
  'title' | 'description' | 'source' | 'license' | 'trainedOn' | 'preparation' | 'scores'
>;

/**
 * Writes a network down as a TensorFlow.js layers-model whose outputs are probabilities.
 *
 * @param steps by weight, what its values are multiples of; see `storeTensor`.
 */
export function describeNetwork(
  name: string,
  network: Network,
  values: readonly Float32Array[],
  quantization: Quantization,
  facts: Facts,
  steps: readonly (number | undefined)[] = [],
): DescriptorFiles {
  const names = network.placed.flatMap((placed) =>
    placed.weights.map((weight) => `${placed.name}/${weight.name}`),
  );
  const tensors = network.weightSpecs.map(({ shape }, index) => ({
    name: names[index]!,
    shape,
    values: values[index]!,
    step: steps[index],
  }));
  return writeLayersModel(topology(name, network), tensors, () => quantization, {
    input: { range: [0, 1], foreground: 'light' },
    output: 'probabilities',
    labels: [...'0123456789'],
    ...facts,
  });
}
