import type { Drawing } from '../../ink/index.js';
import type { Result } from '../../recognizer/index.js';
import type { DrawingStore } from '../drawing/drawing-store.js';

/** What a drawing stands for: the digit that was given, or else what was read. Pure, no DOM. */
export class FieldValue {
  readonly #store: DrawingStore;
  #result: Result | null = null;
  /** The strokes that {@link result} was read from. */
  #read: Drawing | null = null;
  /** The value of a restored drawing until it is read again. */
  #assumed = '';

  constructor(store: DrawingStore) {
    this.#store = store;
  }

  /** To be called first when the drawing changes. */
  renew(): void {
    this.#assumed = '';
    if (this.#store.isEmpty) this.#result = this.#read = null;
  }

  /** The last result, of the drawing or of how it was before; null without a drawing. */
  get result(): Result | null {
    return this.#result;
  }

  /** The result, if it is that of the drawing as it stands. */
  get presentResult(): Result | null {
    return this.#store.strokes === this.#read ? this.#result : null;
  }

  /** Nothing is left to be read. */
  get isSettled(): boolean {
    const { isEmpty, entry } = this.#store;
    return isEmpty || entry !== '' || this.presentResult !== null;
  }

  /**
   * Empty or one digit.
   *
   * @param threshold 0 to 1; what was read with less confidence is no value.
   */
  get(threshold: number): string {
    const { entry } = this.#store;
    if (entry !== '') return entry;
    if (this.#result === null) return this.#assumed;
    const { digit, confidence } = this.#result;
    return digit !== null && confidence >= threshold ? String(digit) : '';
  }

  /** The drawing as it stands was read. */
  take(result: Result): void {
    this.#result = result;
    this.#read = this.#store.strokes;
    this.#assumed = '';
  }

  /** The drawing as it stands was read as this before, by a page that went away. */
  assume(value: string): void {
    this.#assumed = value;
  }
}
