/** Teaches a field's recognizer the hand of its user: loaded with the first field that has `learn`. */
import type { Drawing } from '../ink/index.js';
import { createRecognizer, type Recognizer, type RecognizerOptions } from '../recognizer/index.js';
import type { Lesson } from './hand-storage.js';
import type { SharedHand } from './shared-hand.js';

export { SharedHand } from './shared-hand.js';

/** Strokes of the drawing that are one digit, as it was read. */
export interface ReadDigit {
  readonly strokes: Drawing;
  readonly text: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Strokes of the drawing that are one digit, as the user says. */
export type GivenDigit = Omit<ReadDigit, 'confidence'>;

/** Whose user is learned. */
export interface LearningHost {
  /** The hand changed. `digit` is null if a drawing was forgotten. */
  learned(digit: number | null, isConfirmed: boolean): void;
  failed(error: unknown): void;
  /** Whether a digit that the user gave differs from what was read, which may not be known. */
  isCorrection(given: GivenDigit, read: ReadDigit | undefined): boolean;
}

/** A digit that is less certain was doubted, and its confirmation may be an oversight. */
const MIN_CONFIRMED = 0.8;

/** Digits that are remembered as taught: of the last drawings, as undo may bring them back. */
const MAX_TAUGHT = 200;

interface TaughtDigit extends GivenDigit {
  readonly isConfirmed: boolean;
  /** As which digit it was confirmed, which a correction does not undo. */
  readonly confirmed: string;
}

/** What one field teaches. */
export class Learning {
  readonly #host: LearningHost;
  readonly #hand: SharedHand;
  /** Of a recognizer that learns for the field. */
  #options: RecognizerOptions;
  /** The digits as they were read last. */
  #read: readonly ReadDigit[] = [];
  /** What the hand knows from this field; text is empty for what it was told to forget. */
  #taught: TaughtDigit[] = [];

  constructor(host: LearningHost, hand: SharedHand) {
    this.#host = host;
    this.#hand = hand;
    this.#options = hand.model === '' ? {} : { model: hand.model };
  }

  /** Creates a recognizer that has learned what the hand knows. */
  async createRecognizer(options: RecognizerOptions): Promise<Recognizer> {
    const { backend = 'auto', crossOriginWeights = false } = options;
    this.#options = { ...this.#options, backend, crossOriginWeights };
    const loading = this.#hand.load().catch(this.#failed);
    const recognizer = await createRecognizer({ ...options, hand: null });
    await loading;
    for (const lesson of this.#hand.takeNotes()) this.#learn(lesson);
    await this.#hand.join(recognizer).catch(this.#failed);
    return recognizer;
  }

  /** The drawing was read. */
  recognized(read: readonly ReadDigit[]): void {
    this.#read = read;
  }

  /** The page itself gave the drawing and its digits. */
  replaced(given: readonly GivenDigit[]): void {
    this.#read = [];
    this.#taught = given.map((digit) => ({ ...digit, isConfirmed: false, confirmed: '' }));
  }

  /**
   * The drawing changed at once.
   *
   * @param given all that the user says of it now. What they no longer say was taken back.
   */
  edited(given: readonly GivenDigit[], drawing: Drawing): void {
    for (const taught of this.#taught) {
      const isThere = taught.strokes.every((stroke) => drawing.includes(stroke));
      const isGiven = given.some((digit) => isSame(digit, taught));
      if (isThere && !isGiven && !taught.isConfirmed && taught.text !== '')
        this.#teach({ ...taught, text: taught.confirmed }, taught.confirmed !== '');
    }
    for (const digit of given) {
      const known = this.#taught.find((taught) => isSame(taught, digit));
      const read = this.#read.find((one) => isSame(one, digit));
      const isNew = known ? known.text !== digit.text : this.#host.isCorrection(digit, read);
      if (isNew) this.#teach(digit, false);
    }
  }

  /**
   * The form is submitted: what was read and left standing is right.
   *
   * @param given as in {@link edited}
   */
  submitted(given: readonly GivenDigit[], drawing: Drawing): void {
    for (const read of this.#read) {
      const isThere = read.strokes.every((stroke) => drawing.includes(stroke));
      const text = given.find((digit) => isSame(digit, read))?.text ?? read.text;
      const isTaught = this.#taught.some((taught) => taught.text !== '' && isSame(taught, read));
      const isShared = this.#read.some(
        (other) => other !== read && other.strokes.some((stroke) => read.strokes.includes(stroke)),
      );
      const isSure = read.confidence >= MIN_CONFIRMED && text === read.text && /^\d$/.test(text);
      if (isThere && isSure && !isTaught && !isShared) this.#teach(read, true);
    }
  }

  /**
   * Forgets what all fields with this hand have taught.
   *
   * @throws RecognizerError `hand-storage` if the device still keeps it
   */
  async forget(): Promise<void> {
    this.#taught = [];
    await this.#hand.forget();
    this.#host.learned(null, false);
  }

  #teach({ strokes, text }: GivenDigit, isConfirmed: boolean): void {
    const isOther = (taught: TaughtDigit): boolean => !isSame(taught, { strokes });
    const before = this.#taught.find((taught) => !isOther(taught))?.confirmed ?? '';
    const taught = { strokes, text, isConfirmed, confirmed: isConfirmed ? text : before };
    this.#taught = [...this.#taught.filter(isOther), taught].slice(-MAX_TAUGHT);
    this.#learn({ strokes, digit: text === '' ? null : Number(text), confirmed: isConfirmed });
  }

  #learn(lesson: Lesson): void {
    this.#hand
      .teach(lesson, this.#options, this.#failed)
      .then(() => this.#host.learned(lesson.digit, lesson.confirmed))
      .catch(this.#failed);
  }

  readonly #failed = (error: unknown): void => this.#host.failed(error);
}

/** Whether two are the same strokes. */
function isSame(one: { strokes: Drawing }, other: { strokes: Drawing }): boolean {
  return (
    one.strokes.length === other.strokes.length &&
    one.strokes.every((stroke) => other.strokes.includes(stroke))
  );
}
