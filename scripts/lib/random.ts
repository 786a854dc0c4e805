/** A repeatable stream of pseudo-random numbers. */
export interface Random {
  /** Uniform in [0, 1), with 32 random bits. */
  uniform(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform in 0 … count - 1. */
  integer(count: number): number;
  /** From the normal distribution with mean 0 and variance 1 (Box and Muller 1958). */
  normal(): number;
  /** Puts the items in random order, in place (Fisher and Yates). */
  shuffle<Items extends { length: number; [index: number]: number }>(items: Items): Items;
}

/**
 * A stream of its own for every combination of keys, so that what happens at step 1,000 of a
 * training depends on the seed and the step alone and not on how many numbers were drawn before:
 * a resumed run needs no generator state.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand), its state a hash of the keys.
 */
export function createRandom(...keys: readonly (string | number)[]): Random {
  let [a, b, c, counter] = hash(keys.map(String).join('\0'));

  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // Close seeds give close first outputs; twelve rounds mix them, as its author advises.
  for (let round = 0; round < 12; round++) next();

  const uniform = (): number => next() / 2 ** 32;
  const integer = (count: number): number => Math.floor(uniform() * count);
  return {
    uniform,
    integer,
    between: (low, high) => low + (high - low) * uniform(),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle(items) {
      for (let last = items.length - 1; last > 0; last--) {
        const other = integer(last + 1);
        const moved = items[last]!;
        items[last] = items[other]!;
        items[other] = moved;
      }
      return items;
    },
  };
}

/** Four 32-bit words from a text: FNV-1a with four offsets, finished as MurmurHash3 does. */
function hash(text: string): [number, number, number, number] {
  const word = (offset: number): number => {
    let value = offset;
    for (let index = 0; index < text.length; index++) {
      value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
    }
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    return value ^ (value >>> 16);
  };
  return [word(0x811c9dc5), word(0x9e3779b9), word(0x243f6a88), word(0xb7e15162)];
}
