import { CLASSES, type Hand, isDigit, RecognizerError } from './types.js';

/** An exported hand has at most this many bytes as JSON. */
const MAX_BYTES = 64_000;
/** Of the rest of a hand, and of an example besides its features. */
const HAND_BYTES = 120;
const EXAMPLE_BYTES = 48;

/** What an example with the very same features adds to the logit of its digit. */
const CORRECTED = 20;
const CONFIRMED = 10;

/** An example adds its strength times its cosine similarity to this power. */
const POWER = 6;

/** From this similarity on, two drawings are the same, or as good as. */
const SAME = 0.995;

/** One drawing that was learned. */
interface Example {
  readonly digit: number;
  /** Nobody corrected it. */
  readonly confirmed: boolean;
  readonly features: Direction;
}

/** A vector of which only the direction matters. */
interface Direction {
  readonly values: Float32Array;
  readonly norm: number;
}

/**
 * What one person's digits look like to a network: examples as feature vectors. The nearest example of each digit
 * votes for that digit, the more the more similar it is. A cache of nearest neighbors over hidden features, as in
 * E. Grave, M. Cissé, A. Joulin, "Unbounded cache model for online language modeling with open vocabulary", 2017.
 */
export class HandMemory {
  /** Of the network. */
  readonly #digest: string;
  /** Number of features. */
  readonly #length: number;
  /** Maximum number of examples. */
  readonly #capacity: number;
  /** The newest last. */
  #examples: Example[] = [];

  constructor(digest: string, length: number) {
    this.#digest = digest;
    this.#length = length;
    this.#capacity = Math.floor((MAX_BYTES - HAND_BYTES) / (base64Length(length) + EXAMPLE_BYTES));
  }

  get isEmpty(): boolean {
    return this.#examples.length === 0;
  }

  /**
   * Learns one drawing, in place of what was learned of the same drawing before.
   *
   * @param digit null to forget the drawing
   */
  learn(features: Float32Array, digit: number | null, isConfirmed: boolean): void {
    const own = toBytes(features);
    const isSame = (example: Example) => similarity(example.features, own) >= SAME;
    // A drawing that was corrected stays so when its digit is accepted later.
    const wasCorrected = this.#examples.some(
      (example) => !example.confirmed && example.digit === digit && isSame(example),
    );
    this.#examples = this.#examples.filter((example) => !isSame(example));
    if (digit === null) return;
    this.#examples.push({ digit, confirmed: isConfirmed && !wasCorrected, features: own });
    if (this.#examples.length > this.#capacity) this.#dropLeastUseful();
  }

  /** What is to be added to the logits of the digits 0 to 9. */
  votes(features: Float32Array): number[] {
    const own = directionOf(features);
    const votes = new Array<number>(CLASSES).fill(0);
    for (const { digit, confirmed, features: known } of this.#examples) {
      const strength = confirmed ? CONFIRMED : CORRECTED;
      const vote = strength * Math.max(0, similarity(known, own)) ** POWER;
      votes[digit] = Math.max(votes[digit]!, vote);
    }
    return votes;
  }

  clear(): void {
    this.#examples = [];
  }

  /** @returns null if nothing is learned */
  export(): Hand | null {
    if (this.isEmpty) return null;
    const examples = this.#examples.map(({ digit, confirmed, features: { values } }) => ({
      digit,
      confirmed,
      features: btoa(String.fromCharCode(...Array.from(values, (value) => value & 255))),
    }));
    return { version: 1, network: this.#digest, examples };
  }

  /** @throws RecognizerError `hand-invalid`, `hand-version`, `hand-network`; nothing is changed then */
  import(hand: Hand | null): void {
    try {
      this.#examples = hand === null ? [] : this.#parse(hand);
    } catch (error) {
      throw error instanceof RecognizerError ? error : invalid('it cannot be read', error);
    }
  }

  /** The example that is most like another of its digit; rather an old one, and rather one that was confirmed. */
  #dropLeastUseful(): void {
    const worth = this.#examples.map((example, age) => {
      const others = this.#examples
        .filter((other) => other !== example && other.digit === example.digit)
        .map((other) => similarity(example.features, other.features));
      const strength = example.confirmed ? 1 : 2;
      return strength * (1 - Math.max(0, ...others)) * (1 + age / this.#examples.length);
    });
    this.#examples.splice(worth.indexOf(Math.min(...worth)), 1);
  }

  #parse(hand: unknown): Example[] {
    const { version, network, examples } = Object(hand) as Partial<Record<keyof Hand, unknown>>;
    if (version !== 1) {
      throw new RecognizerError(
        'hand-version',
        `The hand has version ${show(version)}; this release reads version 1. Let it learn anew.`,
      );
    }
    if (network !== this.#digest) {
      throw new RecognizerError(
        'hand-network',
        `The hand was learned with the network ${show(network)}, not with ${this.#digest}; use that network, or let it learn anew.`,
      );
    }
    if (!Array.isArray(examples) || examples.length > this.#capacity) {
      throw invalid(`examples is not a list of at most ${this.#capacity}`);
    }
    return Array.from(examples, (example: unknown, index) => this.#parseExample(example, index));
  }

  #parseExample(example: unknown, index: number): Example {
    const { digit, confirmed, features } = Object(example) as Record<string, unknown>;
    const isText = typeof features === 'string' && features.length === base64Length(this.#length);
    if (!isDigit(digit) || typeof confirmed !== 'boolean' || !isText) {
      throw invalid(`example ${index} is not {digit, confirmed, features}`);
    }
    const values = fromBase64(features);
    if (values?.length !== this.#length) {
      throw invalid(`the features of example ${index} are not ${this.#length} bytes in base64`);
    }
    return { digit, confirmed, features: directionOf(values) };
  }
}

function invalid(problem: string, cause?: unknown): RecognizerError {
  const message = `The hand is damaged: ${problem}. Pass what exportHand() gave.`;
  return new RecognizerError('hand-invalid', message, { cause });
}

/** A value as messages show it. */
function show(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).slice(0, 64)
    : typeof value;
}

function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}

/** @returns signed bytes; null for text that is not base64 */
function fromBase64(text: string): Float32Array | null {
  try {
    return new Float32Array(Int8Array.from(atob(text), (byte) => byte.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** Rounded as they are exported, so that an exported hand reads as the hand does. */
function toBytes(features: Float32Array): Direction {
  const largest = features.reduce((max, value) => Math.max(max, Math.abs(value)), 0) || 1;
  return directionOf(features.map((value) => Math.round((value / largest) * 127)));
}

function directionOf(values: Float32Array): Direction {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return { values, norm: Math.sqrt(sum) };
}

/** The cosine of the angle between two vectors; 0 if one has no direction. */
function similarity(one: Direction, other: Direction): number {
  const [a, b] = [one.values, other.values];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum / (one.norm * other.norm || 1);
}
