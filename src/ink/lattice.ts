import { DIGIT_MEASURES, type Group, measurePair, PAIR_MEASURES, SIGN_MEASURES } from './groups.js';
import { heightOf, widthOf } from './columns.js';
import type { Line, Piece } from './line.js';

/** What the network says of a candidate. */
export interface Read {
  /** Natural logarithms of the probabilities of the digits 0 to 9. */
  readonly logs: readonly number[];
  /** log Σ exp of the network's logits; null if it has none. */
  readonly energy: number | null;
}

/** @param logits of the digits 0 to 9 */
export function readLogits(logits: readonly number[]): Read {
  const largest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  const energy = largest + Math.log(sum);
  return { logs: logits.map((logit) => logit - energy), energy };
}

export const KINDS = ['digit', 'minus', 'point', 'nothing'] as const;

/** What a group of strokes is. `nothing` is a speck. */
export type Kind = (typeof KINDS)[number];

/** A text, with the logarithm of its probability. */
type Spelled = readonly [text: string, log: number];

/** A group that was read. */
export interface Candidate extends Group {
  readonly index: number;
  readonly read: Read;
  /** The likeliest digits, with the logarithms of their probabilities. */
  readonly digits: readonly Spelled[];
  /** The kinds that it may be, with what each one's score is computed from. */
  readonly features: Partial<Readonly<Record<Kind, readonly number[]>>>;
}

const READ_FEATURES = 11;

/** How many features each part of the field weighs, in the order in which their weights are stored. */
export const FEATURE_COUNTS = {
  digit: DIGIT_MEASURES + READ_FEATURES + 20,
  minus: SIGN_MEASURES + 2,
  point: SIGN_MEASURES + 2,
  nothing: SIGN_MEASURES,
  pair: PAIR_MEASURES,
};

export type WeightPart = keyof typeof FEATURE_COUNTS;

/** Energies of the bundled network's digits: mean, deviation, and below what few digits are. */
const ENERGY = { mean: 5, deviation: 2, low: -1 };

/** @param reads of the groups, in their order */
export function createCandidates(groups: readonly Group[], reads: readonly Read[]): Candidate[] {
  const single = new Map<Piece, Read>();
  groups.forEach(({ pieces }, index) => {
    if (pieces.length === 1) single.set(pieces[0]!, reads[index]!);
  });
  return groups.map((group, index) => {
    const alone = group.pieces.flatMap((piece) => single.get(piece) ?? []);
    const read = reads[index]!;
    const features = featuresOf(group, read, group.pieces.length > 1 ? alone : []);
    return { ...group, index, read, digits: likeliestDigits(read), features };
  });
}

/** Digits of a group that are tried, and how much less likely than the likeliest. */
const MAX_DIGITS = 4;
const MIN_LOG = -7;

function likeliestDigits({ logs }: Read): Spelled[] {
  const least = Math.max(...logs) + MIN_LOG;
  return logs
    .map((log, digit) => [String(digit), log] as const)
    .filter(([, log]) => log >= least)
    .sort(([, one], [, other]) => other - one)
    .slice(0, MAX_DIGITS);
}

/** @param alone the reads of a group's pieces, if there are several */
function featuresOf(
  { shape, box, pieces }: Group,
  read: Read,
  alone: readonly Read[],
): Candidate['features'] {
  const likeliest = Math.max(...read.logs);
  const digit = read.logs.indexOf(likeliest);
  const entropy = read.logs.reduce((sum, log) => sum - log * Math.exp(log), 0);
  const energy = energyOf(read);
  const oneOf = (value: number) => read.logs.map((_, index) => (index === digit ? value : 0));
  const worst = (values: readonly number[]) => (values.length > 0 ? Math.min(...values) : 0);
  const least = worst(alone.map(energyOf));
  const most = -worst(alone.map((piece) => -energyOf(piece)));
  const width = widthOf(box);
  const height = heightOf(box);
  const size = pieces.length === 1 ? Math.max(width, height) : Infinity;
  const isDash = pieces.length === 1 && width < 1.6 && height < 0.4 && width > height;
  const sign = [...shape.sign, likeliest, energy];
  return {
    digit: [
      ...shape.digit,
      likeliest,
      entropy,
      energy,
      Math.max(0, ENERGY.low - energy),
      worst(alone.map(({ logs }) => Math.max(-3, Math.max(...logs)))),
      least,
      Math.max(0, least + 1),
      most,
      shape.lowest * least,
      shape.lowest * most,
      shape.lowest * energy,
      ...oneOf(shape.strokeCount - 1),
      ...oneOf(shape.narrowness),
    ],
    ...(isDash && { minus: sign }),
    ...(size < MAX_POINT && { point: sign }),
    ...(size < MAX_SPECK && { nothing: shape.sign }),
  };
}

