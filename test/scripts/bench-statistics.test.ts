import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateText } from '../../scripts/bench/figures.js';
import { estimateMedian, median, pairedRatio, quantile } from '../../scripts/bench/statistics.js';

test('quantiles lie between the values by straight line', () => {
  // Sorted 1 2 4 8: places 0 to 3.
  const series = [8, 1, 4, 2];
  assert.equal(quantile(series, 0), 1);
  assert.equal(quantile(series, 1), 8);
  assert.equal(median(series), 3);
  // Place 2.85: 0.15 of 4 and 0.85 of 8.
  assert.ok(Math.abs(quantile(series, 0.95) - 7.4) < 1e-12);
  assert.deepEqual(series, [8, 1, 4, 2], 'the series stays as it was');
  assert.equal(quantile([7], 0.95), 7);
});

test('a round in which the machine was slow does not move the ratio', () => {
  const theirs = [10, 10, 10, 10, 10];
  const quiet = pairedRatio([4, 5, 5, 5, 6], theirs, 1);
  // Rounds two and four took ten and three times as long, for both.
  const busy = pairedRatio([4, 50, 5, 15, 6], [10, 100, 10, 30, 10], 1);
  assert.equal(quiet.value, 0.5);
  assert.equal(busy.value, 0.5);
  // The medians of the two series themselves would say 6 / 10.
  assert.equal(median([4, 50, 5, 15, 6]) / median([10, 100, 10, 30, 10]), 0.6);
});

test('the interval of the median is that of all samples that can be drawn', () => {
  // Three values drawn thrice: the median is the least of them in 7 of 27 cases, the greatest too.
  const { interval } = estimateMedian([1, 2, 3], 1);
  assert.deepEqual(interval, [1, 3]);
  // Of more values, the ends are where a binomial distribution reaches 2.5 %.
  const eleven = estimateMedian([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 1);
  assert.equal(eleven.value, 6);
  assert.deepEqual(eleven.interval, [
    binomialQuantile(11, 0.025),
    12 - binomialQuantile(11, 0.025),
  ]);
});

test('the same seed gives the same interval, and two values give none', () => {
  const series = [3, 1, 4, 1, 5, 9, 2, 6];
  assert.deepEqual(estimateMedian(series, 7), estimateMedian(series, 7));
  assert.deepEqual(estimateMedian([1, 3], 1), { value: 2, interval: null });
});

test('figures are given with their interval, to three digits', () => {
  assert.equal(estimateText({ value: 0.41234, interval: [0.398, 0.44] }), '0.412 (0.398 – 0.44)');
  assert.equal(estimateText({ value: 1234.5, interval: null }), '1,230');
});

/**
 * The least k such that the median of `count` draws with replacement from 1 … `count` is at most k
 * with at least this probability: it is if more than half of the draws are.
 */
function binomialQuantile(count: number, probability: number): number {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (n / k) * choose(n - 1, k - 1));
  for (let k = 1; ; k++) {
    let atMost = 0;
    for (let draws = (count + 1) / 2; draws <= count; draws++) {
      atMost += choose(count, draws) * (k / count) ** draws * (1 - k / count) ** (count - draws);
    }
    if (atMost >= probability) return k;
  }
}
