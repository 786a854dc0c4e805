import { isRight, type Reading } from './reading.js';

/** The answers whose confidence is above `low` and at most `high`. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Share of them that are right; 0 where there are none. */
  readonly accuracy: number;
  /** Mean of their confidence; 0 where there are none. */
  readonly confidence: number;
}

export const BINS = 15;

/** Sorts answers into bins of equal width by their confidence. What has no answer is left out. */
export function calibrationBins(readings: readonly Reading[], bins = BINS): CalibrationBin[] {
  const sums = Array.from({ length: bins }, () => ({ count: 0, right: 0, confidence: 0 }));
  for (const reading of readings) {
    if (!reading.answer) continue;
    const { confidence } = reading.answer;
    const sum = sums[Math.min(bins, Math.max(1, Math.ceil(confidence * bins))) - 1]!;
    sum.count++;
    sum.confidence += confidence;
    if (isRight(reading)) sum.right++;
  }
  return sums.map(({ count, right, confidence }, index) => ({
    low: index / bins,
    high: (index + 1) / bins,
    count,
    accuracy: count && right / count,
    confidence: count && confidence / count,
  }));
}

/**
 * How far confidence is from the share of right answers, in the mean over all answers (C. Guo, G.
 * Pleiss, Y. Sun, K. Weinberger, "On Calibration of Modern Neural Networks", 2017, equation 3).
 *
 * @returns 0 to 1; 0 where there are no answers.
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const gap = bins.reduce(
    (sum, { count, accuracy, confidence }) => sum + count * Math.abs(accuracy - confidence),
    0,
  );
  return total && gap / total;
}
