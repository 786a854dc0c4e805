import type { PropertyDeclarations } from 'lit';
import { PEN_SHARE } from '../../ink/index.js';
import type { Result } from '../../recognizer/index.js';
import type { DigitPadElement } from '../digit-pad-element.js';
import * as drawing from '../drawing/drawing-mixin.js';
import { NO_FRAME, type DrawingChange, type Frame } from '../drawing/drawing-store.js';
import { dispatchDigitEvent, dispatchEdit } from '../events.js';
import * as validation from '../form/constraint-validation.js';
import { mixinElementInternals } from '../form/element-internals.js';
import { isValue, readMemory, writeMemory } from '../form/field-memory.js';
import * as form from '../form/form-associated.js';
import { submitImplicitly } from '../form/implicit-submission.js';
import { validateField, type Validation } from '../form/validity.js';
import { LanguageController } from '../strings/language-controller.js';
import { keyAct } from '../view/keys.js';
import { BaseElement } from './base-element.js';
import { FieldValue } from './field-value.js';

const DrawnField = drawing.mixinDrawing(
  validation.mixinConstraintValidation(
    form.mixinFormAssociated(mixinElementInternals(BaseElement)),
  ),
);

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
    minConfidence: { type: Number, attribute: 'min-confidence' },
    nameStrokes: { attribute: 'name-strokes', noAccessor: true },
    value: { noAccessor: true },
    defaultValue: { attribute: false, noAccessor: true },
  };

  /** 0 to 1: below it the value stays empty, and validity says so. */
  declare minConfidence: number;

  protected readonly language = new LanguageController(this, () => this[validation.syncValidity]());
  protected readonly reading = new FieldValue(this[drawing.store]);
  /** The value is no longer the one of the `value` attribute. */
  #dirty = false;
  /** The user changed the drawing since the page last heard of it. */
  #edited = false;
  /** The user was told that the field is invalid. */
  #told = false;

  constructor() {
    super();
    this.minConfidence = 0;
    this.addEventListener('keydown', (event) => this.#keyPressed(event));
    this.addEventListener('invalid', () => this.#tell());
  }

  /**
   * `''` or one digit; the attribute says what the field starts with. Setting another value than the
   * present one wipes the drawing, silently.
   */
  get value(): string {
    return this.reading.get(this.#threshold);
  }

  set value(value: string) {
    const digit = isValue(value) ? value : '';
    this.#dirty = true;
    if (digit !== this.value) this.#startOver(digit);
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
    this.#told = false;
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
    this.drawingStore.replace(memory.strokes, memory.frame, memory.entry);
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
    data.append(this.nameStrokes, JSON.stringify(this.drawingStore.strokes));
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
    if (!this[form.isEditable]) pad.stop();
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
    this.pad?.stop();
  }

  override [drawing.drawingTakenOver](): void {
    this.#dirty = true;
    this.#edited = false;
  }

  override [drawing.drawingChanged](change: DrawingChange): void {
    this.reading.renew();
    if (change === 'discard') this.#edited = !this.reading.isSettled;
    else if (change !== 'edit') this.#dirty = this.#edited = true;
    if (change === 'extend') return;
    this.valueChanged();
    if (change !== 'begin' && this.reading.isSettled) this.#announce(true);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('minConfidence')) this.valueChanged();
  }

  protected override firstUpdated(): void {
    // Now there is something that the browser can show a message at.
    this[validation.syncValidity]();
    // The browser looked for what to focus before there was anything inside.
    const { activeElement, body } = this.ownerDocument;
    if (this.autofocus && (activeElement === null || activeElement === body)) this.focus();
  }

  /** What is wrong with the value, once the user has been told; else empty. */
  protected get shownError(): string {
    return this.#told ? this.validationMessage : '';
  }

  protected get drawingStore() {
    return this[drawing.store];
  }

  /** The drawing as it stands was read. */
  protected take(result: Result): void {
    this.reading.take(result);
    this.valueChanged();
    this.#announce(!this.drawingStore.isOpen);
  }

  protected valueChanged(): void {
    this[form.syncForm]();
    this[validation.syncValidity]();
    this.requestUpdate();
  }

  protected edit(act: 'undo' | 'redo' | 'clear'): void {
    this.#byUser(() => this.drawingStore[act]());
  }

  /** The user says which digit it is; with a drawing, that corrects its reading. */
  protected enter(digit: number): void {
    const value = String(digit);
    if (!this[form.isEditable] || value === this.value) return;
    const { isEmpty } = this.drawingStore;
    const result = this.reading.presentResult;
    if (!this.#byUser(() => this.drawingStore.enter(value)) || isEmpty) return;
    dispatchDigitEvent(this, 'digit-corrected', { digit, result, strokes: this.strokes });
  }

  private get pad(): DigitPadElement | null {
    return this.renderRoot?.querySelector('digit-pad') ?? null;
  }

  get #default(): string {
    return isValue(this.defaultValue) ? this.defaultValue : '';
  }

  /** `minConfidence`, if that is a number; a page may have set anything. */
  get #threshold(): number {
    const value: unknown = this.minConfidence;
    return typeof value === 'number' || typeof value === 'string' ? Number(value) || 0 : 0;
  }

  /** Tells the page of the value, if it was the user who changed it. */
  #announce(committed: boolean): void {
    if (!this.#edited) return;
    this.#edited = !committed;
    if (this.validity.badInput) this.#tell();
    dispatchEdit(this, committed);
  }

  #tell(): void {
    this.#told = true;
    this.requestUpdate();
  }

  #startOver(value: string): void {
    this.#edited = false;
    this[drawing.stopDrawing]();
    this.drawingStore.replace([], NO_FRAME, value);
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
    const act = keyAct(event);
    if (act === null) return;
    if (act.kind === 'submit') {
      if (event.composedPath()[0] === this[validation.validationAnchor])
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

/** @param value empty or one digit. */
function step(value: string, by: 1 | -1): number {
  if (value === '') return by === 1 ? 0 : 9;
  return Math.min(9, Math.max(0, Number(value) + by));
}
