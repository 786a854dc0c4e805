export interface Moments {
  readonly first: readonly Float32Array[];
  readonly second: readonly Float32Array[];
}

const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const EPSILON = 1e-7;

export function initialMoments(weights: readonly Float32Array[]): Moments {
  const zeros = () => weights.map(({ length }) => new Float32Array(length));
  return { first: zeros(), second: zeros() };
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1), in place, with the weights' decay apart from
 * the gradients' (AdamW; Loshchilov and Hutter 2019). On plain arrays: for a network this small it
 * costs nothing, and the state is there to be saved.
 *
 * @param step counts from 1.
 * @param weightDecay times the learning rate, the part of each weight that is taken off it.
 */
export function adamStep(
  weights: readonly Float32Array[],
  gradients: readonly Float32Array[],
  { first, second }: Moments,
  step: number,
  learningRate: number,
  weightDecay: number,
): void {
  const kept = 1 - learningRate * weightDecay;
  const firstBias = 1 - FIRST_DECAY ** step;
  const secondBias = 1 - SECOND_DECAY ** step;
  weights.forEach((weight, which) => {
    const gradient = gradients[which]!;
    const m = first[which]!;
    const v = second[which]!;
    for (let index = 0; index < weight.length; index++) {
      const slope = gradient[index]!;
      m[index] = FIRST_DECAY * m[index]! + (1 - FIRST_DECAY) * slope;
      v[index] = SECOND_DECAY * v[index]! + (1 - SECOND_DECAY) * slope * slope;
      const scale = Math.sqrt(v[index]! / secondBias) + EPSILON;
      weight[index] = kept * weight[index]! - (learningRate * (m[index]! / firstBias)) / scale;
    }
  });
}

/**
 * Moves `average` towards the weights, in place: an exponential mean whose memory grows from a few
 * steps to `decay`'s, so that it does not drag the first ones along.
 *
 * @param step counts from 1.
 */
export function averageStep(
  average: readonly Float32Array[],
  weights: readonly Float32Array[],
  step: number,
  decay: number,
): void {
  const kept = Math.min(decay, step / (step + 9));
  average.forEach((mean, which) => {
    const weight = weights[which]!;
    for (let index = 0; index < mean.length; index++) {
      mean[index] = kept * mean[index]! + (1 - kept) * weight[index]!;
    }
  });
}

export interface Schedule {
  readonly learningRate: number;
  /** Share of the steps, 0–1, in which the rate rises from zero. */
  readonly warmup: number;
  /** Share of the rate, 0–1, that is left at the end. */
  readonly finalRate: number;
}

/**
 * The learning rate at a step: a straight line up, then half a cosine down to what is left at the
 * end (Loshchilov and Hutter 2017, without restarts).
 *
 * @param step counts from 0.
 */
export function learningRateAt(
  { learningRate, warmup, finalRate }: Schedule,
  step: number,
  steps: number,
): number {
  const rising = Math.round(warmup * steps);
  if (step < rising) return (learningRate * (step + 1)) / rising;
  const progress = (step - rising) / Math.max(1, steps - rising);
  const falling = (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (finalRate + (1 - finalRate) * falling);
}
