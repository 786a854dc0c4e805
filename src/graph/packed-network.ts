import type { Interruptible } from '../util/async.js';
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
  readonly counts = new Int32Array(257).fill(1);
  total = 257;

  /** Recent symbols count more: all counts are halved now and then. */
  add(symbol: number): void {
    this.counts[symbol]! += 32;
    this.total += 32;
    if (this.total <= 2 ** 14) return;
    this.total = 0;
    for (let i = 0; i < 257; i++) this.total += this.counts[i]! -= this.counts[i]! >> 1;
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
    low += unit * counts.subarray(0, symbol).reduce((sum, count) => sum + count, 0);
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

function* unpackBytes(text: string, count: number): Interruptible<Uint8Array> {
  const frequencies = new Frequencies();
  const { counts } = frequencies;
  const digitOf = new Uint8Array(128);
  for (let digit = 0; digit < 64; digit++) digitOf[DIGITS.charCodeAt(digit)] = digit;
  const bytes = new Uint8Array(count);
  let at = 0;
  let code = 0;
  let range = 1;
  for (; range < MAX_RANGE; range *= 64) code = code * 64 + digitOf[text.charCodeAt(at++)]!;
  for (let i = 0; i < count; i++) {
    if (i % 1024 === 0) yield;
    const unit = Math.floor(range / frequencies.total);
    let rest = Math.floor(code / unit);
    code -= rest * unit;
    let symbol = 0;
    while (rest >= counts[symbol]!) rest -= counts[symbol++]!;
    code += rest * unit;
    range = unit * counts[symbol]!;
    for (; range < MIN_RANGE; range *= 64) code = code * 64 + digitOf[text.charCodeAt(at++)]!;
    frequencies.add(symbol);
    bytes[i] = symbol % 2 ? 128 + (symbol + 1) / 2 : 128 - symbol / 2;
  }
  return bytes;
}

/** @param text weights and biases of all operations in order, packed by {@link packBytes} */
export function* unpackNetwork(
  { plan, ...network }: PackedNetwork,
  text: string,
): Interruptible<LoadedNetwork> {
  const arrays = plan.operations.flatMap((operation) =>
    'weights' in operation ? [operation.weights, operation.bias] : [],
  );
  const bytes = yield* unpackBytes(
    text,
    arrays.reduce((sum, [length]) => sum + length, 0),
  );
  let at = 0;
  const unpack = ([length, scale, zero]: PackedArray) =>
    new Float32Array(bytes.subarray(at, (at += length))).map((q) => (q - zero) * scale);
  const operations = plan.operations.map((operation) =>
    'weights' in operation
      ? { ...operation, weights: unpack(operation.weights), bias: unpack(operation.bias) }
      : operation,
  );
  return { ...network, plan: { ...plan, operations }, bytes: bytes.length };
}
