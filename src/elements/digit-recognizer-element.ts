import type { CSSResultGroup, PropertyDeclarations } from 'lit';
import { copyDrawing, isTooSmall, PEN_FRACTION, type Drawing, type Frame } from '../ink/index.js';
import { createRecognizer, type BackendName, type Result } from '../recognizer/index.js';
import type { DigitPadElement } from './digit-pad-element.js';
import {
  DigitValue,
  isDigitValue,
  parseState,
  stepDigit,
  toDigitValue,
  validateDigit,
  type DigitState,
} from './digit-value.js';
import { NO_FRAME, type DrawingChange } from './history.js';
import { ALL_POINTERS } from './pointer-input.js';
import { dispatchDigitEvent } from './dom.js';
import { FormControl, type Validation } from './form-control.js';
import { defineOwnParts, ownName, renameInStyles, withOwnParts } from './parts.js';
import {
  DEFAULT_RECOGNIZE_DELAY,
  knownDelay,
  recognizeDelayConverter,
  type RecognizeDelay,
  Recognition,
} from './recognition.js';
import { keyAction, updateTabStops } from './keyboard.js';
import { styles } from './digit-recognizer.styles.js';
import { DISPLAYS, spokenValue, template, type Display } from './digit-recognizer.template.js';

/** The properties that say which recognizer to use. */
const CHOICE = ['backend', 'model', 'crossOriginWeights'];

/**
 * A form field for one handwritten digit. It reads the drawing on the device.
 *
 * @event input - The user changed the value. For a drawing, fires after each reading that changes it.
 * @event change - The user has finished changing the value: after the reading, one second without ink, or
 *   the focus left, or the form is submitted. Fires at once if a digit was typed or chosen, or the drawing
 *   was undone or cleared.
 * @event digit-recognized - A drawing was read; `detail` is the result, `{digit, confidence,
 *   probabilities, backend, elapsed}`. For ink that is not a digit, `digit` is null and `reason` says why.
 * @event digit-corrected - The user gave another digit for the drawing; `detail` has `digit`, `result` and `strokes`.
 * @event digit-ready - The network is loaded on `detail.backend`. Fires again after a device was lost,
 *   when the device is back or another backend has taken over.
 * @event digit-progress - Bytes of the network have arrived: `detail.loaded` of `detail.total`. `loaded`
 *   never decreases.
 * @event digit-error - Something failed. `detail.error` is the Error; its `code` says what failed. The
 *   drawing is kept and the element stays usable.
 * @event digit-stroke-start - The pen went down; `detail.pointerType`. `preventDefault()` refuses the stroke.
 * @event digit-stroke-end - The pen went up; `detail` has `pointerType` and `stroke`, its points in
 *   CSS pixels of the surface. It has no points if the stroke was discarded as a gesture or a palm.
 *
 * @slot label - The label above the field, also its accessible name. Replaces the attribute.
 * @slot guide - Replaces the text on the empty surface.
 * @slot buttons - More buttons for the toolbar.
 * @slot help - The help text below the field. Replaces the attribute.
 *
 * @csspart label - The label.
 * @csspart base - The card: surface, toolbar, answer and status.
 * @csspart surface - The focusable element around the canvas.
 * @csspart canvas - The canvas to draw on.
 * @csspart progress - The thin bar at the bottom of the surface while the network is loading.
 * @csspart guide - The text on the empty surface, "Draw a digit".
 * @csspart toolbar - The row of buttons.
 * @csspart button - Each button: in the toolbar, the alternatives, and the retry button.
 * @csspart undo-button - Undoes the last step.
 * @csspart redo-button - Redoes the step that was undone.
 * @csspart clear-button - Clears the drawing.
 * @csspart retry-button - Tries again after a failure.
 * @csspart result - The answer: the digit and its confidence.
 * @csspart digit - The digit in large type.
 * @csspart confidence - The confidence, shown if another digit is likely too or beside bars or chips.
 * @csspart probabilities - The list of all ten digits.
 * @csspart probability - One digit's row or chip.
 * @csspart best - The highlighted row or chip: the answer, or else the likeliest digit. Also a `probability`.
 * @csspart probability-digit - The digit of a row or chip.
 * @csspart track - The background of a bar.
 * @csspart bar - The bar; its length is the probability.
 * @csspart percent - The percentage after a bar.
 * @csspart alternatives - The row of other likely digits.
 * @csspart alternative - A button that corrects the answer to another likely digit.
 * @csspart footer - The line with status and backend.
 * @csspart status - What the element is doing.
 * @csspart backend - The backend in use.
 * @csspart help - The help text.
 * @csspart error - The error message, once it is shown.
 *
 * @cssproperty --digit-recognizer-size - Width of the element if CSS sets no `width`.
 * @cssproperty --digit-recognizer-pen-width - Diameter of the pen, as a length or a percentage of the surface.
 * @cssproperty --digit-recognizer-guide - Color of the text on the empty surface; by default as muted text.
 * @cssproperty --digit-recognizer-digit-font - Font family of the large digit; by default that of all text.
 * @cssproperty --digit-recognizer-bar-size - Thickness of a bar.
 * @cssproperty --digit-recognizer-bar-radius - Corner radius of a bar.
 *
 * @cssstate loading - The network is loading.
 * @cssstate ready - The network is loaded on a backend.
 * @cssstate error - The network could not be loaded, or the last reading failed.
 * @cssstate empty - The field has neither a drawing nor a digit.
 * @cssstate drawing - The pen is down.
 * @cssstate recognizing - A drawing is being read.
 * @cssstate invalid - The value is invalid.
 */
