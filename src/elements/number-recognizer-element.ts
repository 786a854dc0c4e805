import { css, type CSSResultGroup, type PropertyDeclarations } from 'lit';
import { copyDrawing, isTooSmall } from '../ink/index.js';
import type { NumberResult, Recognizer } from '../recognizer/index.js';
import { type ChunkLoadError, lazyImport } from '../util/lazy-import.js';
import { styles } from './digit-recognizer.styles.js';
import { frame } from './digit-recognizer.template.js';
import { dispatchDigitEvent, text } from './dom.js';
import { numberText } from './field-value.js';
import type { Validation } from './form-control.js';
import type { GivenDigit, LearningHost, ReadDigit } from './learning.js';
import { layOutText, NO_FRAME, renamePins, type DrawingChange } from './history.js';
import type * as NumberView from './number-recognizer.template.js';
import type { TextChange } from './number-recognizer.template.js';
import { withOwnParts } from './parts.js';
import { delayConverter } from './recognition.js';
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

/** In milliseconds: people pause between digits. */
const RECOGNIZE_DELAY = 600;

/** After this many milliseconds a view that could not be loaded is tried again. */
const RETRY_MS = 3000;

/** Milliseconds after the pen lifts until the surface scrolls on: the other strokes of a digit come sooner. */
const PAUSE_MS = 700;

/** The card until the view is loaded, about as high as it will be. */
const blankStyles = css`
  .card.blank {
    block-size: calc(142px + clamp(88px, 30cqi, 168px));
    padding: 4px 10px;
    font-size: 30px;
  }
`;

