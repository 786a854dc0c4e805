import { pathToFileURL } from 'node:url';
import { loadDescriptor, type Plan } from '../../src/graph/index.js';
import { descriptorPath } from '../evaluate/built-recognizer.js';
import { ScriptError } from '../lib/cli.js';
import { CLASSES } from '../lib/dataset.js';
import { fileFetch } from '../lib/files.js';
import type { Weights } from './engine/engine.js';
import { product, type WeightSpec } from './layers.js';
import type { Network, PlacedLayer } from './network.js';

/** A network that was trained before. */
export interface StoredNetwork {
  readonly weights: Weights;
  /** How it came to be, as its descriptor tells; else where it is. */
  readonly source: string;
  /** Whether it was of ten outputs, and has weights of 0 for an eleventh. */
  readonly widened: boolean;
}

/**
 * Reads the weights of a network of the same layers; one of ten outputs may become one of eleven.
 *
 * @param path of its descriptor, or of the folder of its `model.json`.
 * @throws ScriptError `data-missing`, or `bad-network` where its layers are others; DescriptorError
 */
export async function readStoredNetwork(path: string, network: Network): Promise<StoredNetwork> {
  const file = descriptorPath(path);
  const { plan, metadata } = await loadDescriptor(pathToFileURL(file).href, { fetch: fileFetch });
  let widened = false;
  const weights = network.placed.flatMap((placed) => {
    if (placed.weights.length === 0) return [];
    const found = weightsOf(plan, placed);
    if (found) return found;
    const wider = withoutRefusal(plan, placed);
    widened = true;
    if (wider) return wider;
    const shape = placed.weights[0]!.shape.join('×');
    throw new ScriptError(
      'bad-network',
      `${file} has no layer ${placed.name} with a kernel of ${shape}: ` +
        'name a network of the same architecture.',
    );
  });
  return { weights, source: metadata.source ?? path, widened };
}

function weightsOf(plan: Plan, { name, weights }: PlacedLayer): Float32Array[] | undefined {
  const operation = plan.operations.find((candidate) => candidate.name === name);
  if (operation?.kind !== 'conv2d' && operation?.kind !== 'dense') return undefined;
  const found = [operation.weights, operation.bias];
  const fits = weights.every(({ shape }, at) => found[at]!.length === product(shape));
  return fits ? found : undefined;
}

/**
 * The mean of networks that descend from one another, which often answers better than each (Wortsman et
 * al. 2022, "Model soups"). One that is named twice counts twice. Those that were widened have no say in
 * the eleventh output.
 */
export function meanOfNetworks(
  networks: readonly [StoredNetwork, ...StoredNetwork[]],
  { outputs }: Network,
): StoredNetwork {
  const whole = networks.filter(({ widened }) => !widened);
  const mean = (some: readonly StoredNetwork[], which: number, at: number) =>
    some.reduce((sum, { weights }) => sum + weights[which]![at]!, 0) / some.length;
  const [{ weights }] = networks;
  return {
    weights: weights.map((values, which) =>
      values.map((_, at) => {
        const isRefusal =
          which >= weights.length - 2 && outputs > CLASSES && at % outputs === CLASSES;
        return mean(isRefusal && whole.length > 0 ? whole : networks, which, at);
      }),
    ),
    source: [...new Set(networks.map(({ source }) => source))].join('; and '),
    widened: whole.length === 0,
  };
}

/** The last layer of a network of digits alone, with weights of 0 for the output that it lacks. */
function withoutRefusal(plan: Plan, placed: PlacedLayer): Float32Array[] | undefined {
  const [{ shape }] = placed.weights as [WeightSpec];
  const outputs = shape.at(-1)!;
  if (shape.length !== 2 || outputs !== CLASSES + 1) return undefined;
  const narrower = placed.weights.map((spec) => ({
    ...spec,
    shape: spec.shape.with(-1, CLASSES),
  }));
  const found = weightsOf(plan, { ...placed, weights: narrower });
  return found?.map((values) => {
    const rows = values.length / CLASSES;
    const wider = new Float32Array(rows * outputs);
    for (let row = 0; row < rows; row++) {
      wider.set(values.subarray(row * CLASSES, (row + 1) * CLASSES), row * outputs);
    }
    return wider;
  });
}
