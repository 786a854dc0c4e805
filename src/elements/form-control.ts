import type { PropertyDeclarations } from 'lit';
import { watchTree, dispatchChange, dispatchInput } from './dom.js';
import { DrawingElement } from './drawing-element.js';
import {
  defaultButtonOf,
  internalsOf,
  isSilent,
  LABEL_CHANGES,
  type Label,
  readLabel,
  submits,
  watchForm,
  withSilence,
} from './form-internals.js';
import { LanguageController } from './i18n.js';

/**
 * Milliseconds without ink after a reading until `change` fires. Between the strokes of one digit people
 * pause for up to about half a second. A `change` in between would report half a 4 as a 6.
 */
const SETTLE_MS = 1000;

/** The result of constraint validation: flags and message. */
export interface Validation {
  readonly flags: ValidityStateFlags;
  /** Empty if and only if no flag is set. */
  readonly message: string;
}

/**
 * A form control with a drawing: form association, constraint validation, label, restored state and
 * implicit submission as in HTML's own controls. Subclasses define the value.
 */
export abstract class FormControl extends DrawingElement {
  /** @internal */
  static readonly formAssociated = true;

  static override shadowRootOptions: ShadowRootInit = {
    ...DrawingElement.shadowRootOptions,
    delegatesFocus: true,
  };

  // Without Lit's accessors, these reflect to an attribute at once, so a form read in the same task is right.
  static override properties: PropertyDeclarations = {
    name: { noAccessor: true },
    disabled: { type: Boolean, noAccessor: true },
    readOnly: { type: Boolean, attribute: 'readonly', noAccessor: true },
    required: { type: Boolean, noAccessor: true },
    nameStrokes: { attribute: 'name-strokes', noAccessor: true },
    value: { noAccessor: true },
    defaultValue: { attribute: false, noAccessor: true },
    label: {},
    help: {},
  };

  /** The label above the field, also its accessible name. The slot `label` takes precedence. */
  declare label: string;
  /** The help text below the field. The slot `help` takes precedence. */
  declare help: string;

  protected readonly internals = internalsOf(this);
  protected readonly language = new LanguageController(this, () => this.syncValidity());
  /** The value no longer follows the `value` attribute. */
  protected isDirty = false;
  /** The user changed the value since the last `input`. */
  protected isEdited = false;
  /** The focus left or a button was pressed, so `change` fires right after the next reading. */
  protected isDone = false;
  /** `input` has fired since the last `change`. */
  #isUncommitted = false;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;
  #disabledByForm = false;
  /** A submission that waits until the ink is read. */
  protected held: object | null = null;
  /** A submission is under way, which must come as far as {@link hold}. */
  #isSubmitting = false;
  #customError = '';
  /** The error was reported to the user. */
  #isReported = false;
  #label: Label = { name: '', description: '' };
  #stopWatchingLabel: () => void = () => undefined;
  #root: Node | undefined;

  constructor() {
    super();
    this.label = '';
    this.help = '';
    this.addController({
      hostConnected: () => {
        this.#root = this.getRootNode();
        this.#root.addEventListener('click', this.#clicked);
        this.#stopWatchingLabel = watchTree(this, LABEL_CHANGES, () => this.updateLabel());
        this.updateLabel();
      },
      hostDisconnected: () => {
        this.#root?.removeEventListener('click', this.#clicked);
        this.#stopWatchingLabel();
      },
      // A field that was removed keeps its name: it has no labels until it is back.
      hostUpdate: () => {
        if (this.isConnected) this.updateLabel();
      },
    });
    this.addEventListener('invalid', () => {
      if (isSilent()) return;
      this.#isReported = true;
      this.requestUpdate();
    });
    this.addEventListener('focusout', ({ relatedTarget }) => {
      if (this.contains(relatedTarget as Node | null)) return;
      this.isDone = true;
      if (!this.store.isOpen && this.isSettled) this.commit();
    });
  }

