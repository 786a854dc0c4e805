import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  adamStep,
  averageStep,
  initialMoments,
  learningRateAt,
} from '../../scripts/train/optimizer.js';
test('two steps of Adam are those computed by hand', () => {
  const weights = [Float32Array.of(1, -2)];
  const moments = initialMoments(weights);
  // After one step m̂ = g and v̂ = g², so each weight moves by the rate, against its gradient's sign.
  adamStep(weights, [Float32Array.of(0.5, -3)], moments, 1, 0.1, 0);
  assertNear(weights[0]!, [0.9, -1.9]);
  // First weight: m = 0.9 · 0.05 + 0.1 · -1 = -0.055, m̂ = -0.055 / 0.19 = -0.289474;
  // v = 0.999 · 0.00025 + 0.001 · 1 = 0.00124975, v̂ = v / 0.001999 = 0.625188, root 0.790688;
  // step 0.1 · -0.289474 / 0.790688 = -0.036610.
  // Second, gradient -3 again: m̂ = -3, v̂ = 9, so the step is -0.1 once more.
  adamStep(weights, [Float32Array.of(-1, -3)], moments, 2, 0.1, 0);
  assertNear(weights[0]!, [0.93661, -1.8]);
});

test('the decay takes its part of a weight, whatever its gradient', () => {
  const weights = [Float32Array.of(2, -4)];
  // The steps are those without decay, 0.1 against each sign; 0.1 · 0.5 of each weight goes too.
  adamStep(weights, [Float32Array.of(0.5, -3)], initialMoments(weights), 1, 0.1, 0.5);
  assertNear(weights[0]!, [2 - 0.1 - 0.1, -4 + 0.1 + 0.2]);
});

function assertNear(actual: Float32Array, expected: readonly number[]): void {
  expected.forEach((value, at) => {
    assert.ok(Math.abs(actual[at]! - value) < 1e-5, `${actual[at]} is not ${value}`);
  });
}

test('the average of the weights is that computed by hand, its memory growing to the decay', () => {
  const average = [Float32Array.of(10, -2)];
  const weights = [Float32Array.of(20, -2)];
  // A tenth is kept at the first step: 0.1 · 10 + 0.9 · 20 = 19.
  averageStep(average, weights, 1, 0.999);
  assertNear(average[0]!, [19, -2]);
  // 2 / 11 at the second: (2 · 19 + 9 · 30) / 11 = 28.
  averageStep(average, [Float32Array.of(30, -2)], 2, 0.999);
  assertNear(average[0]!, [28, -2]);
  // 991 / 1,000 at the 991st; at the 10,000th the decay, 0.999.
  averageStep(average, [Float32Array.of(128, 98)], 991, 0.999);
  assertNear(average[0]!, [28.9, -1.1]);
  averageStep(average, [Float32Array.of(1028.9, -1.1)], 10_000, 0.999);
  assertNear(average[0]!, [29.9, -1.1]);
  assert.deepEqual(weights, [Float32Array.of(20, -2)]);
});

test('without averaging the average is the weights', () => {
  const average = [Float32Array.of(10, 3)];
  averageStep(average, [Float32Array.of(0.1, -7)], 5, 0);
  assert.deepEqual(average, [Float32Array.of(0.1, -7)]);
});

test('the learning rate rises in a line, then falls along a cosine to nearly nothing', () => {
  const schedule = { learningRate: 0.4, warmup: 0.2, finalRate: 0 };
  const rate = (step: number) => learningRateAt(schedule, step, 10);
  assert.equal(rate(0), 0.2);
  assert.equal(rate(1), 0.4);
  assert.equal(rate(2), 0.4);
  // Half way down the eight remaining steps.
  assert.ok(Math.abs(rate(6) - 0.2) < 1e-12);
  // (1 + cos(7π/8)) / 2 = 0.0380602
  assert.ok(Math.abs(rate(9) - 0.4 * 0.0380602) < 1e-7);
});

test('without warm-up the first step has the whole rate', () => {
  assert.equal(learningRateAt({ learningRate: 0.3, warmup: 0, finalRate: 0 }, 0, 5), 0.3);
});

test('where a part of the rate is left, the cosine ends there', () => {
  const schedule = { learningRate: 0.4, warmup: 0, finalRate: 0.25 };
  assert.equal(learningRateAt(schedule, 0, 8), 0.4);
  // Half way between 0.4 and 0.1; at the end 0.1.
  assert.ok(Math.abs(learningRateAt(schedule, 4, 8) - 0.25) < 1e-12);
  assert.ok(Math.abs(learningRateAt(schedule, 8, 8) - 0.1) < 1e-12);
});
