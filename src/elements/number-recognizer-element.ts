import type { CSSResultGroup, PropertyDeclarations } from 'lit';
import { copyDrawing } from '../ink/index.js';
import type { NumberResult, Recognizer } from '../recognizer/index.js';
import { type ChunkLoadError, lazyImport } from '../util/lazy-import.js';
import { styles } from './digit-recognizer.styles.js';
import { dispatchDigitEvent } from './dom.js';
import type { Validation } from './form-control.js';
import type { DrawingChange } from './history.js';
import { withOwnParts } from './parts.js';
import type * as NumberView from './number-recognizer.template.js';
import { RecognizerElement } from './recognizer-element.js';

type View = typeof NumberView;

/** How a number field looks and what one can do in it: loaded with the first one on the page. */
let view: View | null = null;
let loading: Promise<View> | null = null;

function loadView(): Promise<View> {
  loading ??= lazyImport(
    'shows a field for numbers',
    () => import('./number-recognizer.template.js'),
  );
  loading.then(
    (loaded) => (view = loaded),
    () => (loading = null),
  );
  return loading;
}

/** After this many milliseconds a view that could not be loaded is tried again. */
const RETRY_MS = 3000;

/** The properties that say which values are valid. */
const CONSTRAINTS = ['min', 'max', 'step', 'minLength', 'maxLength', 'signed', 'decimal', 'kind'];

/**
 * A form field for a handwritten whole number. The user writes it, and it is read on the device.
 *
 * @event input - The user changed the value. Writing fires it with each reading.
 * @event change - The user changed the value and it is settled: after a second without ink, when the focus
 *   leaves, or when the form is submitted. Undo, clear and corrections fire it at once.
 * @event number-recognized - A drawing was read; `detail` is the result, `{value, confidence, alternatives,
 *   digits, backend, elapsed}`. Its `value` is empty if the ink is no number.
 * @event number-corrected - The user corrected what was read; `detail` has `value`, `result` and `strokes`.
 * @event number-ready - The network is loaded on `detail.backend`. Fires again if another backend takes over.
 * @event number-progress - Bytes of the network arrived: `detail.loaded` of `detail.total`. It never decreases.
 * @event number-error - Something failed; `detail.error` is the Error, and its `code` says what.
 *   The drawing is kept and the element stays usable.
 * @event number-stroke-start - The pen went down; `detail.pointerType`. `preventDefault()` refuses the stroke.
 * @event number-stroke-end - The pen was lifted; `detail` has `pointerType` and `stroke`, its points in
 *   CSS pixels of the surface, empty if the stroke was discarded.
 *
 * @slot label - Label above the field, instead of the attribute; also its accessible name.
 * @slot guide - Text on the empty surface, instead of "Write a number".
 * @slot buttons - Buttons of the page, in the toolbar.
 * @slot help - Help text below the field, instead of the attribute.
 *
 * @csspart label - The label.
 * @csspart base - The card: value, surface, and toolbar.
 * @csspart value - The number as read or typed, a text field.
 * @csspart confidence - The confidence, shown if another number is likely too.
 * @csspart keyboard-button - Opens the on-screen keyboard.
 * @csspart surface - The part that scrolls, with the canvas and the brackets.
 * @csspart canvas - The canvas to draw on.
 * @csspart bracket - The bracket under the strokes of a digit, a button to correct it.
 * @csspart guide - The text on the empty surface.
 * @csspart progress - The thin bar at the bottom of the surface while the network is loading.
 * @csspart toolbar - The row of buttons.
 * @csspart button - Each button: in the toolbar, the alternatives, and the retry button.
 * @csspart undo-button - Undoes the last step.
 * @csspart redo-button - Redoes the step that was undone.
 * @csspart clear-button - Clears the drawing.
 * @csspart retry-button - Tries again after a failure.
 * @csspart alternatives - The row of other likely numbers, or of what can be done with a digit.
 * @csspart alternative - A button that corrects the number, or one digit of it.
 * @csspart split-button - Reads the strokes of a digit as two.
 * @csspart join-button - Reads a digit and the next as one.
 * @csspart delete-button - Deletes a digit.
 * @csspart footer - The line with status and backend.
 * @csspart status - What the element is doing.
 * @csspart backend - The backend in use.
 * @csspart help - The help text.
 * @csspart error - The error message, once it is shown.
 *
 * @cssproperty --digit-recognizer-size - Width of the element if CSS sets no `width`.
 * @cssproperty --digit-recognizer-pen-width - Diameter of the pen, as a length or a percentage of the surface.
 * @cssproperty --digit-recognizer-guide - Color of the text on the empty surface; by default as muted text.
 * @cssproperty --digit-recognizer-digit-font - Font family of the number; by default that of all text.
 *
 * @cssstate loading - The network is loading.
 * @cssstate ready - The network is loaded on a backend.
 * @cssstate error - The network could not be loaded, or the last reading failed.
 * @cssstate empty - The field has neither a drawing nor a number.
 * @cssstate drawing - The pen is down.
 * @cssstate recognizing - A drawing is being read.
 * @cssstate invalid - The value is invalid.
 */
