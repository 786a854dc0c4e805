import type { LitElement, PropertyDeclarations } from 'lit';
import {
  drawingToSVG,
  readDrawing,
  readFramedDrawing,
  type Drawing,
  type DrawnOn,
  type Frame,
  type FramedDrawing,
  type Point,
} from '../../ink/index.js';
import type { Mixed, MixinBase } from '../form/mixin.js';
import { drawingToBlob } from './drawing-blob.js';
import { DrawingStore, fitFrame, isKnown, NO_FRAME, type DrawingChange } from './drawing-store.js';

/** The drawing and its history. */
export const store = Symbol('store');
/** Answered by the class above: the size of the surface; not known without a layout. */
export const surfaceFrame = Symbol('surfaceFrame');
/** Answered by the class above: the pen's diameter as a fraction of the surface's smaller side. */
export const penShare = Symbol('penShare');
/** Called after every change of the drawing. */
export const drawingChanged = Symbol('drawingChanged');
/** Called before the page changes the drawing, or takes the pen away: no `input` or `change` follows. */
export const drawingTakenOver = Symbol('drawingTakenOver');
/** Answered by the class above: lets go of the pointer that draws. */
export const stopDrawing = Symbol('stopDrawing');
/** The surface that the drawing was made on, as far as it is known. */
export const drawnOn = Symbol('drawnOn');
/** Ends the stroke under way, if there is one, by script: it is kept, and neither `input` nor `change` is fired. */
export const interruptStroke = Symbol('interruptStroke');

/** Size of a surface that was never laid out. */
const DEFAULT_FRAME: Frame = { width: 280, height: 280 };

/** Coordinates that are scaled there and back differ by no more than this fraction of the frame. */
const TOLERANCE = 1e-6;

/** A drawing, as the page sees it. */
export interface WithDrawing {
  /**
   * A copy of the drawing: for each stroke its points, `{x, y, t?, pressure?}`, in CSS pixels of the
   * surface as it is now. Setting it replaces the drawing, with a history as though the strokes had just
   * been drawn. Neither `input` nor `change` is fired, and writing back what was read changes nothing.
   *
   * @throws InkError `ink-invalid-drawing`, `ink-not-finite` or `ink-too-many-points`.
   */
  strokes: Point[][];
  /**
   * A copy of the drawing with the size of the surface that it was begun on: `{width, height, strokes}`,
   * plain JSON data, or null when empty. Setting it replaces the drawing as `strokes` does. On a surface
   * of another size it is scaled to fit, without distortion and in the middle.
   *
   * @throws InkError as `strokes` does, and `ink-invalid-frame`.
   */
  drawing: FramedDrawing | null;
  /** There is neither a stroke nor a digit. */
  readonly isEmpty: boolean;
  /** There is a step to take back. */
  readonly canUndo: boolean;
  /** There is a step to take again. */
  readonly canRedo: boolean;
  /** Wipes the drawing, as one undoable step. */
  clear(): void;
  /** Takes the last step back; up to a thousand are remembered. */
  undo(): void;
  /** Takes the next step again. */
  redo(): void;
  /** The drawing as a standalone SVG document of the surface's size, as the screen shows it, in black. */
  toSVG(): string;
  /**
   * The drawing as a picture, as the screen shows it, black on white. Its longer side has 560 pixels.
   *
   * @param type MIME type, PNG by default.
   * @param quality 0 to 1, for types that lose detail.
   */
  toBlob(type?: string, quality?: number): Promise<Blob>;
  [store]: DrawingStore;
  readonly [drawnOn]: DrawnOn;
  [interruptStroke](): void;
}

export interface DrawingHooks {
  readonly [surfaceFrame]: Frame;
  readonly [penShare]: number;
  [drawingChanged](change: DrawingChange): void;
  [drawingTakenOver](): void;
  [stopDrawing](): void;
}

