import { heightOf, widthOf } from './drawing.js';
import { DIGIT_MEASURES, type Group, measurePair, PAIR_MEASURES, SIGN_MEASURES } from './groups.js';
import type { Line, Piece } from './line.js';

/** What the network says of a candidate. */
export interface Read {
  /** Natural logarithms of the probabilities of the digits 0 to 9. */
  readonly logs: readonly number[];
  /** log Σ exp of the logits of the digits, in deviations from the mean of digits; 0 if it says nothing. */
  readonly energy: number;
  /** Log odds that it is not a digit, likewise. */
  readonly notADigit: number;
}

/** Of the bundled network's digits, about. */
const ENERGY = { mean: 5, deviation: 2 };
const NOT_A_DIGIT = { mean: -11, deviation: 3 };

/** What a network says by its probabilities alone. */
export function readLogs(logs: readonly number[]): Read {
  return { logs, energy: 0, notADigit: 0 };
}

/**
 * @param logits of the digits 0 to 9
 * @param notADigit logit of the output for what is not a digit. If a network was not trained for that, how large
 *   its logits are says nothing.
 */
export function readLogits(logits: readonly number[], notADigit?: number): Read {
  const largest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  const energy = largest + Math.log(sum);
  const logs = logits.map((logit) => logit - energy);
  if (notADigit === undefined) return readLogs(logs);
  return {
    logs,
    energy: (energy - ENERGY.mean) / ENERGY.deviation,
    notADigit: (notADigit - energy - NOT_A_DIGIT.mean) / NOT_A_DIGIT.deviation,
  };
}

export const KINDS = ['digit', 'minus', 'point', 'speck'] as const;

/** What a group of strokes is. */
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

const READ_FEATURES = 16;

/** How many features each part of the field weighs, in the order in which their weights are stored. */
export const FEATURE_COUNTS = {
  digit: DIGIT_MEASURES + READ_FEATURES + 20,
  minus: SIGN_MEASURES + 2,
  point: SIGN_MEASURES + 2,
  speck: SIGN_MEASURES,
  pair: PAIR_MEASURES,
};

/** Where a digit's features say that it is all the ink there is. */
export const IS_ALL = DIGIT_MEASURES + READ_FEATURES - 1;

export type WeightPart = keyof typeof FEATURE_COUNTS;