export class NumberRecognizerElement extends RecognizerElement<NumberResult> {
  static override styles: CSSResultGroup = styles;

  static override properties: PropertyDeclarations = {
    min: {},
    max: {},
    step: {},
    minLength: { type: Number, attribute: 'minlength' },
    maxLength: { type: Number, attribute: 'maxlength' },
    signed: { type: Boolean },
    decimal: { type: Boolean },
    kind: {},
    gestures: {},
    selected: { attribute: false },
  };

  /** The smallest valid value, as on a number input. It never changes what is read. */
  declare min: string;
  /** The largest valid value, as on a number input. It never changes what is read. */
  declare max: string;
  /** The step between valid values, counted from `min`, or `any`; by default 1, with `decimal` `any`. */
  declare step: string;
  /** Minimum number of digits; 0 for none. */
  declare minLength: number;
  /** Maximum number of digits; 0 for none. */
  declare maxLength: number;
  /** The number may begin with a minus. */
  declare signed: boolean;
  /** The number may have a decimal point. */
  declare decimal: boolean;
  /** `number`, or `code` for digits that are not a quantity, such as a PIN: no `min`, `max` and `step`. */
  declare kind: 'number' | 'code';
  /** `none` draws every stroke; by default some are gestures: a zigzag deletes, writing over replaces, a tap selects. */
  declare gestures: string;
  /**
   * Index of the digit that is being corrected; null for none.
   *
   * @internal
   */
  declare selected: number | null;

  /** What was read before a correction that is to be read anew. */
  #corrected: NumberResult | null | undefined;

  constructor() {
    super();
    this.recognizeDelay = 600;
    this.min = this.max = this.step = '';
    this.minLength = this.maxLength = 0;
    this.signed = this.decimal = false;
    this.kind = 'number';
    this.gestures = '';
    this.selected = null;
    this.store.interpret = (strokes, stroke) => {
      const result = this.fieldValue.resultOf(strokes);
      if (this.gestures === 'none' || result === null || view === null) return null;
      const gesture = view.gestureOf(strokes, stroke, result, this.store);
      if (gesture?.kind === 'tap') this.selected = gesture.index;
      return gesture && (gesture.kind === 'tap' ? 'tap' : gesture.revision);
    };
  }

  /**
   * `''` or a number as written, with a point; the attribute sets the initial value. What is not a number
   * becomes `''`. Setting a different value, or `''`, clears the drawing. Fires neither `input` nor `change`.
   */
  get value(): string {
    const value = this.fieldValue.get(this.threshold);
    return this.isValue(value) ? value : '';
  }

  set value(value: string) {
    const text = String(value ?? '');
    const number = this.isValue(text) ? text : '';
    this.isDirty = true;
    const isSame = number === this.value && (number !== '' || this.store.isEmpty);
    if (!isSame) this.startOver(number);
  }

  /** The value as a number; NaN if it is empty. */
  get valueAsNumber(): number {
    return this.value === '' ? NaN : Number(this.value);
  }

  set valueAsNumber(value: number) {
    this.value = Number.isFinite(value) ? String(value) : '';
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (CONSTRAINTS.some((constraint) => constraint.toLowerCase() === name)) this.syncValidity();
  }

  protected override get eventPrefix(): 'number' {
    return 'number';
  }

  protected override get focusTarget(): HTMLElement | null {
    return this.renderRoot?.querySelector('input') ?? null;
  }

