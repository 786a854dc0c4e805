import { copyDrawing, type Drawing, type Frame, type Point, type Stroke } from '../ink/index.js';

/** Of a surface without a layout. */
export const NO_FRAME: Frame = { width: 0, height: 0 };

export function isKnown({ width, height }: Frame): boolean {
  return width > 0 && height > 0;
}

/** How coordinates of one frame become those of another: times `scale`, plus `x` and `y`. */
interface Fit {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Fits `frame` into `surface`: as large as it can be without distortion, in the middle.
 *
 * @param isLine as high as the surface and at its left, for a surface that grows to the right.
 */
export function fitFrame(frame: Frame, surface: Frame, isLine = false): Fit {
  const width = isLine ? Infinity : surface.width;
  const scale = Math.min(width / frame.width, surface.height / frame.height);
  if (!isKnown(frame) || !(scale > 0 && scale < Infinity)) return { scale: 1, x: 0, y: 0 };
  return {
    scale,
    x: isLine ? 0 : (surface.width - frame.width * scale) / 2,
    y: (surface.height - frame.height * scale) / 2,
  };
}

/** One digit of a number, as the user says; or several that cannot be told apart. Without strokes it was typed. */
export interface PinnedDigit<S = Stroke> {
  readonly strokes: readonly S[];
  /** Which digit, where the user said that, too. */
  readonly text?: string;
  /** Of a typed digit: its left edge, in heights of the frame. */
  readonly x?: number;
}

/**
 * A typed digit on the surface, in heights of the frame: where the first one stands, its width, the space
 * beside it, its top and its bottom.
 */
export const TYPE = { start: 0.2, width: 0.36, gap: 0.1, top: 0.28, bottom: 0.78 };

/** The digits of a text that was typed alone. */
export function layOutText(text: string): PinnedDigit<never>[] {
  const step = TYPE.width + TYPE.gap;
  return [...text].map((digit, i) => ({ strokes: [], text: digit, x: TYPE.start + i * step }));
}

/** What the user said of a number: which strokes are one digit, which are not, and what stands there as type. */
export interface Pins<S = Stroke> {
  /** From left to right, as far as they are typed. */
  readonly groups: readonly PinnedDigit<S>[];
  readonly apart: readonly (readonly S[])[];
}

const NO_PINS: Pins<never> = { groups: [], apart: [] };

/** The same, said of other strokes, or of their indices. */
export function renamePins<S, T>({ groups, apart }: Pins<S>, rename: (stroke: S) => T): Pins<T> {
  const all = (strokes: readonly S[]) => strokes.map(rename);
  return {
    groups: groups.map((group) => ({ ...group, strokes: all(group.strokes) })),
    apart: apart.map(all),
  };
}

/** What is changed at once. The override is dropped unless it is given, too. */
export type Revision = Partial<Snapshot>;

/** One state of the drawing. Immutable, so that the history shares strokes instead of copying them. */
interface Snapshot {
  readonly strokes: Drawing;
  readonly frame: Frame;
  /** The digit that was given in place of what the strokes are read as; empty for none. */
  readonly override: string;
  /** A picture of a digit instead of strokes, no larger than it is read; see `picture-input.ts`. */
  readonly picture: HTMLCanvasElement | null;
  /** How its strokes are to be read. */
  readonly pins: Pins;
}

/** A stroke under way. It begins with its first point. */
interface OpenStroke {
  /** What it is added to. */
  readonly base: Snapshot;
  readonly points: Point[];
}

/**
 * What happened to the drawing: a stroke began, grew, ended or was discarded; strokes came and went or
 * a digit was given at once (undo, redo, clear, enter, replace); or, without effect on how it is read, the
 * surface got a size, and with it a drawing that came before, or strokes went below others.
 */
export type DrawingChange = 'begin' | 'extend' | 'end' | 'discard' | 'edit' | 'frame';

/** Steps that can be taken back, as in Chromium's text fields; else a field in use all day would grow all day. */
const MAX_STEPS = 1000;
/** Strokes in all snapshots of a history; a thousand strokes have each their step. */
const MAX_REMEMBERED = 1_000_000;

/** What a picture counts for among them: its pixels take a megabyte. */
const PICTURE = 50_000;

const BLANK: Snapshot = {
  strokes: [],
  frame: NO_FRAME,
  override: '',
  picture: null,
  pins: NO_PINS,
};

/**
 * The drawing, the digit that was given instead if one was, and their history: the one source of
 * truth of the element. Pure, no DOM.
 *
 * Coordinates keep the size of the surface they were drawn on ({@link frame}); who paints them scales.
 * So a resize changes no stroke, and strokes added after it are stored in the same frame.
 */
export class DrawingStore {
  /**
   * Whether strokes are dots that the next stroke or digit takes the place of: a tap that gave the
   * focus is no part of a digit. Undo brings them back. By default nothing is.
   */
  isDiscarded: (strokes: Drawing, frame: Frame) => boolean = () => false;
  /**
   * Whether a stroke that ends is a gesture: what it changes instead of being added, or `tap` for nothing.
   * By default no stroke is.
   */
  interpret: (strokes: Drawing, stroke: Stroke) => Revision | 'tap' | null = () => null;
  /** The surface is a line of writing, which grows to the right. */
  isLine = false;
  #snapshot = BLANK;
  #past: Snapshot[] = [];
  #future: Snapshot[] = [];
  #open: OpenStroke | null = null;
  /** What {@link erase} left last. */
  #erased: Snapshot | null = null;
  readonly #listeners = new Set<(change: DrawingChange) => void>();

