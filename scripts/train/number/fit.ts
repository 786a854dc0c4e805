import {
  addLogs,
  dot,
  FEATURE_COUNTS,
  scoreOf,
  type WeightPart,
} from '../../../src/ink/lattice.js';
import type { Random } from '../../lib/random.js';
import type { TrainingLattice } from './lattices.js';

const PARTS = Object.keys(FEATURE_COUNTS) as WeightPart[];

/** Hidden units of a digit's score. */
const UNITS = 8;

/** Where each part's weights begin. */
const OFFSETS = new Map<WeightPart, number>();
let total = 0;
for (const part of PARTS) {
  OFFSETS.set(part, total);
  total += FEATURE_COUNTS[part] + (part === 'digit' ? UNITS * (FEATURE_COUNTS.digit + 1) : 0);
}

/** The weights of all parts, one after the other. */
export const WEIGHT_COUNT = total;

function weightsOf(part: WeightPart, all: Float64Array): Float64Array {
  const next = PARTS[PARTS.indexOf(part) + 1];
  return all.subarray(OFFSETS.get(part), next && OFFSETS.get(next));
}

export function splitWeights(weights: Float64Array): Record<WeightPart, number[]> {
  const parts = PARTS.map((part) => [part, [...weightsOf(part, weights)]] as const);
  return Object.fromEntries(parts) as Record<WeightPart, number[]>;
}

/**
 * The mean negative log-likelihood of the right groupings, and adds its gradient to `gradient`: what a
 * grouping has of each feature in the mean, less what the right one has (Lafferty, McCallum and Pereira 2001).
 */
export function lossAndGradient(
  lattices: readonly TrainingLattice[],
  weights: Float64Array,
  decay: number,
  gradient: Float64Array,
): number {
  gradient.fill(0);
  let loss = 0;
  for (const lattice of lattices) loss += addLattice(lattice, weights, gradient);
  for (let i = 0; i < weights.length; i++) {
    gradient[i] = gradient[i]! / lattices.length + decay * weights[i]!;
    loss += (lattices.length * decay * weights[i]! ** 2) / 2;
  }
  return loss / lattices.length;
}

function addLattice(
  { rows, nodes, ends, arcs, right }: TrainingLattice,
  weights: Float64Array,
  gradient: Float64Array,
): number {
  const scores = rows.map(({ part, features }) => scoreOf(weightsOf(part, weights), features));
  const scoreAt = (arc: number): number => {
    const { single, pair } = arcs[arc]!;
    return scores[single]! + (pair < 0 ? 0 : scores[pair]!);
  };
  const forward = new Float64Array(nodes).fill(-Infinity);
  forward[0] = 0;
  arcs.forEach(({ from, to }, arc) => {
    forward[to] = addLogs(forward[to]!, forward[from]! + scoreAt(arc));
  });
  const all = ends.reduce((sum, end) => addLogs(sum, forward[end]!), -Infinity);
  const backward = new Float64Array(nodes).fill(-Infinity);
  for (const end of ends) backward[end] = 0;
  const expected = new Float64Array(rows.length);
  for (let arc = arcs.length - 1; arc >= 0; arc--) {
    const { from, to, single, pair } = arcs[arc]!;
    const onwards = backward[to]! + scoreAt(arc);
    backward[from] = addLogs(backward[from]!, onwards);
    const probability = Math.exp(forward[from]! + onwards - all);
    expected[single]! += probability;
    if (pair >= 0) expected[pair]! += probability;
  }
  let score = 0;
  for (const arc of right) {
    const { single, pair } = arcs[arc]!;
    score += scoreAt(arc);
    expected[single]! -= 1;
    if (pair >= 0) expected[pair]! -= 1;
  }
  rows.forEach(({ part, features }, row) => {
    const times = expected[row]!;
    if (Math.abs(times) < 1e-9) return;
    addSlope(times, features, weightsOf(part, weights), weightsOf(part, gradient));
  });
  return all - score;
}

/** Adds the gradient of a score, so many times. */
function addSlope(
  times: number,
  features: readonly number[],
  weights: Float64Array,
  gradient: Float64Array,
): void {
  const count = features.length;
  for (let i = 0; i < count; i++) gradient[i]! += times * features[i]!;
  for (let unit = count; unit < weights.length; unit += count + 1) {
    const output = Math.tanh(dot(weights, unit + 1, features));
    const inner = times * weights[unit]! * (1 - output ** 2);
    gradient[unit]! += times * output;
    for (let i = 0; i < count; i++) gradient[unit + 1 + i]! += inner * features[i]!;
  }
}

/** How the weights are found. */
export interface Schedule {
  readonly epochs: number;
  /** Numbers that a step looks at. */
  readonly batch: number;
  /** Of the first step; it goes down to nothing along half a cosine. */
  readonly rate: number;
  readonly decay: number;
}

/** Adam (Kingma and Ba 2015), over all lattices in random order again and again. */
export function train(
  lattices: readonly TrainingLattice[],
  { epochs, batch, rate, decay }: Schedule,
  random: Random,
): Float64Array {
  const weights = startWeights(random);
  const gradient = new Float64Array(WEIGHT_COUNT);
  const mean = new Float64Array(WEIGHT_COUNT);
  const square = new Float64Array(WEIGHT_COUNT);
  const steps = epochs * Math.ceil(lattices.length / batch);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = random.shuffle(Uint32Array.from(lattices.keys()));
    for (let start = 0; start < order.length; start += batch) {
      const chosen = Array.from(order.subarray(start, start + batch), (i) => lattices[i]!);
      lossAndGradient(chosen, weights, decay, gradient);
      const now = (rate * (1 + Math.cos((Math.PI * step) / steps))) / 2;
      step++;
      gradient.forEach((slope, i) => {
        mean[i] = 0.9 * mean[i]! + 0.1 * slope;
        square[i] = 0.999 * square[i]! + 0.001 * slope ** 2;
        const root = Math.sqrt(square[i]! / (1 - 0.999 ** step)) + 1e-8;
        weights[i]! -= (now * mean[i]!) / (1 - 0.9 ** step) / root;
      });
    }
  }
  return weights;
}

/** Nothing, but for the hidden units, which must differ. */
function startWeights(random: Random): Float64Array {
  const weights = new Float64Array(WEIGHT_COUNT);
  const hidden = weightsOf('digit', weights).subarray(FEATURE_COUNTS.digit);
  hidden.forEach(
    (_, i) => (hidden[i] = random.normal() * (i % (FEATURE_COUNTS.digit + 1) === 0 ? 0.3 : 0.1)),
  );
  return weights;
}