  /** The name under which a form submits the value; if empty, it is not submitted. */
  get name(): string {
    return this.getAttribute('name') ?? '';
  }

  set name(name: string) {
    this.setAttribute('name', name);
  }

  /** The user cannot change or focus the field, and a form does not submit it. */
  get disabled(): boolean {
    return this.hasAttribute('disabled');
  }

  set disabled(disabled: boolean) {
    this.toggleAttribute('disabled', disabled);
  }

  /** The user cannot change the value, but a form submits it. */
  get readOnly(): boolean {
    return this.hasAttribute('readonly');
  }

  set readOnly(readOnly: boolean) {
    this.toggleAttribute('readonly', readOnly);
  }

  /** The field is invalid while the value is empty. */
  get required(): boolean {
    return this.hasAttribute('required');
  }

  set required(required: boolean) {
    this.toggleAttribute('required', required);
  }

  /** The `value` attribute: the initial value, and the value after a form reset. */
  get defaultValue(): string {
    return this.getAttribute('value') ?? '';
  }

  set defaultValue(value: string) {
    this.setAttribute('value', value);
  }

  /** The name under which a form submits `drawing` as JSON; if empty, it is not submitted. */
  get nameStrokes(): string {
    return this.getAttribute('name-strokes') ?? '';
  }

  set nameStrokes(name: string) {
    this.setAttribute('name-strokes', name);
  }

  /** The element's tag name: `type` tells a form's controls apart. */
  get type(): string {
    return this.localName;
  }

  /** The form that the field belongs to; or null. */
  get form(): HTMLFormElement | null {
    return this.internals.form;
  }

  /** The `<label>` elements of the field. */
  get labels(): NodeList {
    return this.internals.labels;
  }

  /** Which constraints the value violates. */
  get validity(): ValidityState {
    return this.internals.validity;
  }

  /** Why the value is invalid, in the element's language; empty if it is valid. */
  get validationMessage(): string {
    return this.internals.validationMessage;
  }

  /** False while the field is disabled or read-only: it is not validated then. */
  get willValidate(): boolean {
    return this.internals.willValidate;
  }

  /** Whether the value is valid. Fires `invalid` if not, but does not show the error. */
  checkValidity(): boolean {
    return withSilence(true, () => this.internals.checkValidity());
  }

  /** Like `checkValidity()`, and shows the error to the user. */
  reportValidity(): boolean {
    return withSilence(false, () => this.internals.reportValidity());
  }

  /** Makes the field invalid with this message; an empty message makes it valid again. */
  setCustomValidity(message: string): void {
    this.#customError = String(message);
    this.syncValidity();
    this.requestUpdate();
  }

  /** Called by the browser when the element enters or leaves a form. */
  formAssociatedCallback(form: HTMLFormElement | null): void {
    if (form === null) return;
    watchForm(form, () => {
      for (const field of form.elements) if (field instanceof FormControl) field.#submitting();
    });
  }

  /** Called by the browser when the attribute or a surrounding fieldset changes. */
  formDisabledCallback(disabled: boolean): void {
    this.#disabledByForm = disabled;
    this.requestUpdate();
    this.editabilityChanged();
  }

  /** Called by the browser when the form is reset. */
  formResetCallback(): void {
    this.isDirty = false;
    this.#isReported = false;
    this.held = null;
    this.startOver(this.defaultValue);
  }

  /** Called by the browser with a state to restore, or with a value to fill in. */
  formStateRestoreCallback(state: string | File | FormData | null): void {
    if (typeof state === 'string') this.restoreState(state);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    switch (name) {
      case 'value':
        // A number's steps are counted from it.
        if (this.isDirty) this.syncValidity();
        else this.startOver(this.defaultValue);
        return;
      case 'name-strokes':
        this.syncValidity();
        return this.syncForm();
      case 'name':
        this.syncForm();
        break;
      case 'required':
        this.syncValidity();
        break;
      case 'disabled':
      case 'readonly':
        this.editabilityChanged();
        break;
      default:
        return super.attributeChangedCallback(name, old, value);
    }
    this.requestUpdate();
  }

