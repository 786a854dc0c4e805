import type { Executable } from '../../src/backends/backend.js';
import { loadDescriptor, type Plan } from '../../src/graph/index.js';
import { memoryFetch, MEMORY_URL } from './memory-fetch.js';
import { Random } from './random.js';
import { LAYER_CLASSES, randomNetwork, type RandomNetwork } from './random-network.js';
import { evaluate } from './reference.js';

/** A random network as a page would load it, with inputs and what the reference answers to them. */
export interface PlannedNetwork {
  readonly title: string;
  readonly network: RandomNetwork;
  readonly plan: Plan;
  /** One after the other. */
  readonly images: Float32Array;
  readonly expected: readonly number[];
}

/** @param seed also chooses, in turn, the class of layer that the network must have. */
export async function planRandomNetwork(seed: number, images = 1): Promise<PlannedNetwork> {
  const focus = LAYER_CLASSES[seed % LAYER_CLASSES.length]!;
  const network = randomNetwork(seed, focus);
  const fetch = memoryFetch(network.json, network.files);
  const { plan } = await loadDescriptor(MEMORY_URL, { fetch });
  const inputs = randomImages(seed, images);
  const expected = Array.from({ length: images }, (_, i) =>
    evaluate(network.json, network.weights, inputs.subarray(i * 784, (i + 1) * 784)),
  ).flat();
  const chain = network.layers.map(({ class_name }) => class_name).join(', ');
  return { title: `network ${seed}: ${chain}`, network, plan, images: inputs, expected };
}

/** Noise on paper: a third of the numbers are not zero. */
export function randomImages(seed: number, count: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count * 784 }, () =>
    random.chance(0.33) ? random.next() : 0,
  );
}

/** What the executable answers to a batch's images given one by one, in the same order. */
export async function runSingly(executable: Executable, images: Float32Array): Promise<number[]> {
  const answers: number[] = [];
  for (let start = 0; start < images.length; start += 784) {
    answers.push(...(await executable.run(images.slice(start, start + 784), 1)));
  }
  return answers;
}

/**
 * The greatest difference, relative where a number is above 1.
 *
 * @returns Infinity where a number is NaN or the lengths differ.
 */
export function greatestError(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Infinity;
  const errors = Array.from(expected, (want, i) => {
    const error = Math.abs(got[i]! - want) / Math.max(1, Math.abs(want));
    return Number.isNaN(error) ? Infinity : error;
  });
  return Math.max(...errors);
}
