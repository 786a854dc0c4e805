import { copyDrawing, type Drawing, type Point, type Stroke } from '../../ink/index.js';

/** One state of the paper. Immutable, so that history shares strokes instead of copying them. */
interface Sheet {
  readonly strokes: Drawing;
  /** Side of the square surface that the coordinates refer to, in CSS pixels. */
  readonly side: number;
  /** The digit that was given in place of what the strokes are read as; empty for none. */
  readonly entry: string;
}

/**
 * What happened to the drawing: a stroke began, grew or ended; or strokes came and went or a digit
 * was given at once (undo, redo, clear, enter, replace).
 */
export type DrawingChange = 'begin' | 'extend' | 'end' | 'edit';

/** Steps that can be taken back, as in Chromium's text fields; else a field in use all day would grow all day. */
const MOST_STEPS = 1000;
/** Strokes in all sheets of a history; a thousand strokes have each their step. */
const MOST_REMEMBERED = 1_000_000;

const BLANK: Sheet = { strokes: [], side: 0, entry: '' };

/**
 * The drawing, the digit that was given instead if one was, and their history: the one source of
 * truth of the widget. Pure, no DOM.
 *
 * Coordinates keep the size of the surface they were drawn on ({@link side}); who paints them scales.
 * So a resize changes no stroke, and strokes added after it are stored in the same frame.
 */
export class DrawingStore {
  #sheet = BLANK;
  #past: Sheet[] = [];
  #future: Sheet[] = [];
  #open: Point[] | null = null;
  readonly #listeners = new Set<(change: DrawingChange) => void>();

  /** The strokes so far, the one being drawn included. */
  get strokes(): Drawing {
    return this.#open === null ? this.#sheet.strokes : [...this.#sheet.strokes, this.#open];
  }

  /** Side of the surface the coordinates refer to, in CSS pixels; 0 while nothing told. */
  get side(): number {
    return this.#sheet.side;
  }

  /** Typed or chosen in place of a reading; empty while the strokes speak for themselves. */
  get entry(): string {
    return this.#open === null ? this.#sheet.entry : '';
  }

  /** There are no strokes. */
  get isEmpty(): boolean {
    return this.#sheet.strokes.length === 0 && this.#open === null;
  }

  /** There is neither stroke nor entry. */
  get isBlank(): boolean {
    return this.isEmpty && this.#sheet.entry === '';
  }

  /** A stroke is being drawn. */
  get isOpen(): boolean {
    return this.#open !== null;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /**
   * Starts a stroke. Points of this and later strokes are in the frame of {@link side}.
   *
   * @param side of the surface now; it becomes the frame if the paper is blank.
   */
  begin(side: number): void {
    this.end();
    if (this.isEmpty || this.#sheet.side === 0) this.#sheet = { ...this.#sheet, side };
    this.#open = [];
    this.#tell('begin');
  }

  /** Adds points to the stroke that was begun; without one it does nothing. */
  extend(points: Stroke): void {
    if (this.#open === null || points.length === 0) return;
    for (const point of points) this.#open.push(point);
    this.#tell('extend');
  }

  /** Forgets the stroke that was begun, in favour of another that begins at once. */
  discard(): void {
    this.#open = null;
  }

  /** Ends the stroke, which becomes one step of the history. A stroke without points is dropped. */
  end(): void {
    const stroke = this.#open;
    if (stroke === null) return;
    this.#open = null;
    if (stroke.length > 0)
      this.#step({ ...this.#sheet, strokes: [...this.#sheet.strokes, stroke], entry: '' });
    this.#tell('end');
  }

  /** @returns whether there was a step to take back. */
  undo(): boolean {
    this.end();
    return this.#travel(this.#past, this.#future);
  }

  /** @returns whether there was a step to take again. */
  redo(): boolean {
    this.end();
    return this.#travel(this.#future, this.#past);
  }

  /** Blanks the paper, as one step of the history. @returns whether there was anything to clear. */
  clear(): boolean {
    this.end();
    if (this.isBlank) return false;
    this.#step(BLANK);
    this.#tell('edit');
    return true;
  }

  /** Gives a digit in place of what the strokes are read as, as one step of the history. */
  enter(digit: string): boolean {
    this.end();
    if (digit === this.#sheet.entry) return false;
    this.#step({ ...this.#sheet, entry: digit });
    this.#tell('edit');
    return true;
  }

  /**
   * Replaces the drawing. The history starts anew, as though the strokes had just been drawn one by
   * one, of more than a thousand the last ones. `strokes` is copied.
   *
   * @param side of the surface the coordinates refer to; 0 if it is not known yet.
   * @param entry the digit given in place of a reading; empty for none.
   */
  replace(strokes: Drawing, side: number, entry = ''): void {
    const copy = copyDrawing(strokes);
    this.#open = null;
    this.#future = [];
    const steps = Math.min(copy.length, Math.floor(MOST_REMEMBERED / copy.length));
    this.#past = Array.from({ length: steps }, (_, step) => {
      return { strokes: copy.slice(0, copy.length - steps + step), side, entry: '' };
    });
    this.#sheet = { strokes: copy, side, entry };
    this.#tell('edit');
  }

  /** Tells the size of the surface to a drawing that came before the surface had one. */
  adopt(side: number): void {
    if (this.#sheet.side !== 0) return;
    const framed = (sheet: Sheet): Sheet => (sheet.side === 0 ? { ...sheet, side } : sheet);
    this.#sheet = framed(this.#sheet);
    this.#past = this.#past.map(framed);
    this.#future = this.#future.map(framed);
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: (change: DrawingChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #step(sheet: Sheet): void {
    this.#past.push(this.#sheet);
    this.#past.splice(0, countForgotten(this.#past));
    this.#future = [];
    this.#sheet = sheet;
  }

  #travel(from: Sheet[], to: Sheet[]): boolean {
    const sheet = from.pop();
    if (sheet === undefined) return false;
    to.push(this.#sheet);
    this.#sheet = sheet;
    this.#tell('edit');
    return true;
  }

  #tell(change: DrawingChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}

/** @returns how many sheets, the first ones, are too many to be remembered. */
function countForgotten(sheets: readonly Sheet[]): number {
  let strokes = 0;
  let first = sheets.length;
  while (first > 0 && sheets.length - first < MOST_STEPS) {
    strokes += sheets[first - 1]!.strokes.length;
    if (strokes > MOST_REMEMBERED) break;
    first--;
  }
  return first;
}