export class DigitRecognizerElement extends FormControl {
  static override styles: CSSResultGroup = styles;

  static override properties: PropertyDeclarations = {
    backend: {},
    model: {},
    crossOriginWeights: { type: Boolean, attribute: 'crossorigin-weights' },
    loading: {},
    recognizeDelay: { attribute: 'recognize-delay', converter: recognizeDelayConverter },
    display: {},
    pointerTypes: { attribute: 'pointer-types' },
    minConfidence: { type: Number, attribute: 'min-confidence', noAccessor: true },
  };

  /**
   * `auto`, or one or more of `webgpu webgl wasm cpu` in order of preference, comma- or
   * space-separated. Backends that the browser does not support are skipped. If none is left, a
   * `digit-error` names them.
   */
  declare backend: string;
  /** URL of a descriptor, the `model.json` of a network; default the bundled network. */
  declare model: string;
  /**
   * Allows weight files from other origins than that of the descriptor, by absolute URLs or by redirects.
   * Without it, they are refused with `weights-origin`.
   */
  declare crossOriginWeights: boolean;
  /** When to load the network. `lazy`: near the viewport or at the first touch. `eager`: at once. */
  declare loading: 'lazy' | 'eager';
  /** Milliseconds to wait after the pen lifts; `live` recognizes while the user draws. */
  declare recognizeDelay: RecognizeDelay;
  /**
   * What to show besides the digit and its likely alternatives: `none`, the ten probabilities as
   * `bars`, or `chips` that the user can press to choose a digit.
   */
  declare display: Display;
  /** Which pointers may draw: any of `pen mouse touch`; by default all. If touch may not draw, it scrolls the page. */
  declare pointerTypes: string;

  readonly #value = new DigitValue(this.store);
  #minConfidence = 0;

