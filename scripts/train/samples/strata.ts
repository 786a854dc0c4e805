import { createRandom } from '../../lib/random.js';
import type { Collection } from './collection.js';

/** A collection and how many of its samples an epoch has. */
export interface Portion {
  readonly collection: Collection;
  readonly perEpoch: number;
  /** Whether each label gets an equal part; else each sample counts the same. */
  readonly balanced: boolean;
}

/** A sample: which portion, and which of its collection. */
export interface Pick {
  readonly portion: number;
  readonly index: number;
}

/** Samples that are used equally often. */
interface Stratum {
  readonly portion: number;
  readonly members: readonly number[];
  readonly quota: number;
}

export function stratify(portions: readonly Portion[]): readonly Stratum[] {
  return portions.flatMap(({ collection, perEpoch, balanced }, portion) => {
    const { labels } = collection;
    const all = Array.from(labels, (_, index) => index);
    if (all.length === 0) return [];
    if (!balanced) return [{ portion, members: all, quota: perEpoch }];
    const digits = [...new Set(labels)].sort((a, b) => a - b);
    return digits.map((digit, place) => ({
      portion,
      members: all.filter((index) => labels[index] === digit),
      // Rounded so that the parts add up to the whole.
      quota:
        Math.round(((place + 1) * perEpoch) / digits.length) -
        Math.round((place * perEpoch) / digits.length),
    }));
  });
}

/**
 * The samples of an epoch, in the order in which they are used. Over the epochs a stratum goes
 * through all its members, in an order of its own each time, before one comes again.
 */
export function planEpoch(strata: readonly Stratum[], seed: number, epoch: number): Pick[] {
  const picks = strata.flatMap(({ portion, members, quota }, stratum) => {
    // Whole turns need no order of their own: the epoch's is enough.
    if (quota % members.length === 0) {
      return Array.from({ length: quota }, (_, draw) => ({
        portion,
        index: members[draw % members.length]!,
      }));
    }
    const orders = new Map<number, Uint32Array>();
    return Array.from({ length: quota }, (_, draw) => {
      const turn = epoch * quota + draw;
      const cycle = Math.floor(turn / members.length);
      const order = orders.get(cycle) ?? shuffled(members.length, seed, stratum, cycle);
      orders.set(cycle, order);
      return { portion, index: members[order[turn % members.length]!]! };
    });
  });
  const order = createRandom(seed, 'order', epoch).shuffle(Uint32Array.from(picks.keys()));
  return Array.from(order, (place) => picks[place]!);
}

function shuffled(length: number, ...keys: number[]): Uint32Array {
  const order = Uint32Array.from({ length }, (_, index) => index);
  return createRandom('stratum', ...keys).shuffle(order);
}
