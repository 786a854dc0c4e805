import type { CSSResultGroup, PropertyDeclarations } from 'lit';
import { isTooSmall, PEN_SHARE, type Drawing, type Frame } from '../ink/index.js';
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
import { dispatchDigitEvent } from './events.js';
import { FormControl, type Validation } from './form-control.js';
import { defineOwnParts, ownName, renameInStyles, withOwnParts } from './parts.js';
import {
  DEFAULT_RECOGNIZE_DELAY,
  knownDelay,
  recognizeDelayConverter,
  type RecognizeDelay,
  RecognitionController,
} from './recognition.js';
import { keyAction, updateTabStops } from './keyboard.js';
import { styles } from './digit-recognizer.styles.js';
import { DISPLAYS, spokenValue, template, type Display } from './digit-recognizer.template.js';

/** The properties that say which recognizer to use. */
const CHOICE = ['backend', 'model', 'crossOriginWeights'];

/**
 * A field for one handwritten digit: draw it, and it is read on the device.
 *
 * @event input - The user changed the value; for a drawing, with each reading of it.
 * @event change - The user changed the value and it is settled: a second without ink after the reading,
 *   or the focus left, or the form is submitted. At once where a digit was typed or chosen, or the drawing
 *   was undone or cleared.
 * @event digit-recognized - A drawing was read; `detail` is the result, `{digit, confidence,
 *   probabilities, backend, elapsed}`. Its `digit` is null, with a `reason`, for ink that is no digit.
 * @event digit-corrected - The user gave another digit for a drawing; `detail` has `digit`, `result` and `strokes`.
 * @event digit-ready - The network is loaded; `detail.backend` computes. Again after a device was
 *   lost, when it was built again or another backend took over.
 * @event digit-progress - Bytes of the network arrived; `detail.loaded` of `detail.total`, which never
 *   runs backwards.
 * @event digit-error - Something failed; `detail.error` is the Error, whose `code` says what. The
 *   drawing is kept and the element stays usable.
 * @event digit-stroke-start - The pen goes down; `detail.pointerType`. `preventDefault()` refuses the stroke.
 * @event digit-stroke-end - The pen was lifted; `detail` has `pointerType` and `stroke`, its points in
 *   CSS pixels of the surface, none if it was discarded as the first finger of a gesture or a palm.
 *
 * @slot label - What is asked for, above the field, in place of the attribute; also its accessible name.
 * @slot guide - In place of the invitation on the empty surface.
 * @slot buttons - Buttons of the page, in the toolbar.
 * @slot help - Advice, below the field, in place of the attribute.
 *
 * @csspart label - Around the label.
 * @csspart base - The card: surface, toolbar, answer and status.
 * @csspart surface - What has the focus, with the canvas in it.
 * @csspart canvas - What one draws on.
 * @csspart progress - The thin bar at the foot of the surface while the network is fetched.
 * @csspart guide - The faint invitation on the empty surface.
 * @csspart toolbar - The row of buttons.
 * @csspart button - Each button of the toolbar, each alternative, and the one that tries again.
 * @csspart undo-button - Takes the last step back.
 * @csspart redo-button - Takes the next step again.
 * @csspart clear-button - Wipes the drawing.
 * @csspart retry-button - Tries again, after a failure.
 * @csspart result - The answer: its digit and how certain it is.
 * @csspart digit - The answer, large.
 * @csspart confidence - How certain it is; where another digit is likely too, or beside bars or chips.
 * @csspart probabilities - All ten.
 * @csspart probability - One digit's row or chip.
 * @csspart best - The row or chip of the answer, or else of the likeliest digit; a `probability` too.
 * @csspart probability-digit - The digit in it.
 * @csspart track - What a bar lies in.
 * @csspart bar - As long as the digit is likely.
 * @csspart percent - The number behind a bar.
 * @csspart alternatives - The row of other digits that are likely.
 * @csspart alternative - One of them, a button that corrects the answer.
 * @csspart footer - The line below.
 * @csspart status - What the element is doing.
 * @csspart backend - What computed the answer.
 * @csspart help - Around the advice.
 * @csspart error - Why the field is invalid, once the user has been told.
 *
 * @cssproperty --digit-recognizer-size - Width of the element without a `width` of its own.
 * @cssproperty --digit-recognizer-pen-width - Diameter of the pen, as a length or as a share of the surface.
 * @cssproperty --digit-recognizer-guide - The invitation on the empty surface; by default as muted text.
 * @cssproperty --digit-recognizer-digit-font - The family of the large digit; by default as all text.
 * @cssproperty --digit-recognizer-bar-size - How thick a bar is.
 * @cssproperty --digit-recognizer-bar-radius - How round its ends are.
 *
 * @cssstate loading - The network is being fetched.
 * @cssstate ready - The network is loaded on a backend.
 * @cssstate error - The network could not be loaded, or the last reading failed.
 * @cssstate empty - There is neither a drawing nor a digit.
 * @cssstate drawing - The pen is down.
 * @cssstate recognizing - A drawing is being read.
 * @cssstate invalid - The value does not meet its constraints.
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
   * space-separated. One that the browser lacks is passed over; if none is left, a `digit-error`
   * names them.
   */
  declare backend: string;
  /** URL of a descriptor, the `model.json` of a network; default the bundled network. */
  declare model: string;
  /**
   * Lets the network's weight files come from other origins than its descriptor, by absolute URLs in
   * it or by redirects. Without it they are refused as `weights-origin`.
   */
  declare crossOriginWeights: boolean;
  /** `lazy`: fetch the network when near the viewport or first touched; or `eager`: at once. */
  declare loading: 'lazy' | 'eager';
  /** Milliseconds after the pen lifts; `live` recognizes while drawing. */
  declare recognizeDelay: RecognizeDelay;
  /**
   * What is shown beside the digit and its likely alternatives: `none`, the ten probabilities as
   * `bars`, or `chips` that can be pressed to say which digit it is.
   */
  declare display: Display;
  /** Who may draw: any of `pen mouse touch`, separated by spaces; by default all. Touches that may not scroll the page. */
  declare pointerTypes: string;

  readonly #value = new DigitValue(this.store);
  #minConfidence = 0;

  readonly #recognition = new RecognitionController(
    this,
    this.store,
    createRecognizer,
    () => this.drawnOn,
    (result) => this.#recognized(result),
  );

  /** What was last said of the value, by the live region or by the value itself. */
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
   * `''` or one digit; the attribute says what the field starts with. A number is taken as its text, and
   * what is no digit as `''`. Setting another value than the present one wipes the drawing, as `''`
   * always does. Neither `input` nor `change` is fired.
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

  /** 0 to 1: below it the value stays empty, and validity says so. */
  get minConfidence(): number {
    return this.#minConfidence;
  }

  set minConfidence(confidence: number) {
    this.#minConfidence = confidence;
    this.valueChanged();
  }

  /** The last result; null without a drawing. */
  get result(): Result | null {
    return this.#value.result;
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

  /** @internal */
  override get surfaceFrame(): Frame {
    return this.#pad?.surfaceFrame ?? NO_FRAME;
  }

  /** @internal */
  override get penFraction(): number {
    return this.#pad?.penFraction ?? PEN_SHARE;
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
    // A button that goes away or cannot be pressed again would take the focus with it.
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
      activity: this.#recognition.activity,
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
    const { strokes, frame, entry } = this.store;
    return JSON.stringify({ strokes, frame, entry, value: this.value } satisfies DigitState);
  }

  protected override restoreState(text: string): void {
    const state = parseState(text);
    if (state === null) {
      this.value = text;
      return;
    }
    this.#replace(state.strokes, state.frame, state.entry);
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
    // The page has heard of a stroke that is taken back only if it was read meanwhile.
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

  /** The drawing as it is now was read. */
  #recognized(result: Result): void {
    const before = this.value;
    this.#value.setResult(result);
    this.valueChanged();
    dispatchDigitEvent(this, 'digit-recognized', result);
    if (this.isEdited) {
      // Ink that is no digit, such as the dot of a click, enters nothing into an empty field.
      if (before === '' && this.value === '') this.isEdited = false;
      else this.announceInput();
    }
    if (!this.store.isOpen) this.settle();
  }

  #edit(step: 'undo' | 'redo' | 'clear'): void {
    this.isDone = true;
    this.editByUser(() => this.store[step]());
  }

  /** The user says which digit it is; with a drawing, that corrects its reading. */
  #enter(digit: number): void {
    const value = String(digit);
    if (!this.isEditable || value === this.value) return;
    const result = this.#value.presentResult;
    if (!this.editByUser(() => this.store.enter(value)) || this.store.isEmpty) return;
    dispatchDigitEvent(this, 'digit-corrected', { digit, result, strokes: this.strokes });
  }

  #keyPressed(event: KeyboardEvent): void {
    // What the page put into a slot has keys of its own.
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

  #replace(strokes: Drawing, frame: Frame, entry: string): void {
    this.forgetEdits();
    this.store.replace(strokes, frame, entry);
    this.releasePointer();
  }

  get #pad(): DigitPadElement | null {
    return this.renderRoot?.querySelector<DigitPadElement>(ownName('digit-pad')) ?? null;
  }

  /** `minConfidence`, if that is a number; a page may have set anything. */
  get #threshold(): number {
    const value: unknown = this.minConfidence;
    return typeof value === 'number' || typeof value === 'string' ? Number(value) || 0 : 0;
  }

  /** Lets a page's style sheet see what the field is doing, as `:state(…)`. */
  #showStates(): void {
    const { kind } = this.#recognition.activity;
    this.toggleState('loading', kind === 'loading');
    this.toggleState('ready', kind === 'ready');
    this.toggleState('error', kind === 'failed');
    this.toggleState('drawing', this.store.isOpen);
    this.toggleState('recognizing', this.#recognition.isRecognizing);
    this.toggleState('empty', this.store.isBlank);
  }

  /** `focus()` does nothing while anything inside has the focus. */
  #focusSurface(): void {
    this.focusTarget?.focus();
  }

  /**
   * What the live region says. A screen reader speaks the new value of what has the focus by itself;
   * the region would say it a second time. Other words for the same value it does not speak.
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

  /** Also before `ready` and `recognize()`, which must not wait for Lit to notice a changed property. */
  #choose(): void {
    this.#recognition.choose({
      backend: this.backend || 'auto',
      model: this.model || '',
      crossOriginWeights: Boolean(this.crossOriginWeights),
    });
  }
}

/** What a page set may be anything. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
