import { html, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { createRecognizer, type BackendName, type Result } from '../recognizer/index.js';
import type { DrawingChange } from './drawing/drawing-store.js';
import { DrawingFieldElement } from './drawing/drawing-field-element.js';
import { dispatchDigitEvent, dispatchEdit } from './events.js';
import { validateField, type Validation } from './form/validity.js';
import {
  DEFAULT_RECOGNIZE_DELAY,
  recognizeDelayConverter,
  type RecognizeDelay,
} from './recognize-delay.js';
import { RecognitionController } from './recognition/recognition-controller.js';
import { answer } from './view/answer.js';
import { editingKey } from './view/editing-key.js';
import { statusLine } from './view/status.js';
import { styles } from './view/styles.js';
import { toolbar } from './view/toolbar.js';

/**
 * A field for one handwritten digit: draw it, and it is read on the device.
 *
 * @event input - The user changed the value.
 * @event change - The user changed the value and is not drawing on.
 * @event digit-recognized - A drawing was read; `detail` is the result.
 * @event digit-ready - The network is loaded; `detail.backend` computes. Again after a device was
 *   lost, when it was built again or another backend took over.
 * @event digit-progress - Bytes of the network arrived; `detail.loaded` of `detail.total`.
 * @event digit-error - Something failed; `detail.code` and `detail.message`. The element stays usable.
 */
export class DigitRecognizerElement extends DrawingFieldElement {
  static override styles: CSSResultGroup = styles;

  static override properties: PropertyDeclarations = {
    backend: {},
    model: {},
    loading: {},
    minConfidence: { type: Number, attribute: 'min-confidence' },
    recognizeDelay: { attribute: 'recognize-delay', converter: recognizeDelayConverter },
    value: { noAccessor: true },
  };

  /** `auto`, or backends in order of preference, separated by commas or white space. */
  declare backend: string;
  /** URL of a descriptor; empty for the bundled network. */
  declare model: string;
  /** `lazy` fetches the network when near the viewport or first touched, `eager` at once. */
  declare loading: 'lazy' | 'eager';
  /** 0 to 1. A result less certain than this leaves the value empty and the field invalid. */
  declare minConfidence: number;
  declare recognizeDelay: RecognizeDelay;

  readonly #recognition = new RecognitionController(this, this.store, createRecognizer, (result) =>
    this.#recognized(result),
  );
  #result: Result | null = null;
  #value = '';
  /** The value is no longer the one of the `value` attribute. */
  #dirty = false;
  /** The user changed the drawing since the page last heard of it. */
  #edited = false;

  constructor() {
    super();
    this.backend = 'auto';
    this.model = '';
    this.loading = 'lazy';
    this.minConfidence = 0;
    this.recognizeDelay = DEFAULT_RECOGNIZE_DELAY;
    this.addEventListener('keydown', (event) => this.#keyPressed(event));
  }

  /** `''` or one digit. Setting another value than the present one wipes the drawing, silently. */
  get value(): string {
    return this.#value;
  }

  set value(value: string) {
    const digit = toDigit(value);
    this.#dirty = true;
    if (digit !== this.#value) this.#startOver(digit);
  }

  /** The `value` attribute: what the field starts with and a form's reset returns to. */
  get defaultValue(): string {
    return this.getAttribute('value') ?? '';
  }

  set defaultValue(value: string) {
    this.setAttribute('value', value);
  }

  get type(): string {
    return this.localName;
  }

  /** The last result; null without a drawing. */
  get result(): Result | null {
    return this.#result;
  }

  /** What computes; null while no network is loaded, or its device is lost. */
  get activeBackend(): BackendName | null {
    return this.#recognition.backend;
  }

  /**
   * Resolves when the network is loaded on a backend and rejects if that fails. While loading waits
   * for the element to come near the viewport, so does this. A later load has a promise of its own.
   */
  get ready(): Promise<void> {
    this.#choose();
    return this.#recognition.ready;
  }

  /**
   * Reads the drawing as it is now, loading the network if need be.
   *
   * @returns null for an empty drawing.
   * @throws CodedError when the network could not be loaded or no backend could compute.
   */
  recognize(): Promise<Result | null> {
    this.#choose();
    return this.#recognition.recognize();
  }

  /** Called by the browser when the form is reset. */
  formResetCallback(): void {
    this.#dirty = false;
    this.#startOver(toDigit(this.defaultValue));
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (name !== 'value') super.attributeChangedCallback(name, old, value);
    else if (!this.#dirty) this.#setValue(toDigit(value));
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('backend') || changed.has('model')) {
      this.#choose();
    }
    if (changed.has('minConfidence') && this.#result !== null) this.#take(this.#result);
  }

  protected override firstUpdated(): void {
    super.firstUpdated();
    this.updateFormValue(this.#value);
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('loading') && this.loading === 'eager') this.#recognition.load();
  }

  protected override render(): TemplateResult {
    const { canUndo, canRedo, isEmpty } = this.store;
    const editable = this.isEditable;
    return html`
      <div class="frame">
        <div class="card ${this.isDisabled ? 'disabled' : ''}" part="base">
          <div class="surface ${isEmpty ? 'empty' : ''}" part="surface">
            <div class="guide" part="guide" aria-hidden="true">Draw a digit</div>
            <canvas
              part="canvas"
              role="img"
              aria-label="Drawing surface for one digit"
              tabindex=${this.isDisabled ? -1 : 0}
              @pointerdown=${() => this.#recognition.load()}
              @focus=${() => this.#recognition.load()}
            ></canvas>
          </div>
          <div class="panel">
            ${toolbar({
              canUndo: editable && canUndo,
              canRedo: editable && canRedo,
              canClear: editable && !isEmpty,
              undo: () => this.#byUser('undo'),
              redo: () => this.#byUser('redo'),
              clear: () => this.#byUser('clear'),
            })}
            ${answer(this.#result, this.#value)}
            ${statusLine(this.#recognition.activity, this.#result, () => this.#recognition.retry())}
          </div>
        </div>
      </div>
    `;
  }

  protected override validate(customError: string): Validation {
    return validateField({
      value: this.#value,
      required: this.required,
      read: this.#result,
      minConfidence: this.#threshold,
      customError,
    });
  }

  protected override drawingTakenOver(): void {
    this.#dirty = true;
    this.#edited = false;
  }

  protected override drawingChanged(change: DrawingChange): void {
    if (change !== 'edit') {
      this.#dirty = true;
      this.#edited = true;
    }
    const live = this.recognizeDelay === 'live';
    if (change === 'begin') {
      if (!live) this.#recognition.cancel();
    } else if (this.store.isEmpty) {
      this.#emptied();
    } else if (live || change !== 'extend') {
      this.#recognition.schedule(this.recognizeDelay);
    }
  }

  /** `minConfidence`, if that is a number. */
  get #threshold(): number {
    return this.minConfidence || 0;
  }

  /** Also before `ready` and `recognize()`, which must not wait for Lit to notice a changed property. */
  #choose(): void {
    this.#recognition.choose({ backend: this.backend || 'auto', model: this.model || '' });
  }

  #emptied(): void {
    this.#recognition.cancel();
    this.#result = null;
    this.#setValue('');
    if (!this.#edited) return;
    this.#edited = false;
    dispatchEdit(this, true);
  }

  #recognized(result: Result): void {
    this.#take(result);
    if (this.#edited) {
      const committed = !this.store.isOpen;
      this.#edited = !committed;
      dispatchEdit(this, committed);
    }
    dispatchDigitEvent(this, 'digit-recognized', result);
  }

  #take(result: Result): void {
    this.#result = result;
    this.#setValue(result.confidence >= this.#threshold ? String(result.digit) : '');
  }

  #startOver(value: string): void {
    this.#edited = false;
    this.stopDrawing();
    this.store.replace([], 0);
    this.#setValue(value);
  }

  #setValue(value: string): void {
    this.#value = value;
    this.updateFormValue(value);
    this.requestUpdate();
  }

  #byUser(act: 'undo' | 'redo' | 'clear'): void {
    const edited = this.#edited;
    this.#edited = true;
    if (this.store[act]()) this.#dirty = true;
    else this.#edited = edited;
  }

  #keyPressed(event: KeyboardEvent): void {
    const act = editingKey(event);
    if (act === null || !this.isEditable) return;
    event.preventDefault();
    this.#byUser(act);
  }
}

function toDigit(value: string | null): string {
  return value !== null && /^[0-9]$/.test(value) ? value : '';
}
