import { addLogs, WEIGHT_COUNTS, type WeightPart } from '../../../src/ink/lattice.js';
import type { TrainingLattice } from './lattices.js';

const PARTS = Object.keys(WEIGHT_COUNTS) as WeightPart[];

/** Where each part's weights begin. */
const OFFSETS = new Map<WeightPart, number>();
let total = 0;
for (const part of PARTS) {
  OFFSETS.set(part, total);
  total += WEIGHT_COUNTS[part];
}

/** The weights of all parts, one after the other. */
export const WEIGHT_COUNT = total;

export function splitWeights(weights: Float64Array): Record<WeightPart, number[]> {
  const parts = PARTS.map((part) => {
    const start = OFFSETS.get(part)!;
    return [part, Array.from(weights.subarray(start, start + WEIGHT_COUNTS[part]))] as const;
  });
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
  const scores = rows.map(({ part, features }) => {
    const start = OFFSETS.get(part)!;
    let score = 0;
    for (let i = 0; i < features.length; i++) score += features[i]! * weights[start + i]!;
    return score;
  });
  const scoreOf = (arc: number): number => {
    const { single, pair } = arcs[arc]!;
    return scores[single]! + (pair < 0 ? 0 : scores[pair]!);
  };
  const forward = new Float64Array(nodes).fill(-Infinity);
  forward[0] = 0;
  arcs.forEach(({ from, to }, arc) => {
    forward[to] = addLogs(forward[to]!, forward[from]! + scoreOf(arc));
  });
  const all = ends.reduce((sum, end) => addLogs(sum, forward[end]!), -Infinity);
  const backward = new Float64Array(nodes).fill(-Infinity);
  for (const end of ends) backward[end] = 0;
  const expected = new Float64Array(rows.length);
  for (let arc = arcs.length - 1; arc >= 0; arc--) {
    const { from, to, single, pair } = arcs[arc]!;
    const onwards = backward[to]! + scoreOf(arc);
    backward[from] = addLogs(backward[from]!, onwards);
    const probability = Math.exp(forward[from]! + onwards - all);
    expected[single]! += probability;
    if (pair >= 0) expected[pair]! += probability;
  }
  let score = 0;
  for (const arc of right) {
    const { single, pair } = arcs[arc]!;
    score += scoreOf(arc);
    expected[single]! -= 1;
    if (pair >= 0) expected[pair]! -= 1;
  }
  rows.forEach(({ part, features }, row) => {
    const start = OFFSETS.get(part)!;
    const times = expected[row]!;
    if (Math.abs(times) < 1e-12) return;
    for (let i = 0; i < features.length; i++) gradient[start + i]! += times * features[i]!;
  });
  return all - score;
}

const MEMORY = 10;

/**
 * Limited-memory BFGS with a line search that halves the step (Nocedal and Wright 2006, algorithm 7.5).
 *
 * @param evaluate returns the loss at `weights` and writes its gradient
 */
export function minimize(
  weights: Float64Array,
  evaluate: (weights: Float64Array, gradient: Float64Array) => number,
  iterations: number,
): Float64Array {
  const gradient = new Float64Array(weights.length);
  let loss = evaluate(weights, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const direction = descentDirection(gradient, steps, changes);
    const slope = inner(direction, gradient);
    if (-slope < 1e-10) break;
    const next = new Float64Array(weights.length);
    const nextGradient = new Float64Array(weights.length);
    let nextLoss = Infinity;
    let size = iteration === 0 ? 1 / Math.sqrt(inner(gradient, gradient)) : 1;
    for (; size > 1e-8; size /= 2) {
      weights.forEach((weight, i) => (next[i] = weight + size * direction[i]!));
      nextLoss = evaluate(next, nextGradient);
      if (nextLoss <= loss + 1e-4 * size * slope) break;
    }
    const step = next.map((value, i) => value - weights[i]!);
    const change = nextGradient.map((value, i) => value - gradient[i]!);
    if (inner(step, change) > 1e-12) {
      steps.push(step);
      changes.push(change);
      if (steps.length > MEMORY) {
        steps.shift();
        changes.shift();
      }
    }
    weights = next;
    gradient.set(nextGradient);
    loss = nextLoss;
  }
  return weights;
}

/** The inverse Hessian, as the last steps show it, times the gradient, downhill. */
function descentDirection(
  gradient: Float64Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares: number[] = [];
  for (let k = steps.length - 1; k >= 0; k--) {
    const share = inner(steps[k]!, direction) / inner(steps[k]!, changes[k]!);
    shares[k] = share;
    direction.forEach((value, i) => (direction[i] = value - share * changes[k]![i]!));
  }
  const last = steps.length - 1;
  if (last >= 0) {
    const scale = inner(steps[last]!, changes[last]!) / inner(changes[last]!, changes[last]!);
    direction.forEach((value, i) => (direction[i] = value * scale));
  }
  steps.forEach((step, k) => {
    const share = inner(changes[k]!, direction) / inner(step, changes[k]!);
    direction.forEach((value, i) => (direction[i] = value + (shares[k]! - share) * step[i]!));
  });
  return direction;
}

function inner(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, i) => sum + value * other[i]!, 0);
}
