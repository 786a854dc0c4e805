import { pathToFileURL } from 'node:url';
import { loadDescriptor, type Plan } from '../../src/graph/index.js';
import { descriptorPath } from '../evaluate/built-recognizer.js';
import { ScriptError } from '../lib/cli.js';
import { CLASSES } from '../lib/dataset.js';
import { fileFetch } from '../lib/files.js';
import type { Weights } from './engine/engine.js';
import { product } from './layers.js';
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
 * Reads the weights of a network of the same layers. One that is narrower is widened (Chen, Goodfellow and
 * Shlens 2016, "Net2Net"): it answers as before, until training gives its new units a say.
 *
 * @param path of its descriptor, or of the folder of its `model.json`.
 * @param fresh random weights for new units, in the order of `network.weightSpecs`.
 * @throws ScriptError `data-missing`, or `bad-network` where its layers are others; DescriptorError
 */
export async function readStoredNetwork(
  path: string,
  network: Network,
  fresh: Weights,
): Promise<StoredNetwork> {
  const file = descriptorPath(path);
  const { plan, metadata } = await loadDescriptor(pathToFileURL(file).href, { fetch: fileFetch });
  // A new output says nothing at first.
  const begin = fresh.with(-2, new Float32Array(fresh.at(-2)!.length));
  let before: Width = { stored: 1, wanted: 1 };
  const weights = network.placed.flatMap((placed) => {
    if (placed.weights.length === 0) return [];
    const found = storedLayer(plan, placed, before);
    if (!found) {
      const shape = placed.weights[0]!.shape.join('×');
      throw new ScriptError(
        'bad-network',
        `${file} has no layer ${placed.name} with a kernel of at most ${shape}: ` +
          'name a network of the same architecture.',
      );
    }
    const wider = widen(found, before, begin.slice(placed.firstWeight));
    before = found.width;
    return wider;
  });
  return { weights, source: metadata.source ?? path, widened: before.stored < before.wanted };
}

/** How many channels, or units, a layer has as it was stored, and as it is wanted. */
interface Width {
  readonly stored: number;
  readonly wanted: number;
}

interface StoredLayer {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly width: Width;
}

/** @returns undefined where the layer is another, or wider than it is wanted. */
function storedLayer(
  plan: Plan,
  { name, weights: [kernel, bias] }: PlacedLayer,
  before: Width,
): StoredLayer | undefined {
  const found = plan.operations.find((candidate) => candidate.name === name);
  if (found?.kind !== 'conv2d' && found?.kind !== 'dense') return undefined;
  const width = { stored: found.bias.length, wanted: product(bias!.shape) };
  const rows = product(kernel!.shape) / width.wanted;
  const fits =
    width.stored <= width.wanted &&
    found.weights.length === (rows / before.wanted) * before.stored * width.stored;
  return fits ? { kernel: found.weights, bias: found.bias, width } : undefined;
}

/** Old units get nothing of new ones, which begin with a kernel and a bias of their own. */
function widen(
  { kernel, bias, width }: StoredLayer,
  before: Width,
  [kernelOfNew, biasOfNew]: Weights,
): [kernel: Float32Array, bias: Float32Array] {
  const wider = kernelOfNew!.map((value, index) => {
    const unit = index % width.wanted;
    if (unit >= width.stored) return value;
    const row = Math.floor(index / width.wanted);
    const channel = row % before.wanted;
    if (channel >= before.stored) return 0;
    const place = Math.floor(row / before.wanted);
    return kernel[(place * before.stored + channel) * width.stored + unit]!;
  });
  const biases = biasOfNew!.slice();
  biases.set(bias);
  return [wider, biases];
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
