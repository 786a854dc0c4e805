/** How much weight each of 256 levels has. */
export type Histogram = Float64Array;

/** Counts levels, rounded and cut to 0 to 255. */
export function histogramOf(levels: ArrayLike<number>): Histogram {
  const histogram: Histogram = new Float64Array(256);
  for (let i = 0; i < levels.length; i++) {
    histogram[Math.min(255, Math.max(0, Math.round(levels[i]!)))]!++;
  }
  return histogram;
}

interface Split {
  /** The highest level of the lower class. */
  readonly threshold: number;
  readonly lowerMean: number;
  readonly upperMean: number;
}

/**
 * Splits levels into two classes with the largest variance between them (N. Otsu, "A threshold selection
 * method from gray-level histograms", 1979); null if there are fewer than two levels.
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
    best = { threshold, lowerMean, upperMean };
  }
  return best;
}

/** The level below which `fraction` of the weight at the levels from `from` to `to` lies. */
export function quantile(histogram: Histogram, from: number, to: number, fraction: number): number {
  let rest = sum(histogram, from, to, () => 1) * fraction;
  for (let level = from; level < to; level++) {
    rest -= histogram[level]!;
    if (rest < 0) return level;
  }
  return to;
}

/** Median distance of the levels from 0 to `to` from their own median `middle`. */
function medianDeviation(histogram: Histogram, middle: number, to: number): number {
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

/** Classes whose means are this many deviations apart are two: halves of one are less than 3 apart. */
const SEPARATE = 5;

/**
 * The level of the paper and the standard deviation of its noise, both robust: the median of what lies below
 * Otsu's threshold, or of all if that only halves the noise, and 1.4826 median deviations.
 */
export function paperNoise(histogram: Histogram): { paper: number; deviation: number } {
  const noiseBelow = (top: number) => {
    const paper = quantile(histogram, 0, top, 0.5);
    return { paper, deviation: 1.4826 * medianDeviation(histogram, paper, top) };
  };
  const split = otsuSplit(histogram);
  if (!split) return noiseBelow(255);
  const noise = noiseBelow(split.threshold);
  const apart = split.upperMean - split.lowerMean;
  return apart > SEPARATE * noise.deviation ? noise : noiseBelow(255);
}