  readonly #recognition = new Recognition<Result>(this, this.store, createRecognizer, {
    capture: () => {
      const { drawnOn } = this;
      const strokes = copyDrawing(this.store.strokes);
      return (recognizer) => recognizer.recognize(strokes, drawnOn);
    },
    recognized: (result) => this.#recognized(result),
  });

  /** How the value was last spoken, by the live region or as the spin button's value. */
  #spoken = '';
  #spokenValue = '';
  #announced = '';

  constructor() {
    super();
    this.backend = 'auto';
    this.model = '';
    this.crossOriginWeights = false;
    this.loading = 'lazy';
    this.recognizeDelay = DEFAULT_RECOGNIZE_DELAY;
    this.display = 'none';
    this.pointerTypes = ALL_POINTERS;
    this.store.isDiscarded = (strokes) => isTooSmall(strokes, this.drawnOn);
    this.addEventListener('keydown', (event) => this.#keyPressed(event));
  }

  /**
   * `''` or one digit; the attribute sets the initial value. A number is converted to text, and anything that
   * is not a digit becomes `''`. Setting a different value, or `''`, clears the drawing. Fires neither
   * `input` nor `change`.
   */
  get value(): string {
    return this.#value.get(this.#threshold);
  }

  set value(value: string) {
    const digit = toDigitValue(value);
    this.isDirty = true;
    const isSame = digit === this.value && (digit !== '' || this.store.isEmpty);
    if (!isSame) this.startOver(digit);
  }

  /** 0 to 1. If a result's confidence is lower, the value stays empty and the field is invalid. */
  get minConfidence(): number {
    return this.#minConfidence;
  }

  set minConfidence(confidence: number) {
    this.#minConfidence = confidence;
    this.valueChanged();
  }

  /** The last result; null if there is no drawing. */
  get result(): Result | null {
    return this.#value.result;
  }

  /** The backend in use; null while no network is loaded or its device is lost. */
  get activeBackend(): BackendName | null {
    return this.#recognition.backend;
  }

  /**
   * Resolves when the network is loaded on a backend; rejects if that fails. With lazy loading, it waits
   * until the element is near the viewport. Each load has its own promise.
   */
  get ready(): Promise<void> {
    this.#choose();
    return this.#recognition.ready;
  }

  /**
   * Reads the drawing as it is now. Loads the network if necessary.
   *
   * @returns null for an empty drawing.
   * @throws CodedError if the network could not be loaded or no backend could compute.
   */
  recognize(): Promise<Result | null> {
    this.#choose();
    return this.#recognition.recognize();
  }

  /** @internal */
  override get surfaceFrame(): Frame {
    return this.#pad?.surfaceFrame ?? NO_FRAME;
  }

  /** @internal */
  override get penFraction(): number {
    return this.#pad?.penFraction ?? PEN_FRACTION;
  }

  /** @internal */
  override releasePointer(): void {
    this.#pad?.releasePointer();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#loadEagerly();
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    defineOwnParts(globalThis.customElements);
    const root = super.createRenderRoot();
    renameInStyles(root as ShadowRoot);
    return root;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (CHOICE.some((name) => changed.has(name))) this.#choose();
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    const focused = this.shadowRoot?.activeElement;
    super.update(changed);
    // If the focused button was removed or disabled, the focus would be lost.
    if (focused?.isConnected === false || focused?.matches(':disabled')) this.#focusSurface();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('loading')) this.#loadEagerly();
    this.#showStates();
    updateTabStops(this.renderRoot);
  }

  protected override render(): unknown {
    const { name, description } = this.accessibleLabel;
    const props = {
      store: this.store,
      result: this.result,
      value: this.value,
      activity: this.#recognition.state,
      display: DISPLAYS.find((display) => display === this.display) ?? 'none',
      label: textOf(this.label),
      help: textOf(this.help),
      name,
      description,
      disabled: this.isDisabled,
      readOnly: this.readOnly,
      pointerTypes: this.pointerTypes,
      required: this.required,
      error: this.shownError,
      strings: this.language.strings,
      format: this.language.format,
    };
    const announced = this.#announce(spokenValue(props));
    const rendered = template(
      { ...props, announced },
      {
        edit: (step) => this.#edit(step),
        enter: (digit) => this.#enter(digit),
        correct: (digit) => {
          this.#enter(digit);
          this.#focusSurface();
        },
        focused: () => {
          this.updateLabel();
          this.#recognition.load();
        },
        touch: () => this.#recognition.load(),
        retry: () => this.#recognition.retry(),
        label: () => this.#focusSurface(),
      },
    );
    return withOwnParts(rendered);
  }

  protected override get isSettled(): boolean {
    return this.#value.isSettled;
  }

  protected override get formState(): string {
    const { strokes, frame, override } = this.store;
    return JSON.stringify({ strokes, frame, override, value: this.value } satisfies DigitState);
  }

  protected override restoreState(text: string): void {
    const state = parseState(text);
    if (state === null) {
      this.value = text;
      return;
    }
    this.#replace(state.strokes, state.frame, state.override);
    this.#value.setRestored(state.value);
    this.isDirty = true;
    this.valueChanged();
  }

  protected override startOver(value: string): void {
    this.#replace([], NO_FRAME, isDigitValue(value) ? value : '');
  }

  protected override validate(customError: string): Validation {
    const { value, required, result, language } = this;
    const input = { value, required, result, minConfidence: this.#threshold, customError };
    return validateDigit(input, language.strings, language.format);
  }

  protected override editabilityChanged(): void {
    const pad = this.#pad;
    if (pad === null) return;
    pad.disabled = this.isDisabled;
    pad.readOnly = this.readOnly;
    if (!this.isEditable) this.interruptStroke();
  }

  protected override drawingChanged(change: DrawingChange): void {
    if (change === 'frame') return this.syncForm();
    this.#updateValue(change);
    const delay = knownDelay(this.recognizeDelay);
    if (change === 'begin' || change === 'extend') {
      if (delay === 'live') this.#recognition.schedule(delay);
      else if (change === 'begin') this.#recognition.cancel();
    } else if (this.isSettled) {
      this.#recognition.settle();
    } else {
      this.#recognition.schedule(delay);
    }
  }

  #updateValue(change: DrawingChange): void {
    const before = this.value;
    this.#value.drawingChanged();
    const { isSettled } = this;
    // The page was told of a discarded stroke only if it was read in the meantime.
    if (change === 'discard') this.isEdited = !isSettled || this.value !== before;
    else if (change !== 'edit') this.isDirty = this.isEdited = true;
    if (change === 'extend') return;
    if (change === 'begin') this.unsettle();
    this.valueChanged();
    if (change === 'begin' || !isSettled) return;
    if (this.isEdited) {
      this.announceInput();
      this.commit();
    } else if (change === 'discard') {
      this.settle();
    }
  }

  /** Called with the result of the current drawing. */
  #recognized(result: Result): void {
    const before = this.value;
    this.#value.setResult(result);
    this.valueChanged();
    dispatchDigitEvent(this, 'digit-recognized', result);
    if (this.isEdited) {
      // Ink that is not a digit, such as the dot of a click, does not change an empty field.
      if (before === '' && this.value === '') this.isEdited = false;
      else this.announceInput();
    }
    if (!this.store.isOpen) this.settle();
  }

  #edit(step: 'undo' | 'redo' | 'clear'): void {
    this.isDone = true;
    this.editByUser(() => this.store[step]());
  }

  /** The user typed or chose a digit. If there is a drawing, this corrects its reading. */
  #enter(digit: number): void {
    const value = String(digit);
    if (!this.isEditable || value === this.value) return;
    const result = this.#value.presentResult;
    if (!this.editByUser(() => this.store.enter(value)) || this.store.isEmpty) return;
    dispatchDigitEvent(this, 'digit-corrected', { digit, result, strokes: this.strokes });
  }

  #keyPressed(event: KeyboardEvent): void {
    // Slotted elements handle their own keys.
    if (event.target !== this || this.isDisabled) return;
    const action = keyAction(event);
    if (action === null) return;
    if (action.kind === 'submit') {
      if (event.composedPath()[0] === this.focusTarget) this.submitImplicitly();
      return;
    }
    if (this.readOnly) return;
    event.preventDefault();
    if (action.kind === 'enter') this.#enter(action.digit);
    else if (action.kind === 'step') this.#enter(stepDigit(this.value, action.by));
    else this.#edit(action.kind);
  }

  #replace(strokes: Drawing, frame: Frame, override: string): void {
    this.forgetEdits();
    this.store.replace(strokes, frame, override);
    this.releasePointer();
  }

  get #pad(): DigitPadElement | null {
    return this.renderRoot?.querySelector<DigitPadElement>(ownName('digit-pad')) ?? null;
  }

  /** `minConfidence` as a number: a page may set anything. */
  get #threshold(): number {
    const value: unknown = this.minConfidence;
    return typeof value === 'number' || typeof value === 'string' ? Number(value) || 0 : 0;
  }

  /** Updates the states that a style sheet can match with `:state(…)`. */
  #showStates(): void {
    const { kind } = this.#recognition.state;
    this.toggleState('loading', kind === 'loading');
    this.toggleState('ready', kind === 'ready');
    this.toggleState('error', kind === 'failed');
    this.toggleState('drawing', this.store.isOpen);
    this.toggleState('recognizing', this.#recognition.isReading);
    this.toggleState('empty', this.store.isBlank);
  }

  /** The element's own `focus()` does nothing while something inside it has the focus. */
  #focusSurface(): void {
    this.focusTarget?.focus();
  }

  /**
   * The text of the live region. A screen reader speaks a new value of the focused spin button by itself, so
   * the region stays silent then. It does not speak a new text for the same value, so the region does.
   */
  #announce(spoken: string): string {
    if (spoken !== this.#spoken) {
      this.#spoken = spoken;
      const hasFocus = this.shadowRoot?.activeElement?.matches('[role="spinbutton"]') ?? false;
      this.#announced = hasFocus && this.value !== this.#spokenValue ? '' : spoken;
      this.#spokenValue = this.value;
    }
    return this.#announced;
  }

  #loadEagerly(): void {
    if (this.loading !== 'eager' || !this.isConnected) return;
    this.#choose();
    this.#recognition.load();
  }

  /** Also called before `ready` and `recognize()`, which must not wait for Lit's update. */
  #choose(): void {
    this.#recognition.choose({
      backend: this.backend || 'auto',
      model: this.model || '',
      crossOriginWeights: Boolean(this.crossOriginWeights),
    });
  }
}

/** The value as text: a page may set anything. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