/** Of points and commas, and of specks, in digit heights. */
const MAX_POINT = 0.8;
const MAX_SPECK = 0.35;

/** In deviations from the mean; 0 if the network has none. */
function energyOf({ energy }: Read): number {
  return energy === null ? 0 : (energy - ENERGY.mean) / ENERGY.deviation;
}

/** What may be written. */
export interface Grammar {
  readonly signed: boolean;
  readonly decimal: boolean;
  /** Of digits. */
  readonly minLength: number;
  readonly maxLength: number;
}

/** How far a number is spelled: nothing, the minus, digits, the point, digits after it. */
type Phase = 'start' | 'signed' | 'whole' | 'point' | 'fraction';

/** Ink that is covered so far, and what a way on depends on. */
export interface Node {
  readonly mask: number;
  readonly phase: Phase;
  /** Of digits, no further than the grammar needs it. */
  readonly count: number;
  /** The digit before. */
  readonly last: Candidate | null;
  readonly arcs: Arc[];
  /** Whether all ink is covered and the number is complete. */
  readonly isEnd: boolean;
}

/** A group added to those before. */
export interface Arc {
  readonly candidate: Candidate;
  readonly kind: Kind;
  readonly to: Node;
}

/** Hostile ink has more ways than this. */
const MAX_NODES = 6000;

/**
 * All ways to cover the ink with groups, each piece once, that spell a number.
 *
 * @returns the nodes in an order in which arcs lead onwards, the start first; null if they are too many
 */
export function buildGraph(
  candidates: readonly Candidate[],
  full: number,
  grammar: Grammar,
): Node[] | null {
  const byFirst = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const first = candidate.mask & -candidate.mask;
    byFirst.set(first, [...(byFirst.get(first) ?? []), candidate]);
  }
  const counts = grammar.minLength > 1 || grammar.maxLength < Infinity;
  const nodes = new Map<string, Node>();
  const find = (mask: number, phase: Phase, count: number, last: Candidate | null): Node => {
    const key = `${mask} ${phase} ${count} ${last?.index}`;
    const known = nodes.get(key);
    if (known) return known;
    const isEnd =
      mask === full &&
      (phase === 'whole' || phase === 'fraction') &&
      (!counts || count >= grammar.minLength);
    const node: Node = { mask, phase, count, last, arcs: [], isEnd };
    nodes.set(key, node);
    return node;
  };
  find(0, 'start', 0, null);
  // A map's values include those that are added on the way.
  for (const { mask, phase, count, last, arcs } of nodes.values()) {
    if (nodes.size > MAX_NODES) return null;
    for (const candidate of byFirst.get(~mask & (mask + 1)) ?? []) {
      if (candidate.mask & mask) continue;
      for (const kind of KINDS) {
        const next = candidate.features[kind] && nextPhase(phase, kind, grammar);
        const digits = kind === 'digit' ? count + 1 : count;
        if (!next || digits > grammar.maxLength) continue;
        const added = counts ? digits : 0;
        const to = find(mask | candidate.mask, next, added, kind === 'digit' ? candidate : last);
        arcs.push({ candidate, kind, to });
      }
    }
  }
  // An arc leads to a larger mask.
  return [...nodes.values()].sort((one, other) => one.mask - other.mask);
}

function nextPhase(phase: Phase, kind: Kind, { signed, decimal }: Grammar): Phase | null {
  if (kind === 'nothing') return phase;
  if (kind === 'minus') return signed && phase === 'start' ? 'signed' : null;
  const isFraction = phase === 'point' || phase === 'fraction';
  if (kind === 'point') return decimal && !isFraction ? 'point' : null;
  return isFraction ? 'fraction' : 'whole';
}

/** The trained weights, by part. */
export type Field = Readonly<Record<WeightPart, readonly number[]>>;

/** A way to spell a number. */
export interface Spelling {
  readonly groups: readonly SpelledGroup[];
  /** Natural logarithm of its probability. */
  readonly log: number;
}

export interface SpelledGroup {
  readonly candidate: Candidate;
  /** `0` to `9`, `-` or `.`; empty for a speck. */
  readonly text: string;
}

/** Ways to go on that are kept at each set of pieces. */
const BEAM = 14;

interface Way {
  readonly score: number;
  readonly node: Node;
  readonly group: SpelledGroup | null;
  readonly before: Way | null;
}

