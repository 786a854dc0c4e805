import { concat, matMul, ones, type Tensor2D, tidy, transpose } from '@tensorflow/tfjs-core';
import type { Engine, Weights } from './engine/engine.js';
import {
  imageTensor,
  logits,
  type Network,
  type PlacedLayer,
  takeValues,
  weightTensors,
} from './network.js';

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
  const sensitivities = await measureSensitivities(engine, network, layers, reference, batches);
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
  network: Network,
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
      (total, logits, batch) => total + divergence(logits, after[batch]!, network.outputs),
      0,
    );
    sensitivities.push(sum / batches.length / step ** 2);
  }
  return sensitivities;
}

/** What is added to the diagonal, as a part of its mean: inputs that are never on have no say. */
const DAMPING = 0.01;
/** A step this far from zero is the last that uint8 has on both sides. */
const FARTHEST = 127;

/** Weights of a layer, the last axis its outputs. */
export interface LayerWeights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Rounds a kernel to whole steps so that the layer, with the inputs it now has, gives what it gave
 * with the inputs it had. First come the weights that would do so best, were they not rounded; then
 * they are rounded input by input, and what an input's rounding leaves is taken up by the inputs
 * that are still to come, which often light up with it, and by the bias at the end (GPTQ: Frantar,
 * Ashkboos, Hoefler and Alistarh 2022; the optimal brain surgeon of Hassibi and Stork 1993).
 *
 * @param step greater than 0.
 * @returns a kernel of whole steps, at most 127 of them; a bias that is not rounded.
 */
export function roundLayer(
  { kernel, bias }: LayerWeights,
  { own, withReference }: Correlations,
  step: number,
): LayerWeights {
  const weights = Float64Array.of(...kernel, ...bias);
  const outputs = bias.length;
  const inputs = kernel.length / outputs;

  const diagonal = own.filter((_, at) => at % (inputs + 2) === 0);
  const damping = DAMPING * (diagonal.reduce((sum, value) => sum + value, 0) / diagonal.length);
  const triangle = cholesky(damped(own, damping));
  const fitted = solve(triangle, multiply(damped(withReference, damping), weights));
  const inverse = solve(triangle, identity(inputs + 1));
  spread(fitted, cholesky(inverse), step, outputs);
  return {
    kernel: Float32Array.from(fitted.subarray(0, kernel.length)),
    bias: Float32Array.from(fitted.subarray(kernel.length)),
  };
}

/**
 * Rounds all rows but the last, in place, each row's error spread over those below it.
 *
 * @param triangle of the inverse of the correlations.
 */
function spread(weights: Float64Array, triangle: Square, step: number, outputs: number): void {
  const rows = weights.length / outputs;
  for (let row = 0; row < rows - 1; row++) {
    for (let output = 0; output < outputs; output++) {
      const value = weights[row * outputs + output]!;
      const steps = Math.max(-FARTHEST, Math.min(FARTHEST, Math.round(value / step)));
      weights[row * outputs + output] = steps * step;
      const error = (value - steps * step) / triangle[row * rows + row]!;
      for (let below = row + 1; below < rows; below++) {
        weights[below * outputs + output]! -= error * triangle[below * rows + row]!;
      }
    }
  }
}

function damped(matrix: Float32Array, damping: number): Square {
  const size = Math.sqrt(matrix.length);
  return Float64Array.from(matrix, (value, at) => value + (at % (size + 1) === 0 ? damping : 0));
}

/** A kernel to be rounded. */
interface Roundable {
  readonly values: Float32Array;
  /** What rounding it to steps of 1 would change, in any unit; it grows with the step's square. */
  readonly sensitivity: number;
}

/**
 * The steps to round kernels to, so that their weights take so many bits in the mean and rounding
 * changes the network least: for that every weight, in whichever kernel, must cost the same, and the
 * steps be in inverse proportion to the root of a weight's share of the sensitivity.
 *
 * @param bits the entropy of a weight, as an ideal code would pack it.
 */
