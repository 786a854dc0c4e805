import { percent } from '../lib/figures.js';
import { isRight, type Reading } from './readings.js';

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

/** What was read for what was written; a digit that was not read at all counts as wrong. */
interface Confusion {
  readonly count: number;
  readonly correct: number;
  /** [written][read], 0 to 9 each; the eleventh column counts those without an answer. */
  readonly table: readonly (readonly number[])[];
}

const NO_ANSWER = 10;

export function countConfusion(
  labels: ArrayLike<number>,
  digits: readonly (number | null)[],
): Confusion {
  const table = Array.from({ length: 10 }, () => new Array<number>(NO_ANSWER + 1).fill(0));
  digits.forEach((digit, index) => table[labels[index]!]![digit ?? NO_ANSWER]!++);
  const correct = table.reduce((sum, row, label) => sum + row[label]!, 0);
  return { count: digits.length, correct, table };
}

/** The table with written digits down and read ones across; the last column only where needed. */
export function formatConfusion({ table }: Confusion): string {
  const unanswered = table.some((row) => row[NO_ANSWER]! > 0);
  const columns = unanswered ? NO_ANSWER + 1 : NO_ANSWER;
  const heads = Array.from({ length: columns }, (_, read) =>
    read === NO_ANSWER ? '–' : `${read}`,
  );
  const widest = Math.max(...table.flat()).toString().length + 2;
  const line = (head: string, cells: readonly string[]) =>
    head.padEnd(8) + cells.map((cell) => cell.padStart(widest)).join('');
  return [
    line('written', heads),
    ...table.map((row, label) => line(`${label}`, row.slice(0, columns).map(cell))),
  ].join('\n');
}

/** Zeros are left out to a dot: what catches the eye should be the mistakes. */
function cell(count: number): string {
  return count === 0 ? '·' : String(count);
}

/** The 0.975 quantile of the normal distribution. */
const Z = 1.959964;

/**
 * The 95 % confidence interval of a share (Wilson 1927), which stays within 0 to 1 and holds for
 * shares near either end, where ours are.
 *
 * @param count at least 1.
 */
export function wilsonInterval(correct: number, count: number): [low: number, high: number] {
  const share = correct / count;
  const z2 = Z ** 2 / count;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = (Z * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count))) / (1 + z2);
  return [middle - half, middle + half];
}

/** `99.17 % – 99.49 %` */
export function intervalText({ interval: [low, high] }: Pick<Tally, 'interval'>): string {
  return `${percent(low)} – ${percent(high)}`;
}

/** How well a number of digits were read. */
export interface Tally {
  readonly count: number;
  readonly correct: number;
  /** correct / count */
  readonly share: number;
  /** The 95 % interval of the share. */
  readonly interval: readonly [low: number, high: number];
  readonly calibrationError: number;
}

export interface SourceTally {
  readonly name: string;
  /** Null for a source without digits. */
  readonly all: Tally | null;
  /** Without the digits whose label is known to be wrong; null where there is no such label. */
  readonly kept: Tally | null;
}

export function tallySource(name: string, readings: readonly Reading[]): SourceTally {
  const kept = readings.filter(({ sample }) => !sample.wrongLabel);
  return {
    name,
    all: tally(readings),
    kept: kept.length < readings.length ? tally(kept) : null,
  };
}

/** Null where there is nothing to count. */
function tally(readings: readonly Reading[]): Tally | null {
  const count = readings.length;
  if (count === 0) return null;
  const correct = readings.filter(isRight).length;
  return {
    count,
    correct,
    share: correct / count,
    interval: wilsonInterval(correct, count),
    calibrationError: expectedCalibrationError(calibrationBins(readings)),
  };
}
