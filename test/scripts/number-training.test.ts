import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isExact, isGrouped, numbersTable, tallyNumbers } from '../../scripts/evaluate/numbers.js';
import { createRandom } from '../../scripts/lib/random.js';
import {
  composeNumber,
  COMPOSITIONS,
  MIXED,
  type Pen,
} from '../../scripts/train/number/compose.js';
import {
  lossAndGradient,
  splitWeights,
  train,
  WEIGHT_COUNT,
} from '../../scripts/train/number/fit.js';
import { createTrainingLattice, readSamples } from '../../scripts/train/number/lattices.js';
import { buildGraph, FEATURE_COUNTS, searchSpellings } from '../../src/ink/lattice.js';
import { drawingExtent } from '../../src/ink/index.js';
import { DRAWINGS } from '../support/drawings.js';
import { line } from '../support/written-numbers.js';

const PEN: Pen = {
  digits: DRAWINGS.map(({ digit, strokes }, index) => ({
    line: index + 1,
    label: digit,
    writer: 'me',
    drawing: strokes,
  })),
  signs: new Map([
    ['-', [[line([0, 0], [40, 2])]]],
    ['.', [[line([0, 0], [1, 1])]]],
    [',', [[line([6, 0], [0, 14])]]],
  ]),
};

const compose = (index: number, how = MIXED) =>
  composeNumber(PEN, how, createRandom('number', 1, index));

/** The same reads for the same drawing, but of no network. */
const readByChance = async (drawings: readonly unknown[]) =>
  drawings.map((drawing) => {
    const random = createRandom(JSON.stringify(drawing));
    const weights = Array.from({ length: 10 }, () => Math.exp(2 * random.normal()));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return {
      logs: weights.map((w) => Math.log(w / total)),
      energy: random.between(-2, 2),
      notADigit: random.between(-1, 2),
    };
  });

describe('composing numbers', () => {
  it('gives the same number for the same seed, and another for another', () => {
    assert.deepEqual(compose(3), compose(3));
    assert.notDeepEqual(compose(3), compose(4));
  });

  it('says for each point which character it is of', () => {
    for (let index = 0; index < 60; index++) {
      const { label, drawing, owners } = compose(index);
      assert.match(label, /^-?\d+(\.\d+)?$/);
      assert.deepEqual(
        owners!.map((stroke) => stroke.length),
        drawing.map((stroke) => stroke.length),
      );
      const all = new Set(owners!.flat().filter((owner) => owner >= 0));
      assert.deepEqual(
        [...all].sort((one, other) => one - other),
        [...label].map((_, character) => character),
      );
    }
  });

  it('stands the digits from left to right, overlapping where they should', () => {
    for (let index = 0; index < 30; index++) {
      const { label, drawing, owners } = compose(index, COMPOSITIONS['all overlapping']);
      const boxes = [...label].map((_, character) =>
        drawingExtent(drawing.filter((_, stroke) => owners![stroke]!.includes(character)))!,
      );
      boxes.slice(1).forEach(({ left, right }, before) => {
        assert.ok(right > boxes[before]!.left, label);
        // Slanted together, they may overlap a little less than as they were placed.
        assert.ok(left < boxes[before]!.right + 0.15, label);
      });
    }
  });
});

