import type { Interruptible } from '../util/async.js';

/** Fractional parts of the cube roots of the first 64 primes. */
const K = roots(64, 3);
/** Fractional parts of the square roots of the first 8 primes. */
const INITIAL = roots(8, 2);

/** Bytes between two yields: well below a millisecond, even before the code is optimized. */
const YIELD_BYTES = 2048;

/** SHA-256 (FIPS 180-4), 32 bytes, for pages without `crypto.subtle`. */
export function* computeSha256(bytes: Uint8Array): Interruptible<ArrayBuffer> {
  const state = Int32Array.from(INITIAL);
  const whole = bytes.length - (bytes.length % 64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < whole; at += 64) {
    if (at % YIELD_BYTES === 0) yield;
    compress(state, view, at);
  }
  const tail = padTail(bytes.subarray(whole), bytes.length);
  for (let at = 0; at < tail.byteLength; at += 64) compress(state, tail, at);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setInt32(i * 4, word));
  return digest.buffer;
}

/** The last, incomplete block, then a one bit, zeros, and the length in bits. */
function padTail(rest: Uint8Array, length: number): DataView {
  const padded = new Uint8Array(rest.length < 56 ? 64 : 128);
  padded.set(rest);
  padded[rest.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(length) * 8n);
  return view;
}

const schedule = new Int32Array(64);

function compress(state: Int32Array, block: DataView, at: number): void {
  const w = schedule;
  for (let i = 0; i < 64; i++) w[i] = i < 16 ? block.getInt32(at + i * 4) : extend(w, i);
  // Variables instead of an array, because this runs before JavaScript is optimized.
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + sum1 + choice + K[i]! + w[i]!) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + sum0 + majority) | 0;
  }
  // An Int32Array wraps sums, as the standard requires.
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

function extend(w: Int32Array, i: number): number {
  const x = w[i - 15]!;
  const y = w[i - 2]!;
  const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
  const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
  return (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
}

function rotate(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}

/** First 32 bits of the fractional parts of the roots of the first primes. */
function roots(count: number, degree: 2 | 3): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) found.push(fraction(n, degree));
  }
  return found;
}

function fraction(n: number, degree: 2 | 3): number {
  const root = n ** (1 / degree);
  return Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
}