/** Gives an element a drawing. How it is shown and what it means are left to the class above. */
export function mixinDrawing<T extends MixinBase<LitElement>>(
  base: T,
): Mixed<T, WithDrawing & DrawingHooks> {
  abstract class DrawingElement extends base implements WithDrawing, DrawingHooks {
    static properties: PropertyDeclarations = {
      // Named here, without Lit's accessors, so that a drawing set before the upgrade reaches the setter.
      strokes: { attribute: false, noAccessor: true },
      drawing: { attribute: false, noAccessor: true },
    };

    #store = new DrawingStore();
    #unsubscribe = this.#subscribe();
    /** Lit sets what was set before the element was defined. */
    #isUpgrading = false;

    get [store](): DrawingStore {
      return this.#store;
    }

    set [store](store: DrawingStore) {
      this.#unsubscribe();
      this.#store = store;
      this.#unsubscribe = this.#subscribe();
      this.requestUpdate();
    }

    get strokes(): Point[][] {
      const { scale, x, y } = fitFrame(this.#store.frame, this[surfaceFrame]);
      return move(this.#store.strokes, (point) => {
        return { ...point, x: point.x * scale + x, y: point.y * scale + y };
      });
    }

    set strokes(strokes: Point[][]) {
      this.#receive('strokes', () => {
        const given = readDrawing(strokes);
        const surface = this[surfaceFrame];
        const { scale, x, y } = fitFrame(this.#store.frame, surface);
        const kept = move(given, (point) => {
          return { ...point, x: (point.x - x) / scale, y: (point.y - y) / scale };
        });
        this.#replace(given, surface, this.#holds(kept));
      });
    }

    get drawing(): FramedDrawing | null {
      const { isEmpty, strokes } = this.#store;
      return isEmpty ? null : { ...this.#frame, strokes: move(strokes, (point) => ({ ...point })) };
    }

    set drawing(drawing: FramedDrawing | null) {
      this.#receive('drawing', () => {
        if (drawing === null) return this.#replace([], NO_FRAME, this.#store.isEmpty);
        const { strokes, ...frame } = readFramedDrawing(drawing);
        const { width, height } = this.#frame;
        const isSameFrame = frame.width === width && frame.height === height;
        this.#replace(strokes, frame, isSameFrame && this.#holds(strokes));
      });
    }

    get isEmpty(): boolean {
      return this.#store.isBlank;
    }

    get canUndo(): boolean {
      return this.#store.canUndo;
    }

    get canRedo(): boolean {
      return this.#store.canRedo;
    }

    clear(): void {
      this.#byScript(() => this.#store.clear());
    }

    undo(): void {
      this.#byScript(() => this.#store.undo());
    }

    redo(): void {
      this.#byScript(() => this.#store.redo());
    }

    toSVG(): string {
      return drawingToSVG(this.#store.strokes, { ...this.#frame, penWidth: this.#penWidth });
    }

    toBlob(type?: string, quality?: number): Promise<Blob> {
      return drawingToBlob(this.#store.strokes, this.#frame, this.#penWidth, type, quality);
    }

    override disconnectedCallback(): void {
      super.disconnectedCallback();
      this[interruptStroke]();
    }

    protected override performUpdate(): void {
      this.#isUpgrading = !this.hasUpdated;
      super.performUpdate();
      this.#isUpgrading = false;
    }

    get [drawnOn](): DrawnOn {
      const isLaidOut = [this.#store.frame, this[surfaceFrame]].some(isKnown);
      return isLaidOut ? { frame: this.#frame, penWidth: this.#penWidth } : {};
    }

    [interruptStroke](): void {
      if (this.#store.isOpen) this.#byScript(() => this.#store.end('edit'));
    }

    /** Changes the drawing, and lets go of the pen afterwards: so no stroke of its own is ended by that. */
    #byScript(change: () => void): void {
      this[drawingTakenOver]();
      change();
      this[stopDrawing]();
    }

    /** What cannot be read is thrown; from before the upgrade, where nobody could catch it, it is said. */
    #receive(name: string, set: () => void): void {
      try {
        set();
      } catch (error) {
        if (!this.#isUpgrading) throw error;
        console.error(`<${this.localName}> refuses the ${name} set before it was defined.`, error);
      }
    }

    #replace(strokes: Drawing, frame: Frame, isWrittenBack: boolean): void {
      if (!isWrittenBack) this.#byScript(() => this.#store.replace(strokes, frame));
    }

    #holds(strokes: Drawing): boolean {
      const { width, height } = this.#frame;
      return this.#store.holds(strokes, TOLERANCE * Math.max(width, height));
    }

    get #frame(): Frame {
      const frames = [this.#store.frame, this[surfaceFrame]];
      const { width, height } = frames.find(isKnown) ?? DEFAULT_FRAME;
      return { width, height };
    }

    /** In the unit of the drawing's coordinates. */
    get #penWidth(): number {
      const { width, height } = this.#frame;
      return Math.min(width, height) * this[penShare];
    }

    #subscribe(): () => void {
      return this.#store.subscribe((change) => {
        if (change !== 'extend') this.requestUpdate();
        this[drawingChanged](change);
      });
    }

    abstract readonly [surfaceFrame]: Frame;
    abstract readonly [penShare]: number;
    abstract [drawingChanged](change: DrawingChange): void;
    abstract [drawingTakenOver](): void;
    abstract [stopDrawing](): void;
  }
  return DrawingElement;
}

/** A copy of the strokes, but for those without points, with each point put elsewhere. */
function move(drawing: Drawing, place: (point: Point) => Point): Point[][] {
  return drawing.filter((stroke) => stroke.length > 0).map((stroke) => stroke.map(place));
}
