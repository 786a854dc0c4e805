import { pathToFileURL } from 'node:url';
import { loadDescriptor, type Plan } from '../../src/graph/index.js';
import { descriptorPath } from '../evaluate/network-facts.js';
import { fileFetch } from '../lib/file-fetch.js';
import { ScriptError } from '../lib/script-error.js';
import type { Weights } from './engine/engine.js';
import { product } from './layers/layer.js';
import type { Network, PlacedLayer } from './network.js';

/** A network that was trained before. */
export interface StoredNetwork {
  readonly weights: Weights;
  /** How it came to be, as its descriptor tells. */
  readonly source: string | undefined;
}

/**
 * Reads the weights of a network of the same layers.
 *
 * @param path of its descriptor, or of the folder of its `model.json`.
 * @throws ScriptError `data-missing`, or `bad-network` where its layers are others; DescriptorError
 */
export async function readStoredNetwork(path: string, network: Network): Promise<StoredNetwork> {
  const file = descriptorPath(path);
  const { plan, metadata } = await loadDescriptor(pathToFileURL(file).href, { fetch: fileFetch });
  const weights = network.placed.flatMap((placed) => {
    if (placed.weights.length === 0) return [];
    const found = weightsOf(plan, placed);
    if (found) return found;
    const shape = placed.weights[0]!.shape.join('×');
    throw new ScriptError(
      'bad-network',
      `${file} has no layer ${placed.name} with a kernel of ${shape}: ` +
        'name a network of the same architecture.',
    );
  });
  return { weights, source: metadata.source };
}

function weightsOf(plan: Plan, { name, weights }: PlacedLayer): Float32Array[] | undefined {
  const operation = plan.operations.find((candidate) => candidate.name === name);
  if (operation?.kind !== 'conv2d' && operation?.kind !== 'dense') return undefined;
  const found = [operation.weights, operation.bias];
  const fits = weights.every(({ shape }, at) => found[at]!.length === product(shape));
  return fits ? found : undefined;
}
