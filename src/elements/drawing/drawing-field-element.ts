import type { PropertyDeclarations } from 'lit';
import { checkDrawing, copyDrawing, drawingToSVG, type Point } from '../../ink/index.js';
import { FormControlElement } from '../form/form-control-element.js';
import { drawingToBlob } from './drawing-blob.js';
import { DrawingStore, type DrawingChange } from './drawing-store.js';
import { DrawingSurface } from './drawing-surface.js';
import { PEN_SHARE } from './paint.js';

/** Side of a surface that was never laid out. */
const DEFAULT_SIDE = 280;

/**
 * A form control that is filled in by drawing on the one canvas it renders. What a drawing means is
 * left to the class above it.
 */
export abstract class DrawingFieldElement extends FormControlElement {
  static override properties: PropertyDeclarations = {
    // Named here, without Lit's accessor, so that a drawing set before the upgrade reaches the setter.
    strokes: { attribute: false, noAccessor: true },
  };

  protected readonly store = new DrawingStore();
  #surface: DrawingSurface | null = null;

  constructor() {
    super();
    this.store.subscribe((change) => {
      if (change !== 'extend') this.requestUpdate();
      this.drawingChanged(change);
    });
  }

  /**
   * A copy of the drawing, in CSS pixels of the surface as it was when the drawing was begun.
   * Setting it replaces the drawing, with a history as though the strokes had just been drawn; the
   * coordinates are those of the surface as it is. It is then recognised without `input` or `change`.
   *
   * @throws InkError `ink-invalid-drawing`, `ink-not-finite` or `ink-too-many-points`.
   */
  get strokes(): Point[][] {
    return copyDrawing(this.store.strokes);
  }

  set strokes(strokes: Point[][]) {
    checkDrawing(strokes);
    this.drawingTakenOver();
    this.stopDrawing();
    this.store.replace(strokes, this.#side);
  }

  /** Wipes the drawing, as one undoable step. */
  clear(): void {
    this.drawingTakenOver();
    this.store.clear();
  }

  undo(): void {
    this.store.undo();
  }

  redo(): void {
    this.store.redo();
  }

  /** The drawing as a standalone SVG document of the surface's size. */
  toSVG(): string {
    const side = this.#drawingSide;
    return drawingToSVG(this.store.strokes, {
      width: side,
      height: side,
      penWidth: side * PEN_SHARE,
    });
  }

  /**
   * The drawing as a picture of 560×560 pixels, black on white.
   *
   * @param type MIME type, PNG by default.
   * @param quality 0 to 1, for types that lose detail.
   */
  toBlob(type?: string, quality?: number): Promise<Blob> {
    return drawingToBlob(this.store.strokes, this.#drawingSide, type, quality);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#attach();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#surface?.detach();
    this.#surface = null;
  }

  protected override firstUpdated(): void {
    if (this.isConnected) this.#attach();
  }

  /** Ends the stroke being drawn. */
  protected stopDrawing(): void {
    this.#surface?.stop();
  }

  protected override editabilityChanged(): void {
    if (!this.isEditable) this.stopDrawing();
  }

  protected override get validationAnchor(): HTMLElement | null {
    return this.#canvas;
  }

  protected abstract drawingChanged(change: DrawingChange): void;

  /** The page replaces what the user did; nothing of it is to be reported any more. */
  protected abstract drawingTakenOver(): void;

  get #canvas(): HTMLCanvasElement | null {
    return this.renderRoot?.querySelector('canvas') ?? null;
  }

  /** Of the surface in CSS pixels; 0 without a layout. */
  get #side(): number {
    return this.#canvas?.clientWidth ?? 0;
  }

  get #drawingSide(): number {
    return this.store.side || this.#side || DEFAULT_SIDE;
  }

  #attach(): void {
    const canvas = this.#canvas;
    if (canvas === null || this.#surface !== null) return;
    this.#surface = new DrawingSurface(canvas, this.store, () => this.isEditable);
  }
}
