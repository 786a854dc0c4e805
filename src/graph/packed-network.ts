import type { LoadedNetwork } from './load-descriptor.js';

/** How many numbers an array has; each is `(q - zero) * scale` of the byte q that it is stored as. */
type PackedArray = readonly [length: number, scale: number, zero: number];

type Packed<T> = T extends Float32Array
  ? PackedArray
  : T extends object
    ? { readonly [Key in keyof T]: Packed<T[Key]> }
    : T;

/** A network as the build writes it into code: plain data, and its weights as a text beside it. */
export type PackedNetwork = Packed<Omit<LoadedNetwork, 'bytes'>>;

/**
 * Printable ASCII without what a string of any quotes escapes, and without what may end a script. What
 * code has most of comes first, so that the text and the code around it are compressed alike.
 */
const CHARACTERS =
  ',t:in0eod123aspl.u694r8[]m57{}g()hcwbf=-k yvAx+/;>_*C!&?O%BFIMNPSTUWjz#@DEGHJKLQRVXYZ^q|~';

/** Symbols below are one character each; the others are two, of which the first is one of the last two. */
const SINGLE = CHARACTERS.length - 2;

/**
 * Each byte as one character, or two for the rarest: weights crowd around the middle, so that the
 * text is no larger compressed than the bytes are.
 */
export function packBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const symbol = byte > 128 ? 2 * (byte - 128) - 1 : 2 * (128 - byte);
    if (symbol < SINGLE) return CHARACTERS[symbol]!;
    const rest = symbol - SINGLE;
    const first = SINGLE + Math.floor(rest / CHARACTERS.length);
    return CHARACTERS[first]! + CHARACTERS[rest % CHARACTERS.length]!;
  }).join('');
}

function unpackBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    let symbol = CHARACTERS.indexOf(text[at]!);
    if (symbol >= SINGLE) {
      symbol += (symbol - SINGLE) * (CHARACTERS.length - 1) + CHARACTERS.indexOf(text[++at]!);
    }
    bytes.push(symbol % 2 ? 128 + (symbol + 1) / 2 : 128 - symbol / 2);
  }
  return Uint8Array.from(bytes);
}

/**
 * @param text of the weights and biases of all operations, in this order, by {@link packBytes}
 */
export function unpackNetwork({ plan, ...network }: PackedNetwork, text: string): LoadedNetwork {
  const bytes = unpackBytes(text);
  let at = 0;
  const unpack = ([length, scale, zero]: PackedArray) =>
    Float32Array.from(bytes.subarray(at, (at += length)), (q) => (q - zero) * scale);
  const operations = plan.operations.map((operation) =>
    'weights' in operation
      ? { ...operation, weights: unpack(operation.weights), bias: unpack(operation.bias) }
      : operation,
  );
  return { ...network, plan: { ...plan, operations }, bytes: bytes.length };
}