export function chooseSteps(kernels: readonly Roundable[], bits: number): number[] {
  const count = kernels.reduce((sum, { values }) => sum + values.length, 0);
  const ratios = kernels.map(({ values, sensitivity }) => Math.sqrt(values.length / sensitivity));
  const entropy = (factor: number) =>
    kernels.reduce(
      (sum, { values }, which) => sum + values.length * entropyOf(values, factor * ratios[which]!),
      0,
    ) / count;

  // Entropy falls as steps grow. Beyond these ends it is 0, or every value is a level of its own.
  const largest = kernels.map(({ values }) =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
  let high = Math.log(Math.max(...largest.map((value, which) => (2 * value) / ratios[which]!)));
  let low = high - 20;
  while (high - low > 1e-4) {
    const middle = (low + high) / 2;
    if (entropy(Math.exp(middle)) > bits) low = middle;
    else high = middle;
  }
  return ratios.map((ratio) => ratio * Math.exp(high));
}

/** Of values rounded to a step, in bits a value (Shannon 1948). */
function entropyOf(values: Float32Array, step: number): number {
  const counts = new Map<number, number>();
  for (const value of values) {
    const level = Math.round(value / step);
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => {
    const share = count / values.length;
    return sum - share * Math.log2(share);
  }, 0);
}

/**
 * How far answers are from those wanted: the mean Kullback-Leibler divergence of their probabilities,
 * in nats.
 *
 * @param wanted n × `outputs` logits.
 * @param found as many.
 */
export function divergence(wanted: Float32Array, found: Float32Array, outputs: number): number {
  let sum = 0;
  for (let start = 0; start < wanted.length; start += outputs) {
    const [p, q] = [wanted, found].map((logits) =>
      logProbabilities(logits.subarray(start, start + outputs)),
    );
    sum += p!.reduce((total, value, at) => total + Math.exp(value) * (value - q![at]!), 0);
  }
  return (sum * outputs) / wanted.length;
}

function logProbabilities(logits: Float32Array): number[] {
  const highest = Math.max(...logits);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
  return Array.from(logits, (logit) => logit - highest - Math.log(total));
}

/**
 * How the inputs of a layer go together, summed over rows: what a weight multiplies, with a 1 for the
 * bias at the end. Square matrices, row by row.
 */
export interface Correlations {
  /** Σ x xᵀ, where x is a row in the network at hand. */
  readonly own: Float32Array;
  /** Σ x yᵀ, where y is the same row in the reference. */
  readonly withReference: Float32Array;
}

/**
 * @param layer one with weights.
 * @param weights of the network at hand; those of the layers before count.
 * @param reference of the network that it is to be like.
 * @param images n × 784 values.
 */
export async function correlate(
  network: Network,
  layer: PlacedLayer,
  weights: readonly Float32Array[],
  reference: readonly Float32Array[],
  images: Float32Array,
): Promise<Correlations> {
  const [own, withReference] = tidy(() => {
    const shown = imageTensor(images);
    const [x, y] = [weights, reference].map((values) => {
      const until = network.placed.indexOf(layer);
      const input = logits(network, shown, weightTensors(network, values), undefined, until);
      const rows = layer.layer.rows!(input);
      return concat([rows, ones([rows.shape[0], 1])], 1) as Tensor2D;
    });
    // The wasm backend's product of transposed matrices is many times slower than these two.
    const columns = transpose(x!);
    return [matMul(columns, x!), matMul(columns, y!)] as const;
  });
  return { own: await takeValues(own), withReference: await takeValues(withReference) };
}

export function addUp(parts: readonly Correlations[]): Correlations {
  const sum = (pick: (part: Correlations) => Float32Array) =>
    pick(parts[0]!).map((_, at) => parts.reduce((total, part) => total + pick(part)[at]!, 0));
  return { own: sum(({ own }) => own), withReference: sum((part) => part.withReference) };
}

/** A square matrix, row by row. */
type Square = Float64Array;

/**
 * The lower triangle L for which L Lᵀ is the matrix (Cholesky).
 *
 * @param matrix symmetric and positive definite.
 */
function cholesky(matrix: Square): Square {
  const size = Math.sqrt(matrix.length);
  const lower = new Float64Array(matrix.length);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let left = matrix[row * size + column]!;
      for (let k = 0; k < column; k++) left -= lower[row * size + k]! * lower[column * size + k]!;
      lower[row * size + column] =
        row === column ? Math.sqrt(left) : left / lower[column * size + column]!;
    }
  }
  return lower;
}

/**
 * X for which L Lᵀ X is the right-hand side: down the triangle, then up.
 *
 * @param lower L, as {@link cholesky} gives it.
 * @param right a matrix with as many rows as L.
 */
function solve(lower: Square, right: Float64Array): Float64Array {
  const size = Math.sqrt(lower.length);
  const width = right.length / size;
  const x = right.slice();
  const eliminate = (row: number, factor: (other: number) => number, others: number[]): void => {
    for (let column = 0; column < width; column++) {
      let left = x[row * width + column]!;
      for (const other of others) left -= factor(other) * x[other * width + column]!;
      x[row * width + column] = left / lower[row * size + row]!;
    }
  };
  const rows = Array.from({ length: size }, (_, row) => row);
  for (const row of rows) {
    eliminate(row, (other) => lower[row * size + other]!, rows.slice(0, row));
  }
  for (const row of rows.toReversed()) {
    eliminate(row, (other) => lower[other * size + row]!, rows.slice(row + 1));
  }
  return x;
}

function identity(size: number): Square {
  return Float64Array.from({ length: size ** 2 }, (_, at) => Number(at % (size + 1) === 0));
}

/** @param left size × size. @param right size × any width. */
function multiply(left: Square, right: Float64Array): Float64Array {
  const size = Math.sqrt(left.length);
  const width = right.length / size;
  const result = new Float64Array(right.length);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < size; k++) {
      const factor = left[row * size + k]!;
      for (let column = 0; column < width; column++) {
        result[row * width + column]! += factor * right[k * width + column]!;
      }
    }
  }
  return result;
}