/**
 * The likeliest ways to spell a number, by a semi-Markov conditional random field (Sarawagi and Cohen
 * 2004): the score of a way is the sum of those of its groups and of neighbors.
 *
 * @returns the likeliest first; none if there is no way
 */
export function searchSpellings(line: Line, nodes: readonly Node[], field: Field): Spelling[] {
  const score = scorer(line, field);
  const totals = new Map<Node, number>([[nodes[0]!, 0]]);
  const ways = new Map<number, Way[]>();
  ways.set(0, [{ score: 0, node: nodes[0]!, group: null, before: null }]);
  let total = -Infinity;
  const ends: Way[] = [];
  let current = -1;
  for (const node of nodes) {
    const sum = totals.get(node) ?? -Infinity;
    if (node.isEnd) total = addLogs(total, sum);
    for (const { candidate, kind, to } of node.arcs) {
      const next = sum + score(node, candidate, kind);
      totals.set(to, addLogs(totals.get(to) ?? -Infinity, next));
    }
    if (node.mask === current) continue;
    current = node.mask;
    const best = (ways.get(current) ?? []).sort(byScore).slice(0, BEAM);
    ways.delete(current);
    for (const way of best) {
      if (way.node.isEnd) ends.push(way);
      for (const { candidate, kind, to } of way.node.arcs) {
        const onwards = way.score + score(way.node, candidate, kind);
        const same = ways.get(to.mask) ?? [];
        ways.set(to.mask, same);
        for (const [text, log] of textsOf(candidate, kind)) {
          const group = { candidate, text };
          same.push({ score: onwards + log, node: to, group, before: way });
        }
      }
    }
  }
  return ends.map((way) => ({ groups: groupsOf(way), log: way.score - total }));
}

function byScore(one: Way, other: Way): number {
  return other.score - one.score;
}

function groupsOf(way: Way): SpelledGroup[] {
  const groups: SpelledGroup[] = [];
  for (let at: Way | null = way; at?.group; at = at.before) groups.unshift(at.group);
  return groups;
}

/** What a group may read. */
function textsOf({ digits }: Candidate, kind: Kind): readonly Spelled[] {
  if (kind === 'digit') return digits;
  return [[{ minus: '-', point: '.', nothing: '' }[kind], 0]];
}

type Score = (from: Node, candidate: Candidate, kind: Kind) => number;

function scorer(line: Line, field: Field): Score {
  const pairs = new Map<string, number>();
  const singles = new Map<Candidate, Partial<Record<Kind, number>>>();
  return ({ last }, candidate, kind) => {
    const own = singles.get(candidate) ?? {};
    singles.set(candidate, own);
    const single = (own[kind] ??= scoreOf(field[kind], candidate.features[kind]!));
    if (kind !== 'digit' || !last) return single;
    const key = `${last.index} ${candidate.index}`;
    const pair = pairs.get(key) ?? scoreOf(field.pair, measurePair(line, last, candidate));
    pairs.set(key, pair);
    return single + pair;
  };
}

/**
 * @param weights one for each feature; then those of the hidden units, if there are any: what each
 *   one's tanh counts, and one for each feature
 */
export function scoreOf(weights: ArrayLike<number>, features: readonly number[]): number {
  let score = dot(weights, 0, features);
  for (let unit = features.length; unit < weights.length; unit += features.length + 1) {
    score += weights[unit]! * Math.tanh(dot(weights, unit + 1, features));
  }
  return score;
}

/** The sum of the features, each times its weight; those begin at `start`. */
export function dot(
  weights: ArrayLike<number>,
  start: number,
  features: readonly number[],
): number {
  return features.reduce((sum, feature, index) => sum + feature * weights[start + index]!, 0);
}

export function addLogs(one: number, other: number): number {
  const [less, more] = one < other ? [one, other] : [other, one];
  return more === -Infinity ? more : more + Math.log1p(Math.exp(less - more));
}

export function valueOf({ groups }: Spelling): string {
  return groups.map(({ text }) => text).join('');
}

/** Values with their probabilities, all groupings that spell the same together; the likeliest first. */
export function probabilitiesOf(spellings: readonly Spelling[]): [value: string, number][] {
  const sums = new Map<string, number>();
  for (const spelling of spellings) {
    const value = valueOf(spelling);
    sums.set(value, (sums.get(value) ?? 0) + Math.exp(spelling.log));
  }
  return [...sums].sort(([, one], [, other]) => other - one);
}

/** A probability whose logit is divided by a temperature. */
export function temper(probability: number, temperature: number): number {
  const odds = (Math.min(1, probability) / Math.max(1e-12, 1 - probability)) ** (1 / temperature);
  return odds / (1 + odds);
}
