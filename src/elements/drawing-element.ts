import type { PropertyDeclarations } from 'lit';
import {
  drawingToSVG,
  readDrawing,
  readFramedDrawing,
  type Drawing,
  type DrawnOn,
  type Frame,
  type FramedDrawing,
  type Point,
} from '../ink/index.js';
import { BaseElement } from './base-element.js';
import { drawingToBlob } from './canvas.js';
import { DrawingStore, fitFrame, isKnown, NO_FRAME, type DrawingChange } from './history.js';

/** The frame while the surface has no layout. */
const DEFAULT_FRAME: Frame = { width: 280, height: 280 };

/** Maximum rounding error of coordinates that a page scales and scales back, as a fraction of the frame. */
const TOLERANCE = 1e-6;

/** An element with a drawing. Subclasses show and interpret it. */
export abstract class DrawingElement extends BaseElement {
  static override properties: PropertyDeclarations = {
    // Declared without Lit's accessors, so that a drawing set before the upgrade reaches our setter.
    strokes: { attribute: false, noAccessor: true },
    drawing: { attribute: false, noAccessor: true },
  };

  #store: DrawingStore | null = null;
  #unsubscribe: () => void = () => undefined;
  /** True while Lit sets the properties that were set before the element was defined. */
  #isUpgrading = false;

  /**
   * A copy of the drawing: for each stroke its points, `{x, y, t?, pressure?}`, in CSS pixels of the
   * surface as it is now. Setting it replaces the drawing; undo then removes stroke by stroke. Fires neither
   * `input` nor `change`. Writing back the same strokes changes nothing.
   *
   * @throws InkError `ink-invalid-drawing`, `ink-not-finite` or `ink-too-many-points`.
   */
  get strokes(): Point[][] {
    const { scale, x, y } = fitFrame(this.store.frame, this.surfaceFrame, this.store.isLine);
    return move(this.store.strokes, (point) => {
      return { ...point, x: point.x * scale + x, y: point.y * scale + y };
    });
  }

