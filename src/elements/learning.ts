/** Teaches a field's recognizer the hand of its user: loaded with the first field that has `learn`. */
import type { Drawing } from '../ink/index.js';
import {
  createRecognizer,
  type Recognizer,
  type RecognizerError,
  type RecognizerOptions,
} from '../recognizer/index.js';
import { SharedHand } from './shared-hand.js';

/** Strokes of the drawing that are one digit, as it was read. */
export interface ReadDigit {
  readonly strokes: Drawing;
  readonly text: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Strokes of the drawing that are one digit, as the user says. */
export type GivenDigit = Omit<ReadDigit, 'confidence'>;

/** What is taught, and what it is taught with. */
export interface LearningHost {
  /** Runs `work` with the recognizer, if there is one, which is kept until that ends. */
  borrow(work: (recognizer: Recognizer) => Promise<void>): Promise<void>;
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

/** What one field teaches. */
export class Learning {
  readonly key: string;
  readonly model: string;
  readonly #host: LearningHost;
  readonly #hand: SharedHand;
  /** The digits as they were read last. */
  #read: readonly ReadDigit[] = [];
  /** What the hand knows from this field; text is empty for what it was told to forget. */
  #taught: GivenDigit[] = [];

  /**
   * @param key of the hand, which is kept on this device; empty for this page's life.
   * @param model URL of the network; empty for the bundled one.
   */
  constructor(host: LearningHost, key: string, model: string) {
    this.key = key;
    this.model = model;
    this.#host = host;
    this.#hand = SharedHand.of(key, model);
  }

  /** Creates a recognizer that has learned what the hand knows. */
  async createRecognizer(options: RecognizerOptions): Promise<Recognizer> {
    const failed = (error: unknown): void => this.#host.failed(error);
    const loading = this.#hand.load().catch(failed);
    const recognizer = await createRecognizer({ ...options, hand: null });
    await loading;
    await this.#hand.join(recognizer).catch(failed);
    return recognizer;
  }

  /** The drawing was read. */
  recognized(read: readonly ReadDigit[]): void {
    this.#read = read;
  }

  /** The page itself gave the drawing and its digits. */
  replaced(given: readonly GivenDigit[]): void {
    this.#read = [];
    this.#taught = [...given];
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
      if (isThere && !isGiven && taught.text !== '') this.#teach({ ...taught, text: '' }, false);
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
      const isTaught = this.#taught.some((taught) => isSame(taught, read));
      const isShared = this.#read.some(
        (other) => other !== read && other.strokes.some((stroke) => read.strokes.includes(stroke)),
      );
      const isSure = read.confidence >= MIN_CONFIRMED && text === read.text && /^\d$/.test(text);
      if (isThere && isSure && !isTaught && !isShared) this.#teach(read, true);
    }
  }

  /** Forgets what all fields with this hand have taught. */
  async forget(): Promise<void> {
    this.#read = this.#taught = [];
    try {
      await this.#hand.forget();
    } catch (error) {
      this.#host.failed(error);
    }
    this.#host.learned(null, false);
  }

  #teach({ strokes, text }: GivenDigit, isConfirmed: boolean): void {
    const others = this.#taught.filter((taught) => !isSame(taught, { strokes }));
    this.#taught = [...others, { strokes, text }].slice(-MAX_TAUGHT);
    const digit = text === '' ? null : Number(text);
    const lesson = async (recognizer: Recognizer): Promise<void> => {
      const learn = () => recognizer.learn(strokes, digit, { confirmed: isConfirmed });
      await this.#hand.change(recognizer, learn).catch((error: unknown) => {
        if ((error as RecognizerError).code !== 'hand-storage') throw error;
        this.#host.failed(error);
      });
      this.#host.learned(digit, isConfirmed);
    };
    this.#host.borrow(lesson).catch((error: unknown) => this.#host.failed(error));
  }
}

/** Whether two are the same strokes. */
function isSame(one: { strokes: Drawing }, other: { strokes: Drawing }): boolean {
  return (
    one.strokes.length === other.strokes.length &&
    one.strokes.every((stroke) => other.strokes.includes(stroke))
  );
}