  protected override firstUpdated(): void {
    // Only now is there an element that the browser can show the message at.
    this.syncValidity();
    // The browser handled `autofocus` before there was anything inside to focus.
    const { activeElement, body } = this.ownerDocument;
    if (this.autofocus && (activeElement === null || activeElement === body)) this.focus();
  }

  /** The value that a form submits. */
  abstract value: string;

  /** There is nothing left to read. */
  protected abstract get isSettled(): boolean;

  /** The user wrote or typed what is not in the value yet. */
  protected get isUnread(): boolean {
    return this.isEdited && !this.isSettled;
  }

  /** Ink can be read, as far as is known. */
  protected abstract get canRead(): boolean;

  /** Does something once there is no ink left to read, or none can be read. */
  protected abstract whenRead(act: () => void): void;

  /** The state that the browser keeps to restore it later. */
  protected abstract get formState(): string;

  /** @param state an earlier {@link formState}, or a value that the browser fills in. */
  protected abstract restoreState(state: string): void;

  /** Starts over with this value, as after a form reset. */
  protected abstract startOver(value: string): void;

  /** @param customError set by `setCustomValidity`; or empty. */
  protected abstract validate(customError: string): Validation;

  /** Called when the field may have become disabled, read-only or editable. */
  protected abstract editabilityChanged(): void;

  /** Disabled by the attribute or by a fieldset. */
  protected get isDisabled(): boolean {
    return this.disabled || this.#disabledByForm;
  }

  /** The user may change the value. */
  protected get isEditable(): boolean {
    return !this.isDisabled && !this.readOnly;
  }