  /** Below the text field, the bubble would cover the surface, and take the strokes. */
  protected override get errorAnchor(): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>('.anchor') ?? null;
  }

  /** Corrections are kept as the value that they led to. */
  protected override get keptOverride(): string {
    const { override, pins } = this.store;
    return override || (pins.groups.length + pins.apart.length > 0 ? this.value : '');
  }

  protected override capture(): (recognizer: Recognizer) => Promise<NumberResult | null> {
    const strokes = copyDrawing(this.store.strokes);
    const { signed, decimal, minLength, maxLength, drawnOn } = this;
    const options = {
      ...drawnOn,
      ...(view?.indexPins(this.store) ?? {}),
      signed,
      decimal,
      ...(minLength > 0 && { minLength }),
      ...(maxLength > 0 && { maxLength }),
    };
    return (recognizer) => recognizer.recognizeNumber(strokes, options);
  }

  protected override readAs({ value }: NumberResult): string {
    return value;
  }

  protected override isValue(value: unknown): value is string {
    return typeof value === 'string' && /^(-?(\d+(\.\d+)?|\.\d+))?$/.test(value);
  }

  protected override dispatchResult(result: NumberResult): void {
    const corrected = this.#corrected;
    this.#corrected = undefined;
    dispatchDigitEvent(this, 'number-recognized', result);
    if (corrected !== undefined) this.#dispatchCorrection(corrected);
  }

  protected override validate(customError: string): Validation {
    const { required, language, value, result, threshold: minConfidence } = this;
    const typed = this.store.override;
    const input = { constraints: this, required, value, typed, result, minConfidence, customError };
    if (view !== null) return view.validate(input, language);
    // The view is loaded before anyone can enter anything.
    const isMissing = required && value === '';
    const message = customError || (isMissing ? language.strings.valueMissing : '');
    return { flags: { customError: customError !== '', valueMissing: isMissing }, message };
  }

  protected override drawingChanged(change: DrawingChange): void {
    if (change !== 'frame' && change !== 'discard') this.selected = null;
    if (change === 'begin') this.#corrected = undefined;
    super.drawingChanged(change);
    if (change === 'end') view?.makeRoom(this.store);
    // A correction is no pause between strokes.
    if (change === 'edit' && !this.isSettled) this.recognition.schedule(0);
  }

  protected override async scheduleUpdate(): Promise<void> {
    while (view === null) {
      try {
        this.addStyles((await loadView()).numberStyles);
      } catch (error) {
        dispatchDigitEvent(this, 'number-error', { error: error as ChunkLoadError });
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    super.scheduleUpdate();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    if (CONSTRAINTS.some((name) => changed.has(name))) this.syncValidity();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed);
    view?.scrollToEnd(this.renderRoot, this.store);
  }

  protected override render(): unknown {
    if (view === null) return null;
    const { name, description } = this.accessibleLabel;
    const { strings, format } = this.language;
    const props = {
      field: this,
      store: this.store,
      language: this.language,
      result: this.store.override === '' ? this.result : null,
      presentResult: this.fieldValue.presentResult,
      // What is typed may not be a number yet, and what is read may be too uncertain.
      shown: this.store.override || this.fieldValue.get(0),
      activity: this.recognition.state,
      name,
      description,
      isDisabled: this.isDisabled,
      error: this.shownError,
      strings,
      format,
    };
    const announced = this.announce(view.spokenValue(props));
    const handlers = {
      edit: (step: 'undo' | 'redo' | 'clear') => this.edit(step),
      correct: (change: () => boolean) => this.#correct(change),
      type: (change: () => boolean) => {
        this.isTyping = true;
        this.editByUser(change);
        this.isTyping = false;
        this.requestUpdate();
      },
      submit: () => this.submitImplicitly(),
      select: (index: number | null) => {
        this.selected = index;
      },
      focused: () => {
        this.updateLabel();
        this.recognition.load();
      },
      touch: () => this.recognition.load(),
      retry: () => this.recognition.retry(),
      label: () => this.focusSurface(),
    };
    return withOwnParts(view.template({ ...props, announced }, handlers));
  }

  /** The user corrects what was read: a digit, the strokes of one, or the whole number. */
  #correct(change: () => boolean): void {
    if (!this.isEditable) return;
    const { result } = this;
    this.isDone = true;
    this.#corrected = result;
    this.editByUser(change);
    this.focusSurface();
    if (!this.isSettled) return;
    this.#corrected = undefined;
    this.#dispatchCorrection(result);
  }

  #dispatchCorrection(result: NumberResult | null): void {
    const { value, strokes } = this;
    dispatchDigitEvent(this, 'number-corrected', { value, result, strokes });
  }
}