/**
 * A form field for a handwritten whole number. The user writes it, and it is read on the device.
 *
 * @event input - The user changed the value. Writing fires it with each reading.
 * @event change - The user changed the value and it is settled: after a second without ink, when the focus
 *   leaves, or when the form is submitted. Undo, clear and corrections fire it at once.
 * @event number-recognized - A drawing was read; `detail` is the result, `{value, confidence, alternatives,
 *   digits, backend, elapsed}`. Its `value` is empty if the ink is no number.
 * @event number-corrected - The user corrected what was read; `detail` has `value`, `result` and `strokes`.
 * @event number-learned - The hand of the user changed, with `learn`: `detail.digit` was learned, or if it is null,
 *   something was forgotten. `detail.confirmed` says that it was read so and left standing.
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
 * @csspart type - A digit on the surface that was typed.
 * @csspart brackets - The row of brackets.
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
 * @csspart insert-button - Makes room for another digit before a digit.
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
  static override styles: CSSResultGroup = [styles, blankStyles];

  static override properties: PropertyDeclarations = {
    recognizeDelay: { attribute: 'recognize-delay', converter: delayConverter(RECOGNIZE_DELAY) },
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
  /** Text of the field that is not taken yet, by what it was made of: amid ink to be read, or half composed. */
  #draft: { readonly base: string } | null = null;
  /** Settles once the view is shown that was loaded after the field came. */
  #shown: Promise<void> | undefined;
  #scrolling: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.recognizeDelay = RECOGNIZE_DELAY;
    this.min = this.max = this.step = '';
    this.minLength = this.maxLength = 0;
    this.signed = this.decimal = false;
    this.kind = 'number';
    this.gestures = '';
    this.selected = null;
    this.store.isLine = true;
    // A number may begin with its point.
    this.store.isDiscarded = (strokes) => !this.decimal && isTooSmall(strokes, this.drawnOn);
    this.store.interpret = (strokes, stroke) => {
      if (this.gestures === 'none' || view === null) return null;
      const { pins, frame } = this.store;
      const { result, read } = this.fieldValue;
      const gesture = view.gestureOf(
        { strokes, pins, frame },
        stroke,
        result,
        read,
        this.decimal && !this.value.includes('.'),
      );
      if (typeof gesture !== 'number') return gesture;
      this.selected = gesture;
      return 'tap';
    };
  }

  /** The value as a number; NaN if it is empty. */
  get valueAsNumber(): number {
    return this.value === '' ? NaN : Number(this.value);
  }

  set valueAsNumber(value: number) {
    this.value = Number.isFinite(value) ? numberText(value) : '';
  }

  /**
   * Called at once when a property is set.
   *
   * @internal
   */
  override requestUpdate(
    ...change: Parameters<RecognizerElement<NumberResult>['requestUpdate']>
  ): void {
    super.requestUpdate(...change);
    // Other values may be valid now. Until the last property is set, the element is being made.
    if (change[0] !== undefined && this.selected !== undefined) this.syncValidity();
  }

  protected override get defaultDelay(): number {
    return RECOGNIZE_DELAY;
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

  protected override capture(): (recognizer: Recognizer) => Promise<NumberResult | null> {
    const { strokes, pins, frame } = this.store;
    const drawing = copyDrawing(strokes);
    const written = {
      strokes: drawing,
      pins: renamePins(pins, (stroke) => drawing[strokes.indexOf(stroke)]!),
      frame,
    };
    const { signed, decimal, maxLength, drawnOn } = this;
    const options = { ...drawnOn, signed, decimal, maxLength };
    return async (recognizer) => (await loadView()).readNumber(recognizer, written, options);
  }

  protected override startOver(value: string): void {
    const number = this.isValue(value) ? value : '';
    this.replace([], NO_FRAME, number, { groups: layOutText(number), apart: [] });
  }

  protected override readAs({ value }: NumberResult): string {
    return value;
  }

  protected override isValue(value: unknown): value is string {
    const isNumber = typeof value === 'string' && /^(-?(\d+(\.\d+)?|\.\d+))?$/.test(value);
    return isNumber && Number.isFinite(Number(value));
  }

  protected override dispatchResult(result: NumberResult): void {
    const corrected = this.#corrected;
    this.#corrected = undefined;
    dispatchDigitEvent(this, 'number-recognized', result);
    if (corrected === undefined) return;
    // Strokes that cannot be split stay what they were.
    if (corrected?.value === result.value) this.isEdited = false;
    else this.#dispatchCorrection(corrected);
  }

  protected override readDigits({ digits }: NumberResult): ReadDigit[] {
    const { strokes } = this.store;
    return digits
      .filter((digit) => digit.strokes.length > 0)
      .map((digit) => ({ ...digit, strokes: digit.strokes.map((index) => strokes[index]!) }));
  }

  protected override get givenDigits(): GivenDigit[] {
    return this.store.pins.groups.flatMap(({ strokes, text = '' }) =>
      strokes.length > 0 && /^\d$/.test(text) ? [{ strokes, text }] : [],
    );
  }

  /** Typing a digit says of all others that they are what was read. */
  protected override readonly isCorrection: LearningHost['isCorrection'] = (given, read) =>
    read !== undefined && read.text !== given.text;

  protected override validate(customError: string): Validation {
    const { required, value, result, kind, minLength, maxLength, store } = this;
    const length = value.replace(/\D/g, '').length;
    const input = this.#numberInput(value);
    // A tap is no attempt at a number.
    const isUnreadable = result !== null && !isTooSmall(store.strokes, this.drawnOn);
    const { rangeUnderflow, rangeOverflow, stepMismatch }: ValidityStateFlags =
      (kind !== 'code' && input?.validity) || {};
    const flags: ValidityStateFlags = {
      customError: customError !== '',
      badInput: value === '' && (store.override !== '' || isUnreadable),
      valueMissing: required && value === '',
      tooShort: length > 0 && length < minLength,
      tooLong: maxLength > 0 && length > maxLength,
      rangeUnderflow: rangeUnderflow || (!this.signed && value.startsWith('-')),
      rangeOverflow,
      stepMismatch,
    };
    if (!Object.values(flags).includes(true)) return { flags, message: '' };
    const { language } = this;
    // The words come with the view.
    const message = view
      ? view.messageOf(flags, this, input!, language.strings)
      : language.strings.loading;
    return { flags, message: customError || message };
  }

  /** A number input of the browser with this value, which knows the rules; none on a server. */
  #numberInput(value: string): HTMLInputElement | undefined {
    const { min, max, step, decimal, required, defaultValue } = this;
    const rules = { type: 'number', min, max, step: step || (decimal ? 'any' : ''), required };
    // The first of a page's scripts may run on a server.
    const input = (this.ownerDocument as Document | undefined)?.createElement('input');
    return input && Object.assign(input, rules, { defaultValue, value });
  }

  protected override drawingChanged(change: DrawingChange): void {
    if (change !== 'frame' && change !== 'discard') this.selected = null;
    if (change === 'begin') this.#corrected = undefined;
    if (change === 'edit') this.#draft = null;
    super.drawingChanged(change);
    if (change === 'extend' || change === 'frame') return;
    if (change === 'end') view?.makeRoom(this.store);
    clearTimeout(this.#scrolling);
    // A number that can only be read is shown from its beginning.
    const scroll = () => this.isEditable && view?.scrollToEnd(this.shadowRoot, this.store);
    if (change !== 'begin') this.#scrolling = setTimeout(scroll, change === 'end' ? PAUSE_MS : 0);
    // A correction is no pause between strokes.
    if (change === 'edit' && !this.isSettled) this.recognition.schedule(0);
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#shown;
    return super.getUpdateComplete();
  }

  protected override firstUpdated(): void {
    if (view !== null) super.firstUpdated();
    else this.#shown = this.#showView();
  }

  async #showView(): Promise<void> {
    while (view === null) {
      try {
        await loadView();
      } catch (error) {
        dispatchDigitEvent(this, 'number-error', { error: error as ChunkLoadError });
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.addStyles((await loadView()).numberStyles);
    this.requestUpdate();
    await super.getUpdateComplete();
    super.firstUpdated();
  }

  protected override render(): unknown {
    const base = this.fieldProps;
    if (view === null)
      return withOwnParts(frame(base, this.fieldHandlers, 'blank', text(this.value), ''));
    const props = {
      ...base,
      field: this,
      presentResult: this.fieldValue.presentResult,
      shown: this.#shownText,
      isDraft: this.#draft !== null,
    };
    const announced = this.announce(view.spokenValue(props));
    const handlers = {
      ...this.fieldHandlers,
      correct: (change: () => boolean) => {
        this.isDone = true;
        this.#correct(change);
      },
      type: (change: TextChange, isDraft = false) => {
        const base = this.#draft?.base ?? this.#shownText;
        const draft = isDraft ? { base } : null;
        this.#draft = draft ?? this.#draft;
        this.isEdited ||= !this.isSettled;
        this.whenRead(() => {
          // It was typed on, or taken back.
          if (draft && this.#draft !== draft) return;
          if (draft) this.#draft = null;
          const { store, fieldValue } = this;
          const digits = view!.digitsOf(store, fieldValue.presentResult);
          this.#correct(() => change(digits, this.#shownText, base), true);
          this.requestUpdate();
        });
      },
      insert: (change: () => boolean) => {
        // Room is no other value.
        this.isDirty = true;
        change();
        this.focusSurface();
      },
      submit: () => this.submitImplicitly(),
      compose: () => {
        this.#draft ??= { base: this.#shownText };
      },
      select: (index: number | null) => {
        this.selected = index;
      },
      numberInput: (value: string) => this.#numberInput(value)!,
    };
    return withOwnParts(view.template({ ...props, announced }, handlers));
  }

  /** What is typed may not be a number yet, and what is read may be too uncertain. */
  get #shownText(): string {
    return this.store.override || this.fieldValue.get(0);
  }

  /** The user corrects what was read, by keys or by a button. */
  #correct(change: () => boolean, isTyping = false): void {
    const { result } = this;
    const isWritten = !this.store.isEmpty;
    this.isTyping = isTyping;
    this.#corrected = result;
    const isChanged = this.editByUser(change);
    this.isTyping = false;
    if (!isTyping) this.focusSurface();
    if (!this.isSettled) return;
    this.#corrected = undefined;
    if (isChanged && isWritten && !this.store.isBlank) this.#dispatchCorrection(result);
  }

  #dispatchCorrection(result: NumberResult | null): void {
    const { value, strokes } = this;
    dispatchDigitEvent(this, 'number-corrected', { value, result, strokes });
  }
}
