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

/** Digits to base 64 that need no escape in a string. gzip stores each in six bits. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The coder's interval is at most this wide, five digits, and at least a 64th of it. */
const MAX_RANGE = 64 ** 5;
const MIN_RANGE = 64 ** 4;

/** Counts symbols, so that frequent ones take few digits. Symbols are bytes by their distance from 128. */
class Frequencies {
  readonly counts = new Array<number>(257).fill(1);
  total = 257;

  /** Recent symbols count more: all counts are halved now and then. */
  add(symbol: number): void {
    this.counts[symbol]! += 32;
    this.total += 32;
    if (this.total <= 2 ** 14) return;
    this.total = 0;
    this.counts.forEach((count, i) => {
      this.counts[i] = count - (count >> 1);
      this.total += this.counts[i]!;
    });
  }
}

/**
 * Packs bytes with an adaptive range coder (G. N. N. Martin, "Range encoding", 1979). Most weights are near
 * the middle, and gzip alone would need a fifth more for them.
 */
export function packBytes(bytes: Uint8Array): string {
  const frequencies = new Frequencies();
  const digits: number[] = [];
  let low = 0;
  let range = MAX_RANGE;
  const shift = () => {
    digits.push(Math.floor(low / MIN_RANGE));
    low = (low % MIN_RANGE) * 64;
    range *= 64;
  };
  for (const byte of bytes) {
    const symbol = byte > 128 ? 2 * (byte - 128) - 1 : 2 * (128 - byte);
    const { counts, total } = frequencies;
    const unit = Math.floor(range / total);
    low += unit * counts.slice(0, symbol).reduce((sum, count) => sum + count, 0);
    range = unit * counts[symbol]!;
    if (low >= MAX_RANGE) {
      low -= MAX_RANGE;
      for (let i = digits.length - 1; ++digits[i]! === 64; i--) digits[i] = 0;
    }
    while (range < MIN_RANGE) shift();
    frequencies.add(symbol);
  }
  for (let i = 0; i < 5; i++) shift();
  return digits.map((digit) => DIGITS[digit]).join('');
}

function unpackBytes(text: string, count: number): Uint8Array {
  const frequencies = new Frequencies();
  const bytes = new Uint8Array(count);
  let at = 0;
  let code = 0;
  let range = 1;
  const shift = () => {
    code = code * 64 + DIGITS.indexOf(text[at++]!);
    range *= 64;
  };
  while (range < MAX_RANGE) shift();
  for (let i = 0; i < count; i++) {
    const { counts, total } = frequencies;
    const unit = Math.floor(range / total);
    let symbol = 0;
    for (; code >= unit * counts[symbol]!; symbol++) code -= unit * counts[symbol]!;
    range = unit * counts[symbol]!;
    while (range < MIN_RANGE) shift();
    frequencies.add(symbol);
    bytes[i] = symbol % 2 ? 128 + (symbol + 1) / 2 : 128 - symbol / 2;
  }
  return bytes;
}

/** @param text weights and biases of all operations in order, packed by {@link packBytes} */
export function unpackNetwork({ plan, ...network }: PackedNetwork, text: string): LoadedNetwork {
  const arrays = plan.operations.flatMap((operation) =>
    'weights' in operation ? [operation.weights, operation.bias] : [],
  );
  const bytes = unpackBytes(
    text,
    arrays.reduce((sum, [length]) => sum + length, 0),
  );
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
