import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../scripts/lib/random.js';

const draw = (count: number, ...keys: (string | number)[]): number[] => {
  const random = createRandom(...keys);
  return Array.from({ length: count }, () => random.uniform());
};

test('the same keys give the same numbers, any other key different ones', () => {
  assert.deepEqual(draw(50, 1, 'order', 7), draw(50, 1, 'order', 7));
  for (const keys of [
    [2, 'order', 7],
    [1, 'dropout', 7],
    [1, 'order', 8],
    [11, 'order', 7],
  ]) {
    assert.notDeepEqual(draw(50, 1, 'order', 7), draw(50, ...keys));
  }
});

test('keys are told apart where they only run together: 1, 12 and 11, 2', () => {
  assert.notDeepEqual(draw(3, 1, 12), draw(3, 11, 2));
});

test('numbers are uniform in [0, 1): mean, variance and every tenth as they should be', () => {
  const numbers = draw(100_000, 'uniform');
  assert.ok(numbers.every((value) => value >= 0 && value < 1));
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
  // Five standard errors: 0.2887 / sqrt(1e5) and 0.0745 / sqrt(1e5).
  assert.ok(Math.abs(mean - 1 / 2) < 0.0046, `mean ${mean}`);
  assert.ok(Math.abs(variance - 1 / 12) < 0.0012, `variance ${variance}`);
  for (let tenth = 0; tenth < 10; tenth++) {
    const inside = numbers.filter((value) => Math.floor(value * 10) === tenth).length;
    assert.ok(Math.abs(inside - 10_000) < 475, `tenth ${tenth}: ${inside}`);
  }
});

test('streams of neighboring steps have nothing to do with each other', () => {
  const [some, others] = [draw(10_000, 1, 'dropout', 41), draw(10_000, 1, 'dropout', 42)];
  const covariance =
    some.reduce((sum, value, index) => sum + (value - 0.5) * (others[index]! - 0.5), 0) / 10_000;
  // The correlation's standard error is 0.01; times the variance, times five.
  assert.ok(Math.abs(covariance) < 0.05 / 12, `covariance ${covariance}`);
});

test('a shuffle keeps every item and brings each to every place equally often', () => {
  const places = Array.from({ length: 4 }, () => [0, 0, 0, 0]);
  for (let round = 0; round < 8000; round++) {
    const items = createRandom('shuffle', round).shuffle([0, 1, 2, 3]);
    assert.deepEqual([...items].sort(), [0, 1, 2, 3]);
    items.forEach((item, place) => places[item]![place]!++);
  }
  // 2,000 expected, standard deviation 39.
  for (const count of places.flat()) assert.ok(Math.abs(count - 2000) < 200, `${places}`);
});
