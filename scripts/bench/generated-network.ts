import { DEFAULT_PREPROCESSING } from '../../src/ink/index.js';
import type { DescriptorFiles } from '../lib/descriptor.js';
import { describeNetwork } from '../train/finish-training.js';
import { conv2d, dense, flatten, maxPooling2d } from '../train/layers.js';
import { createNetwork, initialWeights, type Network } from '../train/network.js';

export interface GeneratedNetwork extends DescriptorFiles {
  /** Per image. */
  readonly multiplyAdds: number;
}

/** Channels come in groups of four, as in most networks and on every GPU. */
const GROUP = 4;

/**
 * A network of the bundled one's shape that is wider or narrower, with random weights.
 *
 * @param target multiply-adds per image; the width that comes closest is taken.
 */
export function generateNetwork(target: number, seed: number): GeneratedNetwork {
  let best = shaped(GROUP);
  for (let width = 2 * GROUP; best.multiplyAdds < target; width += GROUP) {
    const wider = shaped(width);
    if (wider.multiplyAdds - target > target - best.multiplyAdds) break;
    best = wider;
  }
  const { multiplyAdds } = best;
  const facts = { title: `${multiplyAdds} multiply-adds`, preparation: DEFAULT_PREPROCESSING };
  return {
    multiplyAdds,
    ...describeNetwork('generated', best, initialWeights(best, seed), 'uint8', facts),
  };
}

function shaped(filters: number): Network {
  return createNetwork([
    conv2d({ filters, kernelSize: 5, strides: 2, activation: 'relu' }),
    conv2d({ filters, kernelSize: 3, activation: 'relu' }),
    conv2d({ filters, kernelSize: 3, activation: 'relu' }),
    maxPooling2d({ poolSize: 2 }),
    flatten(),
    dense({ units: 32, activation: 'relu' }),
    dense({ units: 10, activation: 'softmax' }),
  ]);
}
