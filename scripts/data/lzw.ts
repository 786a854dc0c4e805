import { ScriptError } from '../lib/cli.js';

const MAGIC = [0x1f, 0x9d];
const BLOCK_MODE = 0x80;
const CLEAR = 256;
const START_BITS = 9;
const MAX_BITS = 16;

/**
 * Unpacks a `.Z` file of Unix `compress` (Welch, "A Technique for High-Performance Data Compression",
 * 1984; the container as in ncompress 4.2): two magic bytes, a byte with the greatest width of a code
 * and the bit 0x80 for "code 256 clears the table", then codes of 9 to 16 bits, low bits first.
 * Files without that bit, or of 9 bits throughout, are refused: ncompress does not read them back.
 *
 * @param name names the file in messages.
 * @param limit bytes that the contents may have; a file that holds more is refused on the way.
 * @throws ScriptError `data-damaged`
 */
export function unpackLzw(packed: Uint8Array, name: string, limit: number): Uint8Array {
  const damaged = (what: string): ScriptError =>
    new ScriptError('data-damaged', `${name} ${what}.`);
  if (packed.length < 3 || packed[0] !== MAGIC[0] || packed[1] !== MAGIC[1]) {
    throw damaged('is not a .Z file of compress');
  }
  const maxBits = packed[2]! & 0x1f;
  const size = 1 << maxBits;
  if ((packed[2]! & BLOCK_MODE) === 0 || maxBits <= START_BITS || maxBits > MAX_BITS) {
    throw damaged(`is a .Z file of a kind that is not supported (0x${packed[2]!.toString(16)})`);
  }

  // Each code's text is that of another code and a letter more.
  const prefix = new Uint16Array(size);
  const letter = new Uint8Array(size);
  const reversed = new Uint8Array(size + 1);
  const codes = new CodeReader(packed.subarray(3));
  const output = new GrowingBytes(limit, () => damaged(`unpacks to more than ${limit} bytes`));

  let bits = START_BITS;
  let free = CLEAR + 1;
  let previous = -1;
  let first = 0;
  for (let code = codes.next(bits); code >= 0; code = codes.next(bits)) {
    if (code === CLEAR) {
      codes.skipGroup(bits);
      bits = START_BITS;
      free = CLEAR + 1;
      previous = -1;
      continue;
    }
    if (code > (previous < 0 ? 255 : free)) {
      throw damaged(`has the code ${code} before there is a text for it`);
    }
    let length = 0;
    let at = code;
    if (code === free) {
      // The text of the code before and its own first letter: the one case of a code that is used
      // before the letter that makes it is known.
      reversed[length++] = first;
      at = previous;
    }
    for (; at > 255; at = prefix[at]!) reversed[length++] = letter[at]!;
    first = at;
    reversed[length++] = first;
    output.pushReversed(reversed, length);

    if (previous >= 0 && free < size) {
      prefix[free] = previous;
      letter[free] = first;
      free++;
      if (free === 1 << bits && bits < maxBits) {
        codes.skipGroup(bits);
        bits++;
      }
    }
    previous = code;
  }
  if (codes.endsInside()) throw damaged('ends in the middle of a code');
  return output.bytes();
}

/** compress writes codes in groups of eight, and a group that the width changes in is filled up. */
class CodeReader {
  #bit = 0;
  #groupStart = 0;

  constructor(private readonly data: Uint8Array) {}

  /** -1 at the end. */
  next(bits: number): number {
    if (this.#bit + bits > this.data.length * 8) return -1;
    const byte = this.#bit >> 3;
    const [a, b = 0, c = 0] = this.data.subarray(byte, byte + 3);
    const code = ((a! | (b << 8) | (c << 16)) >> (this.#bit & 7)) & ((1 << bits) - 1);
    this.#bit += bits;
    return code;
  }

  skipGroup(bits: number): void {
    const group = bits * 8;
    this.#bit = this.#groupStart + Math.ceil((this.#bit - this.#groupStart) / group) * group;
    this.#groupStart = this.#bit;
  }

  /** Whether something other than filling is left. */
  endsInside(): boolean {
    const left = this.data.subarray(this.#bit >> 3);
    return left.length > 2 || left.some((byte, index) => byte >> (index === 0 ? this.#bit & 7 : 0));
  }
}

class GrowingBytes {
  #bytes: Uint8Array;
  #length = 0;

  constructor(
    private readonly limit: number,
    private readonly tooMany: () => Error,
  ) {
    this.#bytes = new Uint8Array(Math.min(limit, 1 << 16));
  }

  pushReversed(reversed: Uint8Array, length: number): void {
    const end = this.#length + length;
    if (end > this.limit) throw this.tooMany();
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.min(this.limit, Math.max(end, this.#bytes.length * 2)));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    for (let index = length - 1; index >= 0; index--)
      this.#bytes[this.#length++] = reversed[index]!;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}
