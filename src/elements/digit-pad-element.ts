import { html, nothing, type CSSResultGroup, type PropertyDeclarations } from 'lit';
import { PEN_FRACTION, type Frame } from '../ink/index.js';
import { DrawingElement } from './drawing-element.js';
import { NO_FRAME, type DrawingChange, type DrawingStore } from './history.js';
import { DrawingSurface, sizeOf, penFractionOf } from './canvas.js';
import { ALL_POINTERS, refusedPointers } from './pointer-input.js';
import { dispatchChange, dispatchInput } from './dom.js';
import type { EventPrefix } from './events.js';
import { LanguageController } from './i18n.js';
import { keyAction } from './keyboard.js';
import { styles } from './digit-pad.styles.js';

/**
 * A square surface to draw a digit on. It does not recognize anything.
 *
 * @event input - The user is drawing.
 * @event change - The user ended a stroke, undid or redid a step, or cleared the surface.
 * @event digit-stroke-start - The pen went down; `detail.pointerType`. `preventDefault()` refuses the stroke.
 * @event digit-stroke-end - The pen went up; `detail` has `pointerType` and `stroke`, its points in
 *   CSS pixels of the surface. It has no points if the stroke was discarded as a gesture or a palm.
 *
 * @slot guide - Replaces the text on the empty surface.
 *
 * @csspart canvas - The canvas to draw on.
 * @csspart guide - The text on the empty surface, "Draw a digit".
 *
 * @cssproperty --digit-recognizer-size - Width of the element if CSS sets no `width`.
 * @cssproperty --digit-recognizer-pen-width - Diameter of the pen, as a length or a percentage of the surface.
 * @cssproperty --digit-recognizer-guide - Color of the text on the empty surface; by default as muted text.
 */
export class DigitPadElement extends DrawingElement {
  static override styles: CSSResultGroup = styles;

  static override properties: PropertyDeclarations = {
    disabled: { type: Boolean, reflect: true },
    readOnly: { type: Boolean, reflect: true, attribute: 'readonly' },
    pointerTypes: { attribute: 'pointer-types' },
    embedded: { attribute: false },
    eventPrefix: { attribute: false },
  };

  /** The user cannot draw or focus the surface. */
  declare disabled: boolean;
  /** The user cannot draw. */
  declare readOnly: boolean;
  /** Which pointers may draw: any of `pen mouse touch`; by default all. If touch may not draw, it scrolls the page. */
  declare pointerTypes: string;
  /**
   * The pad is part of another control, which has the focus, the keyboard and the accessible name.
   *
   * @internal
   */
  declare embedded: boolean;

  /**
   * What the names of its events begin with.
   *
   * @internal
   */
  declare eventPrefix: EventPrefix;

  readonly #language = new LanguageController(this);
  #surface: DrawingSurface | null = null;
  #refused: readonly string[] = [];

  constructor() {
    super();
    this.disabled = false;
    this.readOnly = false;
    this.pointerTypes = ALL_POINTERS;
    this.embedded = false;
    this.eventPrefix = 'digit';
    this.addEventListener('keydown', (event) => this.#keyPressed(event));
  }

  /** @internal */
  override get store(): DrawingStore {
    return super.store;
  }

  /**
   * A control that contains this pad sets its own store here.
   *
   * @internal
   */
  override set store(drawing: DrawingStore) {
    const isOther = this.#surface !== null && drawing !== this.store;
    super.store = drawing;
    if (!isOther) return;
    this.#detach();
    this.#attach();
  }

  /** Ends the current stroke. Fires neither `input` nor `change`. */
  stop(): void {
    this.interruptStroke();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#attach();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#detach();
  }

  /** @internal */
  override get surfaceFrame(): Frame {
    const canvas = this.#canvas;
    return canvas === null ? NO_FRAME : sizeOf(canvas);
  }

  /** @internal */
  override get penFraction(): number {
    const canvas = this.#canvas;
    return canvas === null ? PEN_FRACTION : penFractionOf(canvas);
  }

  /** @internal */
  override releasePointer(): void {
    this.#surface?.stop();
  }

  protected override drawingChanged(change: DrawingChange): void {
    this.#surface?.repaint();
    if (this.embedded || change === 'edit' || change === 'frame') return;
    dispatchInput(this);
    if (change === 'end') dispatchChange(this);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if ((changed.has('disabled') || changed.has('readOnly')) && !this.#mayDraw)
      this.interruptStroke();
    if (changed.has('pointerTypes')) this.#refused = refusedPointers(this.pointerTypes);
  }

  protected override render(): unknown {
    const { strings } = this.#language;
    const touch = this.#mayDraw && !this.#refused.includes('touch') ? 'touch' : nothing;
    return html`
      <div class="guide" part="guide" aria-hidden="true" ?hidden=${!this.store.isEmpty}>
        <slot name="guide">${strings.draw}</slot>
      </div>
      ${
        this.embedded
          ? html`<canvas part="canvas" class=${touch}></canvas>`
          : html`<canvas
              part="canvas"
              class=${touch}
              role="img"
              aria-label=${strings.surface}
              tabindex=${this.disabled ? nothing : 0}
            ></canvas>`
      }
    `;
  }

  protected override firstUpdated(): void {
    if (this.isConnected) this.#attach();
  }

  get #mayDraw(): boolean {
    return !this.disabled && !this.readOnly;
  }

  get #canvas(): HTMLCanvasElement | null {
    return this.renderRoot?.querySelector('canvas') ?? null;
  }

  #attach(): void {
    const canvas = this.#canvas;
    if (canvas === null || this.#surface !== null) return;
    this.#surface = new DrawingSurface(
      canvas,
      this.store,
      (type) => this.#mayDraw && !this.#refused.includes(type),
      this.eventPrefix,
    );
  }

  #detach(): void {
    this.#surface?.detach();
    this.#surface = null;
  }

  #keyPressed(event: KeyboardEvent): void {
    if (this.embedded || !this.#mayDraw) return;
    const action = keyAction(event);
    if (action?.kind !== 'undo' && action?.kind !== 'redo' && action?.kind !== 'clear') return;
    event.preventDefault();
    if (!this.store[action.kind]()) return;
    dispatchInput(this);
    dispatchChange(this);
  }
}