  set strokes(strokes: Point[][]) {
    this.#receive('strokes', () => {
      const given = readDrawing(strokes);
      const surface = this.surfaceFrame;
      const { scale, x, y } = fitFrame(this.store.frame, surface, this.store.isLine);
      const kept = move(given, (point) => {
        return { ...point, x: (point.x - x) / scale, y: (point.y - y) / scale };
      });
      this.#replace(given, surface, this.#holds(kept));
    });
  }

  /**
   * A copy of the drawing with its frame, the size of the surface when it was started:
   * `{width, height, strokes}`, plain JSON data, or null when empty. Setting it replaces the drawing as
   * `strokes` does. On a surface of another size it is scaled to fit and centered, without distortion.
   *
   * @throws InkError as `strokes` does, and `ink-invalid-frame`.
   */
  get drawing(): FramedDrawing | null {
    const { strokes } = this.store;
    return strokes.length === 0
      ? null
      : { ...this.#frame, strokes: move(strokes, (point) => ({ ...point })) };
  }

  set drawing(drawing: FramedDrawing | null) {
    this.#receive('drawing', () => {
      if (drawing === null) return this.#replace([], NO_FRAME, this.store.isEmpty);
      const { strokes, ...frame } = readFramedDrawing(drawing);
      const { width, height } = this.#frame;
      const isSameFrame = frame.width === width && frame.height === height;
      this.#replace(strokes, frame, isSameFrame && this.#holds(strokes));
    });
  }

  /** The element has neither strokes nor a digit. */
  get isEmpty(): boolean {
    return this.store.isBlank;
  }

  /** There is a step to undo. */
  get canUndo(): boolean {
    return this.store.canUndo;
  }

  /** There is a step to redo. */
  get canRedo(): boolean {
    return this.store.canRedo;
  }

  /** Clears the drawing, as one undoable step. */
  clear(): void {
    this.#byScript(() => this.store.clear());
  }

  /** Undoes the last step. Up to a thousand steps are kept. */
  undo(): void {
    this.#byScript(() => this.store.undo());
  }

  /** Redoes the step that was undone last. */
  redo(): void {
    this.#byScript(() => this.store.redo());
  }

  /** The drawing as a standalone SVG document of the surface's size: as on the screen, but in black. */
  toSVG(): string {
    return drawingToSVG(this.store.strokes, { ...this.#frame, penWidth: this.#penWidth });
  }

  /**
   * The drawing as a picture: as on the screen, but in black on white. Its longer side has 560 pixels.
   *
   * @param type MIME type, PNG by default.
   * @param quality 0 to 1, for lossy types.
   */
  toBlob(type?: string, quality?: number): Promise<Blob> {
    return drawingToBlob(this.store.strokes, this.#frame, this.#penWidth, type, quality);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.interruptStroke();
  }

  protected override performUpdate(): void {
    this.#isUpgrading = !this.hasUpdated;
    super.performUpdate();
    this.#isUpgrading = false;
  }

  /**
   * The drawing and its history.
   *
   * @internal
   */
  get store(): DrawingStore {
    return this.#store ?? (this.store = new DrawingStore());
  }

  /** @internal */
  set store(store: DrawingStore) {
    if (store === this.#store) return;
    this.#unsubscribe();
    this.#store = store;
    this.#unsubscribe = store.subscribe((change) => {
      if (change !== 'extend') this.requestUpdate();
      this.drawingChanged(change);
    });
    this.requestUpdate();
  }

  /**
   * The size of the surface, in CSS pixels; both 0 without a layout.
   *
   * @internal
   */
  abstract get surfaceFrame(): Frame;

  /**
   * The pen's diameter as a fraction of the surface's smaller side.
   *
   * @internal
   */
  abstract get penFraction(): number;

  /**
   * Lets go of the pointer that draws.
   *
   * @internal
   */
  abstract releasePointer(): void;

  /** Called after every change of the drawing. */
  protected abstract drawingChanged(change: DrawingChange): void;

  /** Called before a script changes the drawing or ends a stroke, after which no `input` or `change` may fire. */
  protected beforeScriptChange(): void {
    // By default there is nothing to cancel.
  }

  /** The frame and the pen of the drawing, if the surface ever had a layout. */
  protected get drawnOn(): DrawnOn {
    const isLaidOut = [this.store.frame, this.surfaceFrame].some(isKnown);
    return isLaidOut ? { frame: this.#frame, penWidth: this.#penWidth } : {};
  }

  /** Ends the current stroke, if there is one, and keeps it. Fires neither `input` nor `change`. */
  protected interruptStroke(): void {
    if (this.#store?.isOpen) this.#byScript(() => this.store.end('edit'));
  }

  /** Releases the pointer only after the change: it would end the stroke and fire events. */
  #byScript(change: () => void): void {
    this.beforeScriptChange();
    change();
    this.releasePointer();
  }

  /** Runs a setter. Logs its error if the property was set before the upgrade, where the page cannot catch it. */
  #receive(name: string, set: () => void): void {
    try {
      set();
    } catch (error) {
      if (!this.#isUpgrading) throw error;
      console.error(`<${this.localName}> refuses the ${name} set before it was defined.`, error);
    }
  }

  #replace(strokes: Drawing, frame: Frame, isWrittenBack: boolean): void {
    if (!isWrittenBack) this.#byScript(() => this.store.replace(strokes, frame));
  }

  #holds(strokes: Drawing): boolean {
    const { width, height } = this.#frame;
    return this.store.holds(strokes, TOLERANCE * Math.max(width, height));
  }

  get #frame(): Frame {
    const frames = [this.store.frame, this.surfaceFrame];
    const { width, height } = frames.find(isKnown) ?? DEFAULT_FRAME;
    return { width, height };
  }

  /** In units of the drawing's coordinates. */
  get #penWidth(): number {
    const { width, height } = this.#frame;
    return Math.min(width, height) * this.penFraction;
  }
}

/** A copy of the strokes that have points, with each point mapped. */
function move(drawing: Drawing, place: (point: Point) => Point): Point[][] {
  return drawing.filter((stroke) => stroke.length > 0).map((stroke) => stroke.map(place));
}
