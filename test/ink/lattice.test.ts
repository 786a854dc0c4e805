import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findGroups, measurePair } from '../../src/ink/groups.js';
import { layOutLine, type Line } from '../../src/ink/line.js';
import {
  buildGraph,
  type Candidate,
  createCandidates,
  FEATURE_COUNTS,
  type Field,
  type Grammar,
  type Kind,
  KINDS,
  searchSpellings,
} from '../../src/ink/lattice.js';
import { Random } from '../support/random.js';

interface Enumerated {
  readonly text: string;
  readonly weight: number;
}

/** A number's ink and reads by chance. */
function randomLattice(random: Random, strokes: number): { line: Line; candidates: Candidate[] } {
  const drawing = Array.from({ length: strokes }, (_, index) => {
    const left = index * random.uniform(0.1, 0.7);
    const tall = random.next() < 0.7;
    return Array.from({ length: 4 }, () => ({
      x: left + random.uniform(0, tall ? 0.5 : 0.2),
      y: tall ? random.uniform(0, 1) : random.uniform(0.8, 0.9),
    }));
  });
  const line = layOutLine(drawing, 30)!;
  const groups = findGroups(line);
  const reads = groups.map(() => {
    const weights = Array.from({ length: 10 }, () => Math.exp(3 * random.normal()));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const logs = weights.map((weight) => Math.log(weight / total));
    return { logs, energy: random.uniform(-2, 2), notADigit: random.uniform(-1, 2) };
  });
  const candidates = createCandidates(groups, reads);
  return { line, candidates };
}

function randomField(random: Random): Field {
  const part = (kind: keyof Field, units = 0) => {
    const length = FEATURE_COUNTS[kind] + units * (FEATURE_COUNTS[kind] + 1);
    return Array.from({ length }, () => 0.3 * random.normal());
  };
  return {
    digit: part('digit', 2),
    minus: part('minus'),
    point: part('point'),
    speck: part('speck'),
    pair: part('pair'),
  };
}

/** Grammars as titles. */
function titleOf({ signed, decimal, maxLength }: Grammar): string {
  const signs = signed && decimal ? 'with a minus and a point' : 'of digits';
  return maxLength < Infinity ? `${signs} and of a known length` : signs;
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * other[index]!, 0);
}

/** Linear, and of two layers if there are more weights than features. */
function score(weights: readonly number[], features: readonly number[]): number {
  let sum = dot(features, weights.slice(0, features.length));
  const unit = features.length + 1;
  for (let rest = weights.slice(features.length); rest.length > 0; rest = rest.slice(unit)) {
    sum += rest[0]! * Math.tanh(dot(rest.slice(1, unit), features));
  }
  return sum;
}

/** Every way to cover the pieces with candidates, one by one, whatever it spells. */
function enumerate(
  { line, candidates }: { line: Line; candidates: readonly Candidate[] },
  field: Field,
): Enumerated[] {
  const all: Enumerated[] = [];
  const go = (mask: number, text: string, weight: number, last: Candidate | null): void => {
    if (mask === 2 ** line.pieces.length - 1) {
      all.push({ text, weight });
      return;
    }
    let first = 0;
    while (mask & (1 << first)) first++;
    for (const candidate of candidates) {
      if (candidate.mask & mask || !(candidate.mask & (1 << first))) continue;
      for (const kind of KINDS) {
        const features = candidate.features[kind];
        if (!features) continue;
        const own = score(field[kind], features);
        const pair =
          kind === 'digit' && last ? score(field.pair, measurePair(line, last, candidate)) : 0;
        const next = kind === 'digit' ? candidate : last;
        for (const [sign, log] of textsOf(candidate, kind)) {
          go(mask | candidate.mask, text + sign, weight * Math.exp(own + pair + log), next);
        }
      }
    }
  };
  go(0, '', 1, null);
  return all;
}

function textsOf({ read }: Candidate, kind: Kind): [string, number][] {
  if (kind === 'digit') return read.logs.map((log, digit) => [String(digit), log]);
  return [[{ minus: '-', point: '.', speck: '' }[kind], 0]];
}

/** What the grammar allows, as a regular expression. */
function pattern({ signed, decimal, minLength, maxLength }: Grammar): (text: string) => boolean {
  const form = new RegExp(`^${signed ? '-?' : ''}${decimal ? '(\\d+|\\d*\\.\\d+)' : '\\d+'}$`);
  return (text) => {
    const digits = text.replace(/\D/g, '').length;
    return form.test(text) && digits >= minLength && digits <= maxLength;
  };
}

function sumsOf(ways: readonly Enumerated[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { text, weight } of ways) sums.set(text, (sums.get(text) ?? 0) + weight);
  return sums;
}

describe('the lattice of a number', () => {
  const grammars: readonly Grammar[] = [
    { signed: false, decimal: false, minLength: 1, maxLength: Infinity },
    { signed: true, decimal: true, minLength: 1, maxLength: Infinity },
    { signed: true, decimal: true, minLength: 2, maxLength: 3 },
  ];

  for (const grammar of grammars) {
    it(`gives what adding up every grouping gives, ${titleOf(grammar)}`, () => {
      let compared = 0;
      for (let seed = 0; seed < 40; seed++) {
        const random = new Random(seed);
        const lattice = randomLattice(random, random.integer(1, 3));
        const field = randomField(random);
        const ways = enumerate(lattice, field).filter(({ text }) => pattern(grammar)(text));
        const total = ways.reduce((sum, { weight }) => sum + weight, 0);
        const full = 2 ** lattice.line.pieces.length - 1;
        const nodes = buildGraph(lattice.candidates, full, grammar)!;
        const spellings = searchSpellings(lattice.line, nodes, field);
        assert.equal(spellings.length > 0, ways.length > 0);
        if (ways.length === 0) continue;
        compared++;

        const best = ways.reduce((most, { weight }) => Math.max(most, weight), 0);
        assert.ok(Math.abs(Math.exp(spellings[0]!.log) - best / total) < 1e-9);
        // A beam leaves the least likely ways out, so sums may be a little less.
        const sums = sumsOf(ways);
        const found = new Map<string, number>();
        for (const { groups, log } of spellings) {
          const text = groups.map((group) => group.text).join('');
          found.set(text, (found.get(text) ?? 0) + Math.exp(log));
        }
        for (const [text, probability] of found) {
          assert.ok(probability <= sums.get(text)! / total + 1e-9, text);
        }
      }
      assert.ok(compared > 20);
    });
  }

  it('covers every stroke once in each spelling', () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = new Random(seed);
      const { line, candidates } = randomLattice(random, random.integer(2, 7));
      const full = 2 ** line.pieces.length - 1;
      const nodes = buildGraph(candidates, full, grammars[0]!)!;
      for (const { groups } of searchSpellings(line, nodes, randomField(random))) {
        let covered = 0;
        for (const { candidate } of groups) {
          assert.equal(covered & candidate.mask, 0);
          covered |= candidate.mask;
        }
        assert.equal(covered, full);
      }
    }
  });
});
