import type { PropertyDeclarations } from 'lit';
import { isTooSmall, PEN_SHARE, type Drawing, type Frame } from '../../ink/index.js';
import type { Result } from '../../recognizer/index.js';
import type { DigitPadElement } from '../digit-pad-element.js';
import * as drawing from '../drawing/drawing-mixin.js';
import { NO_FRAME, type DrawingChange } from '../drawing/drawing-store.js';
import { dispatchChange, dispatchDigitEvent, dispatchInput } from '../events.js';
import * as validation from '../form/constraint-validation.js';
import { mixinElementInternals } from '../form/element-internals.js';
import { isValue, readMemory, writeMemory } from '../form/field-memory.js';
import * as form from '../form/form-associated.js';
import { submitImplicitly } from '../form/implicit-submission.js';
import { validateField, type Validation } from '../form/validity.js';
import { ownName } from '../parts.js';
import { LanguageController } from '../strings/language-controller.js';
import { keyAction } from '../keyboard.js';
import { BaseElement } from './base-element.js';
import { FieldValue } from './field-value.js';

const DrawnField = drawing.mixinDrawing(
  validation.mixinConstraintValidation(
    form.mixinFormAssociated(mixinElementInternals(BaseElement)),
  ),
);

/**
 * Milliseconds without ink after a reading until it is settled. Between the strokes of one digit people
 * rest up to half a second or so; a `change` in between would report half a 4 as a 6.
 */
const SETTLE_MS = 1000;

/**
 * A form control whose value is a digit that was drawn, typed or chosen. When a drawing is read, and
 * how all of it looks, are left to the class above.
 */
export abstract class DigitFieldElement extends DrawnField {
  static override shadowRootOptions: ShadowRootInit = {
    ...BaseElement.shadowRootOptions,
    delegatesFocus: true,
  };

  static override properties: PropertyDeclarations = {
    minConfidence: { type: Number, attribute: 'min-confidence', noAccessor: true },
    nameStrokes: { attribute: 'name-strokes', noAccessor: true },
    value: { noAccessor: true },
    defaultValue: { attribute: false, noAccessor: true },
  };

  protected readonly language = new LanguageController(this, () => this[validation.syncValidity]());
  protected readonly reading = new FieldValue(this[drawing.store]);
  /** The value is no longer the one of the `value` attribute. */
  #dirty = false;
  /** The user changed the drawing since the page last heard of it. */
  #edited = false;
  /** `input` was fired since the last `change`. */
  #isUncommitted = false;
  /** The focus left, or a button was pressed: the next reading is settled at once. */
  #isDone = false;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #minConfidence = 0;
  /** What is wrong has been reported to the user. */
  #isReported = false;

