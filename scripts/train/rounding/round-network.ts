import type { Engine, Weights } from '../engine/engine.js';
import type { Network, PlacedLayer } from '../network.js';
import { addUp } from './correlations.js';
import { divergence } from './divergence.js';
import { roundLayer } from './round-layer.js';
import { chooseSteps } from './steps.js';

/** The step at which a kernel's sensitivity is measured, as a part of its root mean square. */
const PROBE = 0.3;

/** What is asked of an engine. */
type Answering = Pick<Engine, 'correlations' | 'logits'>;

export interface RoundedNetwork {
  readonly weights: Weights;
  /** By weight: what a kernel's values are multiples of. Biases have none and are not rounded. */
  readonly steps: readonly (number | undefined)[];
}

/**
 * Rounds the kernels to steps so coarse that a weight takes few bits once packed, layer by layer, each
 * making up for the rounding of those before it.
 *
 * @param batches images to measure by, n × 784 values each; they should be trained on, not held out.
 * @param bits that a weight may take in the mean, see `chooseSteps`.
 */
export async function roundNetwork(
  engine: Answering,
  network: Network,
  reference: Weights,
  batches: readonly Float32Array[],
  bits: number,
): Promise<RoundedNetwork> {
  const layers = network.placed.filter(({ layer }) => layer.rows);
  const sensitivities = await measureSensitivities(engine, layers, reference, batches);
  const kernels = layers.map(({ firstWeight }, which) => ({
    values: reference[firstWeight]!,
    sensitivity: sensitivities[which]!,
  }));
  const chosen = chooseSteps(kernels, bits);

  const weights = [...reference];
  const steps = reference.map((): number | undefined => undefined);
  for (const [which, placed] of layers.entries()) {
    const at = network.placed.indexOf(placed);
    const parts = batches.map((images) => engine.correlations(at, weights, reference, images));
    const correlations = addUp(await Promise.all(parts));
    const { firstWeight } = placed;
    const [kernel, bias] = [reference[firstWeight]!, reference[firstWeight + 1]!];
    const step = chosen[which]!;
    const rounded = roundLayer({ kernel, bias }, correlations, step);
    weights.splice(firstWeight, 2, rounded.kernel, rounded.bias);
    steps[firstWeight] = step;
  }
  return { weights, steps };
}

/** By layer: the divergence of the answers, in nats, per squared step to which its kernel is rounded. */
async function measureSensitivities(
  engine: Answering,
  layers: readonly PlacedLayer[],
  weights: Weights,
  batches: readonly Float32Array[],
): Promise<number[]> {
  const answers = (values: Weights) =>
    Promise.all(batches.map((images) => engine.logits(values, images)));
  const before = await answers(weights);
  const sensitivities: number[] = [];
  for (const { firstWeight } of layers) {
    const kernel = weights[firstWeight]!;
    const square = kernel.reduce((sum, value) => sum + value ** 2, 0) / kernel.length;
    const step = PROBE * Math.sqrt(square);
    const rounded = kernel.map((value) => step * Math.round(value / step));
    const after = await answers(weights.with(firstWeight, rounded));
    const sum = before.reduce(
      (total, logits, batch) => total + divergence(logits, after[batch]!),
      0,
    );
    sensitivities.push(sum / batches.length / step ** 2);
  }
  return sensitivities;
}
