import type { LoadedNetwork } from './load-descriptor.js';

/** Stores an array of `length` numbers, each `(q - zero) * scale`, as one byte q per number. */
type PackedArray = readonly [length: number, scale: number, zero: number];

type Packed<T> = T extends Float32Array
  ? PackedArray
  : T extends object
    ? { readonly [Key in keyof T]: Packed<T[Key]> }
    : T;

/** A network as the build writes it into code: plain data. Its weights are a separate string. */
export type PackedNetwork = Packed<Omit<LoadedNetwork, 'bytes'>>;

/**
 * Printable ASCII that needs no escape in a string and cannot end a script. Sorted by frequency in code, so
 * that one set of codes compresses the weights and the code around them.
 */
const CHARACTERS =
  ',t:in0eod123aspl.u694r8[]m57{}g()hcwbf=-k yvAx+/;>_*C!&?O%BFIMNPSTUWjz#@DEGHJKLQRVXYZ^q|~';

/** Symbols below this take one character; others take two, the first of which is one of the last two. */
const SINGLE = CHARACTERS.length - 2;

/**
 * Writes each byte as one character, or two for the rarest. Most weights are near the middle, so the
 * compressed string is no larger than the bytes.
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

/** @param text weights and biases of all operations in order, packed by {@link packBytes} */
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