  /** The strokes so far, the one being drawn included. None is without points. */
  get strokes(): Drawing {
    if (!this.isOpen) return this.#snapshot.strokes;
    const { base, points } = this.#open!;
    return [...base.strokes, points];
  }

  /** Size of the surface that the coordinates refer to. */
  get frame(): Frame {
    return (this.#open?.base ?? this.#snapshot).frame;
  }

  /** Typed or chosen in place of a reading; empty while the strokes speak for themselves. */
  get override(): string {
    return this.isOpen ? '' : this.#snapshot.override;
  }

  /** There is neither stroke nor picture. */
  get isEmpty(): boolean {
    return this.strokes.length === 0 && this.picture === null;
  }

  /** There is neither stroke nor picture nor override. */
  get isBlank(): boolean {
    return this.isEmpty && this.#snapshot.override === '';
  }

  /** A picture to read, which a stroke takes the place of; else null. */
  get picture(): HTMLCanvasElement | null {
    return this.isOpen ? null : this.#snapshot.picture;
  }

  /** A stroke is being drawn. */
  get isOpen(): boolean {
    return this.#open !== null && this.#open.points.length > 0;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /**
   * Whether `strokes` are those of the drawing or, during a stroke, those it had since that began:
   * then the page writes back what it read.
   *
   * @param tolerance by which coordinates may differ.
   */
  holds(strokes: Drawing, tolerance: number): boolean {
    const states = [this.strokes];
    if (this.isOpen) {
      const { base, points } = this.#open!;
      const last = strokes.at(-1)?.length ?? 0;
      states.push(this.#snapshot.strokes, [...base.strokes, points.slice(0, last)]);
    }
    return states.some((state) => isSame(state, strokes, tolerance));
  }

  /**
   * Starts a stroke. Points of this and later strokes refer to {@link frame}.
   *
   * @param surface its size now, which becomes the frame if there is no stroke yet.
   */
  begin(surface: Frame): void {
    this.end();
    const { strokes, frame, pins } = this.#withoutDots();
    const isFramed = strokes.length > 0 && isKnown(frame);
    const base = { ...BLANK, strokes, frame: isFramed ? frame : surface, pins };
    this.#open = { base, points: [] };
  }

  /** Adds points to the stroke that was begun; without one it does nothing. */
  extend(points: Stroke): void {
    if (this.#open === null || points.length === 0) return;
    const change = this.isOpen ? 'extend' : 'begin';
    for (const point of points) this.#open.points.push(point);
    this.#emit(change);
  }

  /** Forgets the stroke that was begun. */
  discard(): void {
    const isStroke = this.isOpen;
    this.#open = null;
    if (isStroke) this.#emit('discard');
  }

  /**
   * Ends the stroke, which becomes one step of the history. One without points is dropped.
   *
   * @param change what it counts as: that the pen was lifted, or, by script, as an edit.
   */
  end(change: 'end' | 'edit' = 'end'): void {
    const { base, points } = this.#open ?? {};
    const meaning =
      change === 'end' && points?.length ? this.interpret(base!.strokes, points) : null;
    if (meaning === 'tap') this.discard();
    else if (this.#commit(meaning)) this.#emit(change);
  }

  /**
   * Removes strokes, as one step of the history.
   *
   * @param goesOn as a part of the step before, if that removed strokes, too, and is the last.
   * @returns whether there were any.
   */
  erase(isErased: (stroke: Stroke) => boolean, goesOn: boolean): boolean {
    this.#commit();
    const { strokes } = this.#snapshot;
    const kept = strokes.filter((stroke) => !isErased(stroke));
    if (kept.length === strokes.length) return false;
    const next = this.#revised(this.#snapshot, { strokes: kept });
    if (goesOn && this.#snapshot === this.#erased) this.#snapshot = next;
    else this.#step(next);
    this.#erased = next;
    this.#emit('end');
    return true;
  }

  /** @returns whether there was a step to take back. */
  undo(): boolean {
    return this.#edit(() => this.#move(this.#past, this.#future));
  }

  /** @returns whether there was a step to take again. */
  redo(): boolean {
    return this.#edit(() => this.#move(this.#future, this.#past));
  }

  /** Blanks the drawing, as one step of the history. @returns whether there was anything to clear. */
  clear(): boolean {
    return this.#edit(() => !this.isBlank && this.#step(BLANK));
  }

  /**
   * Gives a digit in place of what the strokes are read as, as one step of the history.
   *
   * @returns whether that is another one than before.
   */
  enter(digit: string): boolean {
    return this.#edit(
      () =>
        digit !== this.#snapshot.override &&
        this.#step({ ...this.#withoutDots(), override: digit }),
    );
  }

  /**
   * Replaces the drawing. The history starts anew, as though the strokes had just been drawn one by
   * one, of more than a thousand the last ones. `strokes` is copied; those without points are left out.
   *
   * @param frame that the coordinates refer to.
   * @param override the digit given in place of a reading; empty for none.
   * @param pins of indices of strokes.
   */
  replace(strokes: Drawing, frame: Frame, override = '', pins: Pins<number> = NO_PINS): void {
    const copy = copyDrawing(strokes.filter((stroke) => stroke.length > 0));
    this.#open = null;
    this.#future = [];
    const steps = Math.min(copy.length, Math.floor(MAX_REMEMBERED / copy.length));
    this.#past = Array.from({ length: steps }, (_, step) => {
      const strokes = copy.slice(0, copy.length - steps + step);
      return { ...BLANK, strokes, frame };
    });
    const own = renamePins(pins, (index) => copy[index]!);
    this.#snapshot = { ...BLANK, strokes: copy, frame, override, pins: own };
    this.#emit('edit');
  }

  /** Changes strokes or how they are to be read, as one step of the history. */
  revise(revision: Revision): boolean {
    return this.#edit(() => this.#step(this.#revised(this.#snapshot, revision)));
  }

  /** Drops all but the last strokes, as a part of the step that drew the first of these. */
  keepLast(count: number): void {
    const strokes = this.#snapshot.strokes.slice(-count);
    while (this.#past.at(-1)?.strokes.includes(strokes[0]!)) this.#past.pop();
    this.#snapshot = { ...this.#snapshot, strokes };
    this.#emit('frame');
  }

  /** Makes room at the right: the surface, and with it the frame, becomes wider. */
  widen(width: number): void {
    const { frame } = this.#snapshot;
    this.#snapshot = { ...this.#snapshot, frame: { ...frame, width } };
    this.#emit('frame');
  }

  /** Gives the size of the surface to a drawing that came before the surface had one. */
  setFrame(surface: Frame): void {
    if (isKnown(this.#snapshot.frame) || !isKnown(surface)) return;
    const framed = (snapshot: Snapshot): Snapshot =>
      isKnown(snapshot.frame) ? snapshot : { ...snapshot, frame: surface };
    this.#snapshot = framed(this.#snapshot);
    this.#past = this.#past.map(framed);
    this.#future = this.#future.map(framed);
    if (!this.isEmpty) this.#emit('frame');
  }

  /** How the strokes are to be read. */
  get pins(): Pins {
    return (this.#open?.base ?? this.#snapshot).pins;
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: (change: DrawingChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #withoutDots(): Snapshot {
    const snapshot = this.#snapshot;
    const { strokes, frame } = snapshot;
    const isDots = strokes.length > 0 && this.isDiscarded(strokes, frame);
    return isDots ? { ...snapshot, strokes: [] } : snapshot;
  }

  /** A reading of the same strokes does not belong to them once they are to be read otherwise. */
  #revised(base: Snapshot, revision: Revision): Snapshot {
    const { strokes = [...base.strokes], pins = base.pins, frame = base.frame } = revision;
    const { picture = null } = revision;
    const isThere = (pinned: Drawing): boolean =>
      pinned.every((stroke) => strokes.includes(stroke));
    const groups = pins.groups.filter((group) => isThere(group.strokes));
    const kept = { groups, apart: pins.apart.filter(isThere) };
    // Without ink there is nothing to read: what is typed is all.
    const typed = strokes.length > 0 ? '' : groups.map(({ text }) => text).join('');
    const override = revision.override ?? typed;
    const isBlank = strokes.length === 0 && override === '' && picture === null;
    return isBlank ? BLANK : { strokes, frame, override, picture, pins: kept };
  }

  /** @returns whether a stroke was under way. */
  #commit(revision: Revision | null = null): boolean {
    const isStroke = this.isOpen;
    const open = this.#open;
    this.#open = null;
    if (!open || !isStroke) return false;
    const strokes = [...open.base.strokes, open.points];
    return this.#step(revision ? this.#revised(open.base, revision) : { ...open.base, strokes });
  }

  /** A stroke under way is ended first, and is part of the change. */
  #edit(act: () => boolean): boolean {
    const isStroke = this.#commit();
    const isDone = act();
    if (isStroke || isDone) this.#emit('edit');
    return isDone;
  }

  #step(snapshot: Snapshot): true {
    this.#past.push(this.#snapshot);
    this.#past.splice(0, countForgotten(this.#past));
    this.#future = [];
    this.#snapshot = snapshot;
    return true;
  }

  #move(from: Snapshot[], to: Snapshot[]): boolean {
    const snapshot = from.pop();
    if (snapshot === undefined) return false;
    to.push(this.#snapshot);
    this.#snapshot = snapshot;
    return true;
  }

  #emit(change: DrawingChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}

function isSame(a: Drawing, b: Drawing, tolerance: number): boolean {
  const isNear = (x: number, y: number): boolean => Math.abs(x - y) <= tolerance;
  return (
    a.length === b.length &&
    a.every((stroke, s) => {
      const other = b[s]!;
      return (
        stroke.length === other.length &&
        stroke.every(({ x, y, t, pressure }, p) => {
          const point = other[p]!;
          const isHere = isNear(x, point.x) && isNear(y, point.y);
          return isHere && t === point.t && pressure === point.pressure;
        })
      );
    })
  );
}

/** @returns how many snapshots, the first ones, are too many to be remembered. */
function countForgotten(snapshots: readonly Snapshot[]): number {
  let strokes = 0;
  let first = snapshots.length;
  while (first > 0 && snapshots.length - first < MAX_STEPS) {
    const { strokes: own, picture } = snapshots[first - 1]!;
    strokes += own.length + (picture ? PICTURE : 0);
    if (strokes > MAX_REMEMBERED) break;
    first--;
  }
  return first;
}