  /** The focusable element. */
  protected get focusTarget(): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>('[part~="surface"]') ?? null;
  }

  /** Where the browser puts its bubble with the error: below this. */
  protected get errorAnchor(): HTMLElement | null {
    return this.focusTarget;
  }

  /** The name and description that the page gives the control. */
  protected get accessibleLabel(): Label {
    return this.#label;
  }

  /** The error message to show; else empty. */
  protected get shownError(): string {
    if (this.isUnread && this.canRead) return '';
    // Unreadable ink is reported without `reportValidity()`, but not while the pen is down.
    const isUnreadable = this.validity.badInput && !this.isUnread && !this.store.isOpen;
    return this.#isReported || isUnreadable ? this.validationMessage : '';
  }

  /** Call this after every change of the value. */
  protected valueChanged(): void {
    this.syncForm();
    this.syncValidity();
    this.requestUpdate();
  }

  /** Passes value and state to the form. */
  protected syncForm(): void {
    this.internals.setFormValue(this.#formValue, this.formState);
  }

  /** Computes the validity again. */
  protected syncValidity(): void {
    // Where nothing reads it, what is submitted as strokes is not lost.
    const isKept = !this.canRead && this.nameStrokes !== '';
    const { flags, message } =
      this.isUnread && !isKept && this.#customError === ''
        ? this.#unread
        : this.validate(this.#customError);
    this.internals.setValidity(flags, message, this.errorAnchor ?? undefined);
    this.toggleState('invalid', message !== '');
  }

  /** The value is not what the user wrote, and must not be taken for that. */
  get #unread(): Validation {
    if (this.#isSubmitting) return { flags: {}, message: '' };
    const { notReadYet, unreadable } = this.language.strings;
    return { flags: { badInput: true }, message: this.canRead ? notReadYet : unreadable };
  }

  /** Computes the accessible name and description again. */
  protected updateLabel(): void {
    const { name, description } = this.#label;
    this.#label = readLabel(this, this.labels, this.label);
    if (name !== this.#label.name || description !== this.#label.description) this.requestUpdate();
  }

  /** Sets whether `:state(name)` matches. */
  protected toggleState(name: string, isOn: boolean): void {
    const { states } = this.internals;
    try {
      if (isOn) states.add(name);
      else states.delete(name);
    } catch {
      // Chromium before 125 accepts only names that begin with dashes, and Safari before 17.4 has no states.
    }
  }

  /** Runs an edit by the user. @returns whether it changed anything. */
  protected editByUser(edit: () => boolean): boolean {
    const before = [this.isEdited, this.isDirty] as const;
    this.isEdited = this.isDirty = true;
    if (edit()) return true;
    [this.isEdited, this.isDirty] = before;
    return false;
  }

  protected override beforeScriptChange(): void {
    this.isDirty = true;
    this.forgetEdits();
  }

  /** A `change` for which `input` has fired is still due. */
  protected override interruptStroke(): void {
    const isUncommitted = this.#isUncommitted;
    super.interruptStroke();
    this.#isUncommitted = isUncommitted;
  }

  /** Drops pending events, because the page itself changes the drawing or the value. */
  protected forgetEdits(): void {
    this.isEdited = this.#isUncommitted = false;
  }

  /** Fires `input`. */
  protected announceInput(): void {
    this.isEdited = false;
    this.#isUncommitted = true;
    // `change` fires before the form's `submit`, as with native controls.
    this.form?.addEventListener('submit', this.commit, { capture: true });
    dispatchInput(this);
  }

  /** Fires `change` if it is due. */
  protected readonly commit = (): void => {
    clearTimeout(this.#settleTimer);
    if (!this.#isUncommitted) return;
    this.#isUncommitted = false;
    dispatchChange(this);
  };

  /** Fires `change` after a second without ink, or at once if the user is done. */
  protected settle(): void {
    clearTimeout(this.#settleTimer);
    if (this.isDone) this.commit();
    else this.#settleTimer = setTimeout(this.commit, SETTLE_MS);
  }

  /** The user goes on drawing, so `change` waits. */
  protected unsettle(): void {
    clearTimeout(this.#settleTimer);
    this.isDone = false;
  }

  /**
   * Does what Enter does in a text field: clicks the form's default button or, if there is none, submits the
   * form. See "Implicit submission" in HTML; here a form with several fields is submitted as well.
   */
  protected submitImplicitly(): void {
    if (this.isSettled) this.commit();
    this.#submitting();
    const button = this.form && defaultButtonOf(this.form);
    if (button) button.click();
    else this.form?.requestSubmit();
  }

  /** A click on a button that submits the form, which the page let pass. */
  readonly #clicked = (event: Event): void => {
    const [target] = event.composedPath() as Partial<Element>[];
    const button = target!.closest?.<HTMLButtonElement>('button, input');
    if (!event.defaultPrevented && button && submits(button, this.form)) this.#submitting();
  };

  /** The browser checks the form next. What is only to be read must not keep it from firing `submit`. */
  #submitting(): void {
    if (!this.isUnread || !this.canRead) return;
    this.#isSubmitting = true;
    this.syncValidity();
    setTimeout(() => {
      this.#isSubmitting = false;
      this.syncValidity();
    });
  }

  /** Reads what the user wrote before the form is submitted with it. */
  protected readonly hold = (event: SubmitEvent): void => {
    const { form } = this;
    if (event.target !== form || !this.isUnread || !this.canRead) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.isDone = true;
    const submitter = event.submitter as HTMLButtonElement | null;
    const held = (this.held = {});
    this.whenRead(() => {
      if (this.held !== held) return;
      this.held = null;
      // Others may still have to be read: they hold it next.
      form?.requestSubmit(submitter?.form === form ? submitter : null);
    });
  };

  get #formValue(): string | FormData {
    if (this.nameStrokes === '') return this.value;
    const data = new FormData();
    if (this.name !== '') data.append(this.name, this.value);
    data.append(this.nameStrokes, JSON.stringify(this.drawing));
    return data;
  }
}