  constructor() {
    super();
    this.drawingStore.isDiscarded = (strokes) => isTooSmall(strokes, this[drawing.drawnOn]);
    this.addEventListener('keydown', (event) => this.#keyPressed(event));
    this.addEventListener('focusout', ({ relatedTarget }) => {
      if (!this.contains(relatedTarget as Node | null)) this.#finish();
    });
  }

  /**
   * `''` or one digit; the attribute says what the field starts with. A number is taken as its text, and
   * what is no digit as `''`. Setting another value than the present one wipes the drawing, as `''`
   * always does. Neither `input` nor `change` is fired.
   */
  get value(): string {
    return this.reading.get(this.#threshold);
  }

  set value(value: string) {
    const digit = toValue(value);
    this.#dirty = true;
    const isSame = digit === this.value && (digit !== '' || this.drawingStore.isEmpty);
    if (!isSame) this.#startOver(digit);
  }

  /** 0 to 1: below it the value stays empty, and validity says so. */
  get minConfidence(): number {
    return this.#minConfidence;
  }

  set minConfidence(confidence: number) {
    this.#minConfidence = confidence;
    this.valueChanged();
  }

  /** The `value` attribute: what the field starts with and a form's reset returns to. */
  get defaultValue(): string {
    return this.getAttribute('value') ?? '';
  }

  set defaultValue(value: string) {
    this.setAttribute('value', value);
  }

  /** Under this name a form submits the strokes too, as JSON; empty for not at all. */
  get nameStrokes(): string {
    return this.getAttribute('name-strokes') ?? '';
  }

  set nameStrokes(name: string) {
    this.setAttribute('name-strokes', name);
  }

  /** The last result; null without a drawing. */
  get result(): Result | null {
    return this.reading.result;
  }

  /** Called by the browser when the form is reset. */
  formResetCallback(): void {
    this.#dirty = false;
    this.#isReported = false;
    this.#startOver(this.#default);
  }

  /** Called by the browser with what it kept while the page was away, or with a value it fills in. */
  formStateRestoreCallback(state: string | File | FormData | null): void {
    if (typeof state !== 'string') return;
    const memory = readMemory(state);
    if (memory === null) {
      this.value = state;
      return;
    }
    this.#replace(memory.strokes, memory.frame, memory.entry);
    this.reading.assume(memory.value);
    this.#dirty = true;
    this.valueChanged();
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (name === 'name-strokes') this[form.syncForm]();
    else if (name !== 'value') super.attributeChangedCallback(name, old, value);
    else if (!this.#dirty) this.#startOver(this.#default);
  }

  override [form.formValue](): string | FormData {
    if (this.nameStrokes === '') return this.value;
    const data = new FormData();
    if (this.name !== '') data.append(this.name, this.value);
    data.append(this.nameStrokes, JSON.stringify(this.drawing));
    return data;
  }

  override [form.formState](): string {
    const { strokes, frame, entry } = this.drawingStore;
    return writeMemory({ strokes, frame, entry, value: this.value });
  }

  override [form.editabilityChanged](): void {
    const { pad } = this;
    if (pad === null) return;
    pad.disabled = this[form.isDisabled];
    pad.readOnly = this.readOnly;
    if (!this[form.isEditable]) this[drawing.interruptStroke]();
  }

  override [validation.validate](customError: string): Validation {
    const { strings, format } = this.language;
    const state = {
      value: this.value,
      required: this.required,
      read: this.result,
      minConfidence: this.#threshold,
      customError,
    };
    return validateField(state, strings, format);
  }

  override get [validation.validationAnchor](): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>('[part~="surface"]') ?? null;
  }

  override get [drawing.surfaceFrame](): Frame {
    return this.pad?.[drawing.surfaceFrame] ?? NO_FRAME;
  }

  override get [drawing.penShare](): number {
    return this.pad?.[drawing.penShare] ?? PEN_SHARE;
  }

  override [drawing.stopDrawing](): void {
    this.pad?.[drawing.stopDrawing]();
  }

  override [drawing.drawingTakenOver](): void {
    this.#dirty = true;
    this.#takeOver();
  }

  override [drawing.drawingChanged](change: DrawingChange): void {
    if (change === 'frame') return this[form.syncForm]();
    const before = this.value;
    this.reading.renew();
    const { isSettled } = this.reading;
    // Of a stroke that is taken back, the page has heard only where it was read meanwhile.
    if (change === 'discard') this.#edited = !isSettled || this.value !== before;
    else if (change !== 'edit') this.#dirty = this.#edited = true;
    if (change === 'extend') return;
    if (change === 'begin') {
      clearTimeout(this.#settling);
      this.#isDone = false;
    }
    this.valueChanged();
    if (change === 'begin' || !isSettled) return;
    if (this.#edited) {
      this.#input();
      this.#commit();
    } else if (change === 'discard') {
      this.#settle();
    }
  }

  override [validation.validityReported](): void {
    this.#isReported = true;
    this.requestUpdate();
  }

  protected override firstUpdated(): void {
    // Now there is something that the browser can show a message at.
    this[validation.syncValidity]();
    // The browser looked for what to focus before there was anything inside.
    const { activeElement, body } = this.ownerDocument;
    if (this.autofocus && (activeElement === null || activeElement === body)) this.focus();
  }

  /** What is wrong with the value, where the user is to see it; else empty. */
  protected get shownError(): string {
    // That ink cannot be read is shown without being asked for, but not while there is more to come.
    const isUnread = this.validity.badInput && !this.drawingStore.isOpen;
    return this.#isReported || isUnread ? this.validationMessage : '';
  }

  protected get drawingStore() {
    return this[drawing.store];
  }

  /** The drawing as it stands was read. */
  protected take(result: Result): void {
    const before = this.value;
    this.reading.take(result);
    this.valueChanged();
    dispatchDigitEvent(this, 'digit-recognized', result);
    if (this.#edited) {
      // Ink that is no digit, such as the dot of a click, enters nothing into an empty field.
      if (before === '' && this.value === '') this.#edited = false;
      else this.#input();
    }
    if (!this.drawingStore.isOpen) this.#settle();
  }

  protected valueChanged(): void {
    this[form.syncForm]();
    this[validation.syncValidity]();
    this.requestUpdate();
  }

  protected edit(act: 'undo' | 'redo' | 'clear'): void {
    this.#isDone = true;
    this.#byUser(() => this.drawingStore[act]());
  }

  /** The user says which digit it is; with a drawing, that corrects its reading. */
  protected enter(digit: number): void {
    const value = String(digit);
    if (!this[form.isEditable] || value === this.value) return;
    const result = this.reading.presentResult;
    if (!this.#byUser(() => this.drawingStore.enter(value)) || this.drawingStore.isEmpty) return;
    dispatchDigitEvent(this, 'digit-corrected', { digit, result, strokes: this.strokes });
  }

  private get pad(): DigitPadElement | null {
    return this.renderRoot?.querySelector<DigitPadElement>(ownName('digit-pad')) ?? null;
  }

  get #default(): string {
    return isValue(this.defaultValue) ? this.defaultValue : '';
  }

  /** `minConfidence`, if that is a number; a page may have set anything. */
  get #threshold(): number {
    const value: unknown = this.minConfidence;
    return typeof value === 'number' || typeof value === 'string' ? Number(value) || 0 : 0;
  }

  #input(): void {
    this.#edited = false;
    this.#isUncommitted = true;
    // As native controls do, `change` comes before the form's `submit`.
    this.form?.addEventListener('submit', this.#commit, { capture: true });
    dispatchInput(this);
  }

  /** The value is settled. */
  readonly #commit = (): void => {
    clearTimeout(this.#settling);
    if (!this.#isUncommitted) return;
    this.#isUncommitted = false;
    dispatchChange(this);
  };

  /** The drawing is read, and the pen is up. */
  #settle(): void {
    clearTimeout(this.#settling);
    if (this.#isDone) this.#commit();
    else this.#settling = setTimeout(this.#commit, SETTLE_MS);
  }

  /** The user turned to something else. */
  #finish(): void {
    this.#isDone = true;
    if (!this.drawingStore.isOpen && this.reading.isSettled) this.#commit();
  }

  /** The page changes the drawing or the value, and need not be informed of what the user did before. */
  #takeOver(): void {
    this.#edited = this.#isUncommitted = false;
  }

  #startOver(value: string): void {
    this.#replace([], NO_FRAME, value);
  }

  #replace(strokes: Drawing, frame: Frame, entry: string): void {
    this.#takeOver();
    this.drawingStore.replace(strokes, frame, entry);
    this[drawing.stopDrawing]();
  }

