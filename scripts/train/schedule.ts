/** When the learning rate is what. */
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
