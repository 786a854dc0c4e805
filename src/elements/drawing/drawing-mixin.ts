import type { LitElement, PropertyDeclarations } from 'lit';
import { copyDrawing, drawingToSVG, readDrawing, type Point } from '../../ink/index.js';
import type { Mixed, MixinBase } from '../form/mixin.js';
import { drawingToBlob } from './drawing-blob.js';
import { DrawingStore, isKnown, type DrawingChange, type Frame } from './drawing-store.js';

/** The drawing and its history. */
export const store = Symbol('store');
/** Answered by the class above: the size of the surface; not known without a layout. */
export const surfaceFrame = Symbol('surfaceFrame');
/** Answered by the class above: the pen's diameter as a fraction of the surface's smaller side. */
export const penShare = Symbol('penShare');
/** Called after every change of the drawing. */
export const drawingChanged = Symbol('drawingChanged');
/** Called before the page changes the drawing. */
export const drawingTakenOver = Symbol('drawingTakenOver');
/** Answered by the class above: ends the stroke that is being drawn. */
export const stopDrawing = Symbol('stopDrawing');

/** Size of a surface that was never laid out. */
const DEFAULT_FRAME: Frame = { width: 280, height: 280 };

/** A drawing, as the page sees it. */
export interface WithDrawing {
  /**
   * A copy of the drawing: for each stroke its points, `{x, y, t?, pressure?}`, in CSS pixels of the
   * surface as it was when the drawing was begun. Setting it replaces the drawing, with a history as though the strokes had just been drawn; the
   * coordinates are those of the surface as it is. Neither `input` nor `change` is fired.
   *
   * @throws InkError `ink-invalid-drawing`, `ink-not-finite` or `ink-too-many-points`.
   */
  strokes: Point[][];
  /** Wipes the drawing, as one undoable step. */
  clear(): void;
  /** Takes the last step back; up to a thousand are remembered. */
  undo(): void;
  /** Takes the next step again. */
  redo(): void;
  /** The drawing as a standalone SVG document of the surface's size, as the screen shows it, in black. */
  toSVG(): string;
  /**
   * The drawing as a picture of 560×560 pixels, as the screen shows it, black on white.
   *
   * @param type MIME type, PNG by default.
   * @param quality 0 to 1, for types that lose detail.
   */
  toBlob(type?: string, quality?: number): Promise<Blob>;
  [store]: DrawingStore;
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
      // Named here, without Lit's accessor, so that a drawing set before the upgrade reaches the setter.
      strokes: { attribute: false, noAccessor: true },
    };

    #store = new DrawingStore();
    #unsubscribe = this.#subscribe();

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
      return copyDrawing(this.#store.strokes);
    }

    set strokes(strokes: Point[][]) {
      const drawing = readDrawing(strokes);
      this[drawingTakenOver]();
      this[stopDrawing]();
      this.#store.replace(drawing, this[surfaceFrame]);
    }

    clear(): void {
      this[drawingTakenOver]();
      this.#store.clear();
    }

    undo(): void {
      this.#store.undo();
    }

    redo(): void {
      this.#store.redo();
    }

    toSVG(): string {
      return drawingToSVG(this.#store.strokes, { ...this.#frame, penWidth: this.#penWidth });
    }

    toBlob(type?: string, quality?: number): Promise<Blob> {
      return drawingToBlob(this.#store.strokes, this.#frame, this.#penWidth, type, quality);
    }

    get #frame(): Frame {
      const frames = [this.#store.frame, this[surfaceFrame]];
      return frames.find(isKnown) ?? DEFAULT_FRAME;
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