  /** @returns whether there was anything to do. */
  #byUser(act: () => boolean): boolean {
    const before = [this.#edited, this.#dirty] as const;
    this.#edited = this.#dirty = true;
    if (act()) return true;
    [this.#edited, this.#dirty] = before;
    return false;
  }

  #keyPressed(event: KeyboardEvent): void {
    // What the page put into a slot has keys of its own.
    if (event.target !== this || this[form.isDisabled]) return;
    const act = keyAction(event);
    if (act === null) return;
    if (act.kind === 'submit') {
      if (event.composedPath()[0] !== this[validation.validationAnchor]) return;
      this.#commit();
      submitImplicitly(this.form);
      return;
    }
    if (this.readOnly) return;
    event.preventDefault();
    if (act.kind === 'enter') this.enter(act.digit);
    else if (act.kind === 'step') this.enter(step(this.value, act.by));
    else this.edit(act.kind);
  }
}

/** As native controls do, text is made of anything; here only a digit is kept. */
function toValue(value: unknown): string {
  try {
    const text = String(value ?? '');
    return isValue(text) ? text : '';
  } catch {
    return '';
  }
}

/** @param value empty or one digit. */
function step(value: string, by: 1 | -1): number {
  if (value === '') return by === 1 ? 0 : 9;
  return Math.min(9, Math.max(0, Number(value) + by));
}