describe('training the groups of numbers', async () => {
  const samples = Array.from({ length: 12 }, (_, index) => compose(index));
  const read = await readSamples(readByChance, samples);
  const lattices = read.flatMap((sample) => createTrainingLattice(sample, true, true) ?? []);
  const random = createRandom('weights');
  const weights = Float64Array.from({ length: WEIGHT_COUNT }, () => 0.2 * random.normal());

  it('has the right grouping of nearly every number among its candidates', () => {
    assert.ok(lattices.length >= 9, `${lattices.length} of ${samples.length}`);
  });

  it('computes the gradient that small steps show', () => {
    const gradient = new Float64Array(WEIGHT_COUNT);
    lossAndGradient(lattices, weights, 0.01, gradient);
    const scratch = new Float64Array(WEIGHT_COUNT);
    for (let i = 0; i < WEIGHT_COUNT; i += 3) {
      const lossAt = (step: number): number => {
        const moved = weights.slice();
        moved[i]! += step;
        return lossAndGradient(lattices, moved, 0.01, scratch);
      };
      const slope = (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5;
      assert.ok(Math.abs(slope - gradient[i]!) < 1e-5, `weight ${i}: ${slope}, ${gradient[i]}`);
    }
  });

  it('gives the right grouping the probability that the search finds', () => {
    const field = splitWeights(weights);
    for (const { sample, line: ink, candidates } of read) {
      const lattice = createTrainingLattice({ sample, line: ink, candidates }, true, true);
      if (!lattice) continue;
      const loss = lossAndGradient([lattice], weights, 0, new Float64Array(WEIGHT_COUNT));
      const grammar = { signed: true, decimal: true, minLength: 1, maxLength: Infinity };
      const nodes = buildGraph(candidates, 2 ** ink.pieces.length - 1, grammar)!;
      // The groups alone: a reading of them is less probable than they are.
      const best = searchSpellings(ink, nodes, field)[0]!;
      assert.ok(best.log <= 1e-9);
      assert.ok(loss > -1e-9);
    }
  });

  it('finds weights with a lower loss, the same for the same seed', () => {
    const schedule = { epochs: 30, batch: 4, rate: 0.02, decay: 1e-4 };
    const found = train(lattices, schedule, createRandom('fit'));
    const scratch = new Float64Array(WEIGHT_COUNT);
    const none = lossAndGradient(lattices, new Float64Array(WEIGHT_COUNT), 0, scratch);
    assert.ok(lossAndGradient(lattices, found, 0, scratch) < none / 2);
    assert.deepEqual(train(lattices, schedule, createRandom('fit')), found);
  });

  it('splits the weights by part', () => {
    const parts = splitWeights(Float64Array.from({ length: WEIGHT_COUNT }, (_, index) => index));
    const all = Array.from({ length: WEIGHT_COUNT }, (_, index) => index);
    assert.deepEqual(Object.values(parts).flat(), all);
    for (const [part, features] of Object.entries(FEATURE_COUNTS)) {
      const { length } = parts[part as keyof typeof parts];
      assert.equal((length - features) % (features + 1), 0, part);
    }
  });
});

describe('the tally of numbers', () => {
  const sample = {
    label: '42',
    drawing: [line([0, 0], [1, 1]), line([2, 0], [3, 1])],
    owners: [new Array<number>(6).fill(0), new Array<number>(6).fill(1)],
  };
  const answer = (value: string, ...strokes: number[][]) => ({
    sample,
    answer: {
      value,
      confidence: 0.95,
      alternatives: [{ value: '42' }],
      digits: strokes.map((own) => ({ strokes: own })),
    },
  });
  const readings = [
    answer('42', [0], [1]),
    answer('47', [0], [1]),
    answer('4', [0, 1]),
    { sample, answer: null },
  ];

  it('counts exact values, right groups, first three and sure ones', () => {
    assert.deepEqual(readings.map(isExact), [true, false, false, false]);
    assert.deepEqual(readings.map(isGrouped), [true, true, false, false]);
    assert.deepEqual(tallyNumbers(readings), {
      exact: 1,
      grouped: 2,
      amongFirst: 3,
      sure: 3,
      sureRight: 1,
      byLength: [{ length: 2, exact: 1, count: 4 }],
    });
  });

  it('is a table with a column per length', () => {
    const { head, lines } = numbersTable([{ name: 'mine', readings }]);
    assert.equal(lines[0]!.length, head.length);
    assert.deepEqual(lines[0]!.slice(0, 4), ['mine', '4', '25.00 %', '50.00 %']);
  });
});
