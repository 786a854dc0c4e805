import { medianDeviation, otsuSplit, quantile, type Histogram } from './histogram.js';

/** Levels of ink and paper closer than this, of 255, are not told apart. */
const LEAST_CONTRAST = 12;
/** Three standard deviations of normally distributed noise, in median deviations (3 × 1.4826). */
const NOISE = 4.45;

export interface InkCurve {
  /** By level: ink, 0 to 1. */
  readonly ink: Float32Array;
  /** Levels above this are ink beyond doubt. */
  readonly threshold: number;
}

/**
 * Finds what is paper and what is ink among the levels of an image, and the straight line from one to
 * the other; null when the image is blank.
 *
 * Otsu's threshold parts the two. Paper reaches up to three robust standard deviations above its
 * median, so that grain and shading do not become ink; full ink is the 90th percentile of what lies
 * above the threshold. On clean paper nothing is taken away, and soft edges keep their values.
 */
export function inkCurve(levels: Uint8Array): InkCurve | null {
  const histogram: Histogram = new Float64Array(256);
  for (let i = 0; i < levels.length; i++) histogram[levels[i]!]!++;
  const split = otsuSplit(histogram);
  if (!split || split.upperMean - split.lowerMean < LEAST_CONTRAST) return null;
  const { threshold } = split;
  const paper = quantile(histogram, 0, threshold, 0.5);
  const noise = NOISE * medianDeviation(histogram, paper, threshold);
  const zero = Math.min(threshold, paper + noise);
  const full = quantile(histogram, threshold + 1, 255, 0.9);
  const ink = Float32Array.from({ length: 256 }, (_, level) =>
    Math.min(1, Math.max(0, (level - zero) / (full - zero))),
  );
  return { ink, threshold };
}
