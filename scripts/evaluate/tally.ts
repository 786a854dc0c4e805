import { calibrationBins, expectedCalibrationError } from './calibration.js';
import { wilsonInterval } from './interval.js';
import { isRight, type Reading } from './reading.js';

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
export function tally(readings: readonly Reading[]): Tally | null {
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
