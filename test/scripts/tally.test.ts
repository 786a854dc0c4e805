import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  calibrationBins,
  expectedCalibrationError,
  tallySource,
} from '../../scripts/evaluate/statistics.js';
import { misread } from '../../scripts/evaluate/readings.js';
import { createRandom } from '../../scripts/lib/random.js';
import { reading } from './readings.js';

const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} instead of ${expected}`);

test('the expected calibration error, by hand', () => {
  // Two at 0.9, one of them right: |0.5 - 0.9| = 0.4. One at 0.6, right: 0.4. One at 0.35, wrong: 0.35.
  const readings = [
    reading(1, 1, 0.9),
    reading(1, 2, 0.9),
    reading(3, 3, 0.6),
    reading(4, 5, 0.35),
  ];
  close(expectedCalibrationError(calibrationBins(readings)), (2 * 0.4 + 0.4 + 0.35) / 4);
});

test('a bin holds its upper end and not its lower one', () => {
  const counts = (confidence: number) =>
    calibrationBins([reading(0, 0, confidence)], 5).map(({ count }) => count);
  assert.deepEqual(counts(0.4), [0, 1, 0, 0, 0]);
  assert.deepEqual(counts(0.400001), [0, 0, 1, 0, 0]);
  assert.deepEqual(counts(1), [0, 0, 0, 0, 1]);
});

test('the error is that of |Σ (right - confidence)| summed bin by bin', () => {
  const random = createRandom('calibration');
  const readings = Array.from({ length: 500 }, () =>
    reading(3, random.uniform() < 0.7 ? 3 : 5, random.between(0.1, 1)),
  );
  let expected = 0;
  for (let bin = 0; bin < 15; bin++) {
    const gaps = readings
      .filter(({ answer }) => answer!.confidence * 15 > bin && answer!.confidence * 15 <= bin + 1)
      .map(({ answer }) => (answer!.digit === 3 ? 1 : 0) - answer!.confidence);
    expected += Math.abs(gaps.reduce((sum, gap) => sum + gap, 0)) / readings.length;
  }
  close(expectedCalibrationError(calibrationBins(readings)), expected);
});

test('what has no answer has no confidence, and nothing has no error', () => {
  assert.equal(expectedCalibrationError(calibrationBins([reading(1, null)])), 0);
  assert.equal(expectedCalibrationError(calibrationBins([reading(1, null), reading(2, 2, 1)])), 0);
});

test('wrongly labelled digits are counted, and left out of the second figure', () => {
  const entry = { source: 'a', part: 'valid', line: 1, label: 1, reason: 'a seven' } as const;
  const good = [reading(1, 1), reading(2, 2), reading(3, 8)];
  const { all, kept } = tallySource('a', [...good, reading(1, 7, 1, { wrongLabel: entry })]);
  assert.deepEqual([all!.count, all!.correct, all!.share], [4, 2, 0.5]);
  assert.deepEqual([kept!.count, kept!.correct, kept!.share], [3, 2, 2 / 3]);
  assert.equal(tallySource('a', good).kept, null);
  assert.deepEqual(tallySource('a', []), { name: 'a', all: null, kept: null });
});

test('the most confident mistakes come first, those without an answer last', () => {
  const readings = [reading(1, null), reading(1, 2, 0.5), reading(1, 1, 0.99), reading(1, 7, 0.9)];
  assert.deepEqual(
    misread(readings).map(({ answer }) => answer?.digit),
    [7, 2, undefined],
  );
});
