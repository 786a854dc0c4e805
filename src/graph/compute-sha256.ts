/** Fractional parts of the cube roots of the first 64 primes. */
const K = roots(64, 3);
/** Fractional parts of the square roots of the first 8 primes. */
const INITIAL = roots(8, 2);

/** SHA-256 (FIPS 180-4), 32 bytes, for pages that are not a secure context and have no `subtle`. */
export function computeSha256(bytes: Uint8Array): ArrayBuffer {
  const state = new DataView(new ArrayBuffer(32));
  INITIAL.forEach((word, i) => state.setUint32(i * 4, word));
  const whole = bytes.length - (bytes.length % 64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < whole; at += 64) compress(state, view, at);
  const tail = padTail(bytes.subarray(whole), bytes.length);
  for (let at = 0; at < tail.byteLength; at += 64) compress(state, tail, at);
  return state.buffer;
}

/** The last, incomplete block, a one bit, zeros, and the length in bits. */
function padTail(rest: Uint8Array, length: number): DataView {
  const padded = new Uint8Array(rest.length < 56 ? 64 : 128);
  padded.set(rest);
  padded[rest.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(length) * 8n);
  return view;
}

const schedule = new Int32Array(64);

function compress(state: DataView, block: DataView, at: number): void {
  const w = schedule;
  for (let i = 0; i < 64; i++) w[i] = i < 16 ? block.getInt32(at + i * 4) : extend(w, i);
  let [a, b, c, d, e, f, g, h] = words(state);
  for (let i = 0; i < 64; i++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + sum1 + choice + (K[i] ?? 0) + (w[i] ?? 0)) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + sum0 + majority) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) =>
    state.setInt32(i * 4, (state.getInt32(i * 4) + word) | 0),
  );
}

function extend(w: Int32Array, i: number): number {
  const [x, y] = [w[i - 15] ?? 0, w[i - 2] ?? 0];
  const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
  const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
  return ((w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1) | 0;
}

type Words = [number, number, number, number, number, number, number, number];

function words(state: DataView): Words {
  return Array.from({ length: 8 }, (_, i) => state.getInt32(i * 4)) as Words;
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