/** @param reads of the groups, in their order */
export function createCandidates(groups: readonly Group[], reads: readonly Read[]): Candidate[] {
  const single = new Map<Piece, Read>();
  groups.forEach(({ pieces }, index) => {
    if (pieces.length === 1) single.set(pieces[0]!, reads[index]!);
  });
  const all = groups.reduce((mask, group) => mask | group.mask, 0);
  return groups.map((group, index) => {
    const alone = group.pieces.flatMap((piece) => single.get(piece) ?? []);
    const read = reads[index]!;
    const parts = group.pieces.length > 1 ? alone : [];
    const features = featuresOf(group, read, parts, group.mask === all);
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

/** Of points and commas, and of specks, in digit heights. */
const MAX_POINT = 0.8;
const MAX_SPECK = 0.35;

/**
 * @param alone the reads of a group's pieces, if there are several
 * @param isAll whether the group is all the ink there is
 */
function featuresOf(
  { shape, box, pieces, strokes }: Group,
  { logs, energy, notADigit }: Read,
  alone: readonly Read[],
  isAll: boolean,
): Candidate['features'] {
  const likeliest = Math.max(...logs);
  const entropy = logs.reduce((sum, log) => sum - log * Math.exp(log), 0);
  const oneOf = (value: number) =>
    logs.map((_, digit) => (digit === logs.indexOf(likeliest) ? value : 0));
  const energies = alone.length > 0 ? alone.map((read) => read.energy) : [0];
  const [least, most] = [Math.min(...energies), Math.max(...energies)];
  const odds = alone.length > 0 ? alone.map((read) => read.notADigit) : [0];
  const { lowest } = shape;
  const width = widthOf(box);
  const height = heightOf(box);
  const size = pieces.length === 1 ? Math.max(width, height) : Infinity;
  const isDash = width > height && size < 1.6 && height < 0.4;
  const sign = [...shape.sign, likeliest, energy];
  return {
    digit: [
      ...shape.digit,
      likeliest,
      entropy,
      energy,
      Math.max(0, -1 - energy),
      Math.min(0, ...alone.map((read) => Math.max(-3, ...read.logs))),
      least,
      Math.max(0, least + 1),
      most,
      lowest * least,
      lowest * most,
      lowest * energy,
      notADigit,
      Math.max(0, notADigit),
      Math.max(...odds),
      Math.min(...odds),
      Number(isAll),
      ...oneOf(strokes.length - 1),
      ...oneOf(Math.max(0, 0.5 - width / Math.max(height, 0.1))),
    ],
    ...(isDash && { minus: sign }),
    ...(size < MAX_POINT && { point: sign }),
    ...(size < MAX_SPECK && { speck: shape.sign }),
  };
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
  const { minLength, maxLength } = grammar;
  // How many digits there are matters no further than this.
  const counted = maxLength < Infinity ? maxLength : minLength;
  const nodes = new Map<string, Node>();
  const find = (mask: number, phase: Phase, count: number, last: Candidate | null): Node => {
    const isWhole = phase === 'whole' || phase === 'fraction';
    const isEnd = mask === full && isWhole && count >= minLength;
    const key = `${mask} ${phase} ${count} ${last?.index}`;
    const node = nodes.get(key) ?? { mask, phase, count, last, arcs: [], isEnd };
    nodes.set(key, node);
    return node;
  };
  find(0, 'start', 0, null);
  // A map's values include those that are added on the way.
  for (const { mask, phase, count, last, arcs } of nodes.values()) {
    if (nodes.size > MAX_NODES) return null;
    const first = ~mask & (mask + 1);
    for (const candidate of candidates) {
      if (candidate.mask & mask || !(candidate.mask & first)) continue;
      for (const kind of KINDS) {
        const next = candidate.features[kind] && nextPhase(phase, kind, grammar);
        const isDigit = kind === 'digit';
        const digits = count + Number(isDigit);
        if (!next || digits > maxLength) continue;
        const before = isDigit ? candidate : last;
        const to = find(mask | candidate.mask, next, Math.min(digits, counted), before);
        arcs.push({ candidate, kind, to });
      }
    }
  }
  // An arc leads to a larger mask.
  const sorted = [...nodes.values()].sort((one, other) => one.mask - other.mask);
  // Arcs to dead ends would fill the beam with ways that are no number.
  const leading = new Set<Node>();
  for (const node of [...sorted].reverse()) {
    const arcs = node.arcs.splice(0).filter(({ to }) => leading.has(to));
    node.arcs.push(...arcs);
    if (node.isEnd || arcs.length > 0) leading.add(node);
  }
  return sorted;
}

function nextPhase(phase: Phase, kind: Kind, { signed, decimal }: Grammar): Phase | null {
  if (kind === 'speck') return phase;
  if (kind === 'minus') return signed && phase === 'start' ? 'signed' : null;
  const isFraction = phase === 'point' || phase === 'fraction';
  if (kind === 'point') return decimal && !isFraction ? 'point' : null;
  return isFraction ? 'fraction' : 'whole';
}

/** The trained weights, by part. */
export type Field = Readonly<Record<WeightPart, readonly number[]>>;

/** A way to spell a number. */
export interface Spelling {
  readonly value: string;
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
  readonly group?: SpelledGroup;
  readonly before?: Way;
}

/**
 * The likeliest ways to spell a number, by a semi-Markov conditional random field (Sarawagi and Cohen
 * 2004): the score of a way is the sum of those of its groups and of neighbors.
 *
 * @returns the likeliest first; none if there is no way
 */
export function searchSpellings(line: Line, nodes: readonly Node[], field: Field): Spelling[] {
  const score = scorer(line, field);
  const [start] = nodes;
  const scores = new Map<Arc, number>();
  const totals = new Map([[start!, 0]]);
  const totalOf = (node: Node) => totals.get(node) ?? -Infinity;
  let total = -Infinity;
  for (const node of nodes) {
    if (node.isEnd) total = addLogs(total, totalOf(node));
    for (const arc of node.arcs) {
      scores.set(arc, score(node, arc));
      totals.set(arc.to, addLogs(totalOf(arc.to), totalOf(node) + scores.get(arc)!));
    }
  }
  const ways = new Map<number, Way[]>([[0, [{ score: 0, node: start! }]]]);
  const ends: Way[] = [];
  for (const mask of new Set(nodes.map((node) => node.mask))) {
    const best = (ways.get(mask) ?? []).sort((one, other) => other.score - one.score);
    for (const way of best.slice(0, BEAM)) {
      if (way.node.isEnd) ends.push(way);
      for (const arc of way.node.arcs) {
        const { candidate, kind, to } = arc;
        const onwards = way.score + scores.get(arc)!;
        const same = ways.get(to.mask) ?? [];
        ways.set(to.mask, same);
        for (const [text, log] of kind === 'digit' ? candidate.digits : [SIGNS[kind]])
          same.push({ score: onwards + log, node: to, group: { candidate, text }, before: way });
      }
    }
  }
  return ends.map((way) => {
    const groups: SpelledGroup[] = [];
    for (let at: Way | undefined = way; at?.group; at = at.before) groups.unshift(at.group);
    const value = groups.map(({ text }) => text).join('');
    return { value, groups, log: way.score - total };
  });
}

/** What other groups than digits read. */
const SIGNS: Readonly<Record<Exclude<Kind, 'digit'>, Spelled>> = {
  minus: ['-', 0],
  point: ['.', 0],
  speck: ['', 0],
};

function scorer(line: Line, field: Field): (from: Node, arc: Arc) => number {
  const scores = new Map<string, number>();
  const scoreAs = (part: WeightPart, key: string, measure: () => readonly number[]): number => {
    const score = scores.get(part + key) ?? scoreOf(field[part], measure());
    scores.set(part + key, score);
    return score;
  };
  return ({ last }, { candidate, kind }) => {
    const { index, features } = candidate;
    const single = scoreAs(kind, `${index}`, () => features[kind]!);
    if (kind !== 'digit' || !last) return single;
    return (
      single + scoreAs('pair', `${last.index} ${index}`, () => measurePair(line, last, candidate))
    );
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

/** Values with their probabilities, all groupings that spell the same together; the likeliest first. */
export function probabilitiesOf(spellings: readonly Spelling[]): [value: string, number][] {
  const sums = new Map<string, number>();
  for (const { value, log } of spellings) sums.set(value, (sums.get(value) ?? 0) + Math.exp(log));
  return [...sums].sort(([, one], [, other]) => other - one);
}

/** A probability whose logit is divided by a temperature. */
export function temper(probability: number, temperature: number): number {
  const odds = (Math.min(1, probability) / Math.max(1e-12, 1 - probability)) ** (1 / temperature);
  return odds / (1 + odds);
}
