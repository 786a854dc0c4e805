/** How much weight each of 256 levels has. */
export type Histogram = Float64Array;

export interface Split {
  /** The highest level of the lower class. */
  readonly threshold: number;
  readonly lowerMean: number;
  readonly upperMean: number;
  /** Share of the weight in the upper class, 0 to 1. */
  readonly upperShare: number;
}

/**
 * Parts levels into two classes so that the variance between them is greatest (N. Otsu, "A threshold
 * selection method from gray-level histograms", 1979); null when there are not two levels.
 */
export function otsuSplit(histogram: Histogram): Split | null {
  const total = sum(histogram, 0, 255, () => 1);
  const moment = sum(histogram, 0, 255, (level) => level);
  let best: Split | null = null;
  let bestVariance = 0;
  let lower = 0;
  let lowerMoment = 0;
  for (let threshold = 0; threshold < 255; threshold++) {
    lower += histogram[threshold]!;
    lowerMoment += histogram[threshold]! * threshold;
    const upper = total - lower;
    if (lower <= 0 || upper <= 0) continue;
    const lowerMean = lowerMoment / lower;
    const upperMean = (moment - lowerMoment) / upper;
    const variance = lower * upper * (upperMean - lowerMean) ** 2;
    if (variance <= bestVariance * (1 + 1e-12)) continue;
    bestVariance = variance;
    best = { threshold, lowerMean, upperMean, upperShare: upper / total };
  }
  return best;
}

/** The level below which `share` of the weight at the levels from `from` to `to` lies. */
export function quantile(histogram: Histogram, from: number, to: number, share: number): number {
  let rest = sum(histogram, from, to, () => 1) * share;
  for (let level = from; level < to; level++) {
    rest -= histogram[level]!;
    if (rest < 0) return level;
  }
  return to;
}

/** Median distance of the levels from 0 to `to` from their own median `middle`. */
export function medianDeviation(histogram: Histogram, middle: number, to: number): number {
  const deviations = new Float64Array(256);
  for (let level = 0; level <= to; level++) {
    deviations[Math.abs(level - middle)]! += histogram[level]!;
  }
  return quantile(deviations, 0, 255, 0.5);
}

function sum(
  histogram: Histogram,
  from: number,
  to: number,
  of: (level: number) => number,
): number {
  let result = 0;
  for (let level = from; level <= to; level++) result += histogram[level]! * of(level);
  return result;
}
