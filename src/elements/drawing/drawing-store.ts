import { copyDrawing, type Drawing, type Point, type Stroke } from '../../ink/index.js';

/** Size of the surface that coordinates refer to, in CSS pixels; 0 × 0 while it is not known. */
export interface Frame {
  readonly width: number;
  readonly height: number;
}

export const NO_FRAME: Frame = { width: 0, height: 0 };

export function isKnown({ width, height }: Frame): boolean {
  return width > 0 && height > 0;
}

/** How coordinates of one frame become those of another: times `scale`, plus `x` and `y`. */
export interface Fit {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Fits `frame` into `surface`: as large as it can be without distortion, in the middle. */
export function fitFrame(frame: Frame, surface: Frame): Fit {
  if (!isKnown(frame) || !isKnown(surface)) return { scale: 1, x: 0, y: 0 };
  const scale = Math.min(surface.width / frame.width, surface.height / frame.height);
  return {
    scale,
    x: (surface.width - frame.width * scale) / 2,
    y: (surface.height - frame.height * scale) / 2,
  };
}

/** One state of the drawing. Immutable, so that the history shares strokes instead of copying them. */
interface Snapshot {
  readonly strokes: Drawing;
  readonly frame: Frame;
  /** The digit that was given in place of what the strokes are read as; empty for none. */
  readonly entry: string;
}

/**
 * What happened to the drawing: a stroke began, grew, ended or was discarded; or strokes came and went or a digit
 * was given at once (undo, redo, clear, enter, replace).
 */
export type DrawingChange = 'begin' | 'extend' | 'end' | 'discard' | 'edit';

/** Steps that can be taken back, as in Chromium's text fields; else a field in use all day would grow all day. */
const MOST_STEPS = 1000;
/** Strokes in all snapshots of a history; a thousand strokes have each their step. */
const MOST_REMEMBERED = 1_000_000;

const BLANK: Snapshot = { strokes: [], frame: NO_FRAME, entry: '' };

/**
 * The drawing, the digit that was given instead if one was, and their history: the one source of
 * truth of the widget. Pure, no DOM.
 *
 * Coordinates keep the size of the surface they were drawn on ({@link frame}); who paints them scales.
 * So a resize changes no stroke, and strokes added after it are stored in the same frame.
 */
export class DrawingStore {
  #snapshot = BLANK;
  #past: Snapshot[] = [];
  #future: Snapshot[] = [];
  #open: Point[] | null = null;
  readonly #listeners = new Set<(change: DrawingChange) => void>();

  /** The strokes so far, the one being drawn included. */
  get strokes(): Drawing {
    return this.#open === null ? this.#snapshot.strokes : [...this.#snapshot.strokes, this.#open];
  }

  /** Size of the surface that the coordinates refer to. */
  get frame(): Frame {
    return this.#snapshot.frame;
  }

  /** Typed or chosen in place of a reading; empty while the strokes speak for themselves. */
  get entry(): string {
    return this.#open === null ? this.#snapshot.entry : '';
  }

  /** There are no strokes. */
  get isEmpty(): boolean {
    return this.#snapshot.strokes.length === 0 && this.#open === null;
  }

  /** There is neither stroke nor entry. */
  get isBlank(): boolean {
    return this.isEmpty && this.#snapshot.entry === '';
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
   * Starts a stroke. Points of this and later strokes refer to {@link frame}.
   *
   * @param surface its size now, which becomes the frame if there is no stroke yet.
   */
  begin(surface: Frame): void {
    this.end();
    if (this.isEmpty || !isKnown(this.frame))
      this.#snapshot = { ...this.#snapshot, frame: surface };
    this.#open = [];
    this.#emit('begin');
  }

  /** Adds points to the stroke that was begun; without one it does nothing. */
  extend(points: Stroke): void {
    if (this.#open === null || points.length === 0) return;
    for (const point of points) this.#open.push(point);
    this.#emit('extend');
  }

  /** Forgets the stroke that was begun. */
  discard(): void {
    if (this.#open === null) return;
    this.#open = null;
    this.#emit('discard');
  }

  /** Ends the stroke, which becomes one step of the history. A stroke without points is dropped. */
  end(): void {
    const stroke = this.#open;
    if (stroke === null) return;
    this.#open = null;
    if (stroke.length > 0)
      this.#step({ ...this.#snapshot, strokes: [...this.#snapshot.strokes, stroke], entry: '' });
    this.#emit('end');
  }

  /** @returns whether there was a step to take back. */
  undo(): boolean {
    this.end();
    return this.#move(this.#past, this.#future);
  }

  /** @returns whether there was a step to take again. */
  redo(): boolean {
    this.end();
    return this.#move(this.#future, this.#past);
  }

  /** Blanks the paper, as one step of the history. @returns whether there was anything to clear. */
  clear(): boolean {
    this.end();
    if (this.isBlank) return false;
    this.#step(BLANK);
    this.#emit('edit');
    return true;
  }

  /** Gives a digit in place of what the strokes are read as, as one step of the history. */
  enter(digit: string): boolean {
    this.end();
    if (digit === this.#snapshot.entry) return false;
    this.#step({ ...this.#snapshot, entry: digit });
    this.#emit('edit');
    return true;
  }

  /**
   * Replaces the drawing. The history starts anew, as though the strokes had just been drawn one by
   * one, of more than a thousand the last ones. `strokes` is copied.
   *
   * @param frame that the coordinates refer to.
   * @param entry the digit given in place of a reading; empty for none.
   */
  replace(strokes: Drawing, frame: Frame, entry = ''): void {
    const copy = copyDrawing(strokes);
    this.#open = null;
    this.#future = [];
    const steps = Math.min(copy.length, Math.floor(MOST_REMEMBERED / copy.length));
    this.#past = Array.from({ length: steps }, (_, step) => {
      return { strokes: copy.slice(0, copy.length - steps + step), frame, entry: '' };
    });
    this.#snapshot = { strokes: copy, frame, entry };
    this.#emit('edit');
  }

  /** Gives the size of the surface to a drawing that came before the surface had one. */
  setFrame(surface: Frame): void {
    if (isKnown(this.frame)) return;
    const framed = (snapshot: Snapshot): Snapshot =>
      isKnown(snapshot.frame) ? snapshot : { ...snapshot, frame: surface };
    this.#snapshot = framed(this.#snapshot);
    this.#past = this.#past.map(framed);
    this.#future = this.#future.map(framed);
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: (change: DrawingChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #step(snapshot: Snapshot): void {
    this.#past.push(this.#snapshot);
    this.#past.splice(0, countForgotten(this.#past));
    this.#future = [];
    this.#snapshot = snapshot;
  }

  #move(from: Snapshot[], to: Snapshot[]): boolean {
    const snapshot = from.pop();
    if (snapshot === undefined) return false;
    to.push(this.#snapshot);
    this.#snapshot = snapshot;
    this.#emit('edit');
    return true;
  }

  #emit(change: DrawingChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}

/** @returns how many snapshots, the first ones, are too many to be remembered. */
function countForgotten(snapshots: readonly Snapshot[]): number {
  let strokes = 0;
  let first = snapshots.length;
  while (first > 0 && snapshots.length - first < MOST_STEPS) {
    strokes += snapshots[first - 1]!.strokes.length;
    if (strokes > MOST_REMEMBERED) break;
    first--;
  }
  return first;
}
