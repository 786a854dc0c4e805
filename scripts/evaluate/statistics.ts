import type { Table } from '../lib/cli.js';
import { grouped, percent } from '../lib/figures.js';
import { isRight, type Reading } from './readings.js';

/** The answers whose confidence is above `low` and at most `high`; without any, the rest is 0. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Fraction of them that are right. */
  readonly accuracy: number;
  /** Mean of their confidence. */
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
    sum.right += Number(isRight(reading));
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
 * How far confidence is from the fraction of right answers, in the mean over all answers (C. Guo, G.
 * Pleiss, Y. Sun, K. Weinberger, "On Calibration of Modern Neural Networks", 2017, equation 3).
 *
 * @returns 0 to 1; 0 if there are no answers.
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const gap = bins.reduce(
    (sum, { count, accuracy, confidence }) => sum + count * Math.abs(accuracy - confidence),
    0,
  );
  return total && gap / total;
}

/** Column of the digits that were read as nothing. */
export const NO_ANSWER = 10;

/** What was read for what was written: [written][read], 0 to 9 each, and a column for no answer. */
export function countConfusion(readings: readonly Reading[]): number[][] {
  const table = Array.from({ length: 10 }, () => new Array<number>(NO_ANSWER + 1).fill(0));
  for (const { sample, answer } of readings) table[sample.label]![answer?.digit ?? NO_ANSWER]!++;
  // The last column is only for those that need it.
  return table.some((row) => row[NO_ANSWER]! > 0) ? table : table.map((row) => row.slice(0, -1));
}

/** Written digits down, read ones across. Zeros are dots, so that mistakes catch the eye. */
export function confusionTable(readings: readonly Reading[]): Table {
  const rows = countConfusion(readings);
  return {
    head: ['written', ...rows[0]!.map((_, read) => (read === NO_ANSWER ? '–' : `${read}`))],
    lines: rows.map((row, label) => [
      `${label}`,
      ...row.map((count) => (count ? `${count}` : '·')),
    ]),
  };
}

/** The 0.975 quantile of the normal distribution. */
const Z = 1.959964;

/**
 * The 95 % confidence interval of a fraction (Wilson 1927), which stays within 0 to 1 and holds for
 * fractions near either end, where ours are.
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

/** How well a number of digits were read. */
export interface Tally {
  readonly count: number;
  readonly correct: number;
  readonly share: number;
  readonly interval: readonly [low: number, high: number];
  readonly calibrationError: number;
}

/** `99.17 % – 99.49 %` */
export function intervalText({ interval }: Pick<Tally, 'interval'>): string {
  return interval.map(percent).join(' – ');
}

export interface SourceTally {
  readonly name: string;
  /** Null for a source without digits. */
  readonly all: Tally | null;
  /** Without the digits whose label is known to be wrong; null if there is no such label. */
  readonly kept: Tally | null;
}

export function tallySource(name: string, readings: readonly Reading[]): SourceTally {
  const kept = readings.filter(({ sample }) => !sample.wrongLabel);
  return { name, all: tally(readings), kept: kept.length < readings.length ? tally(kept) : null };
}

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

/** A row per source; the columns without wrong labels only if the list names any. */
export function accuracyTable(tallies: readonly SourceTally[]): Table {
  const figures = (tally: Tally | null): string[] =>
    tally
      ? [
          ...[tally.count, tally.correct].map(grouped),
          ...[percent(tally.share), intervalText(tally), percent(tally.calibrationError)],
        ]
      : ['0', '–', '–', '–', '–'];
  const heads = ['digits', 'right', 'share', '95 % interval', 'calibration error'];
  if (tallies.every(({ kept }) => kept === null)) {
    return {
      head: ['source', ...heads],
      lines: tallies.map(({ name, all }) => [name, ...figures(all)]),
    };
  }
  const without = ({ kept }: SourceTally): string[] =>
    kept ? [`${kept.count}`, percent(kept.share), intervalText(kept)] : ['', '', ''];
  return {
    head: ['source', ...heads, 'without wrong labels', 'share', '95 % interval'],
    lines: tallies.map((source) => [source.name, ...figures(source.all), ...without(source)]),
  };
}
