import type { PropertyDeclarations } from 'lit';
import { LABEL_CHANGES, readLabel, type Label } from './accessible-name.js';
import { watchTree } from './dom.js';
import { DrawingElement } from './drawing-element.js';
import { dispatchChange, dispatchInput } from './events.js';
import { LanguageController } from './i18n.js';

/**
 * Milliseconds without ink after a reading until the value is settled. Between the strokes of one digit
 * people pause for up to half a second or so; a `change` in between would report half a 4 as a 6.
 */
const SETTLE_MS = 1000;

/** Which constraints a value breaks, and how the user is told. */
export interface Validation {
  readonly flags: ValidityStateFlags;
  /** Empty if and only if there are no flags. */
  readonly message: string;
}

/**
 * A form control with a drawing: form association, constraint validation, label, restored state and
 * implicit submission as HTML's own controls have them. What its value is, is left to the subclass.
 */
export abstract class FormControl extends DrawingElement {
  /** @internal */
  static readonly formAssociated = true;

  static override shadowRootOptions: ShadowRootInit = {
    ...DrawingElement.shadowRootOptions,
    delegatesFocus: true,
  };

  // Without Lit's accessors these mirror an attribute at once: a form read in the same task is right.
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

  /** What is asked for, above the field; the slot `label` goes before it. Also its accessible name. */
  declare label: string;
  /** Advice, below the field; the slot `help` goes before it. */
  declare help: string;

  protected readonly internals = internalsOf(this);
  protected readonly language = new LanguageController(this, () => this.syncValidity());
  /** The value is no longer that of the `value` attribute. */
  protected isDirty = false;
  /** The user changed the value since the last `input`. */
  protected isEdited = false;
  /** The focus left, or a button was pressed: the next reading is settled at once. */
  protected isDone = false;
  /** `input` was fired since the last `change`. */
  #isUncommitted = false;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;
  #disabledByForm = false;
  #customError = '';
  /** The user was told what is wrong. */
  #isReported = false;
  #label: Label = { name: '', description: '' };
  #stopWatchingLabel: () => void = () => undefined;

  constructor() {
    super();
    this.label = '';
    this.help = '';
    this.addController({
      hostConnected: () => {
        this.#stopWatchingLabel = watchTree(this, LABEL_CHANGES, () => this.updateLabel());
        this.updateLabel();
      },
      hostDisconnected: () => this.#stopWatchingLabel(),
      hostUpdate: () => this.updateLabel(),
    });
    this.addEventListener('invalid', () => {
      if (isSilent) return;
      this.#isReported = true;
      this.requestUpdate();
    });
    this.addEventListener('focusout', ({ relatedTarget }) => {
      if (this.contains(relatedTarget as Node | null)) return;
      this.isDone = true;
      if (!this.store.isOpen && this.isSettled) this.commit();
    });
  }

  /** Under this name a form submits the value; empty for not at all. */
  get name(): string {
    return this.getAttribute('name') ?? '';
  }

  set name(name: string) {
    this.setAttribute('name', name);
  }

  /** Nothing can be entered, the field cannot be focused, and a form leaves it out. */
  get disabled(): boolean {
    return this.hasAttribute('disabled');
  }

  set disabled(disabled: boolean) {
    this.toggleAttribute('disabled', disabled);
  }

  /** The user cannot change the value; a form submits it. */
  get readOnly(): boolean {
    return this.hasAttribute('readonly');
  }

  set readOnly(readOnly: boolean) {
    this.toggleAttribute('readonly', readOnly);
  }

  /** A form is not submitted while the value is empty. */
  get required(): boolean {
    return this.hasAttribute('required');
  }

  set required(required: boolean) {
    this.toggleAttribute('required', required);
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

  /** The element's name, as `type` tells controls apart. */
  get type(): string {
    return this.localName;
  }

  /** The form that it belongs to; null outside one. */
  get form(): HTMLFormElement | null {
    return this.internals.form;
  }

  /** The `<label>` elements that name it. */
  get labels(): NodeList {
    return this.internals.labels;
  }

  /** Which constraints the value does not meet. */
  get validity(): ValidityState {
    return this.internals.validity;
  }

  /** Why the value is invalid, in the element's language; empty if it is valid. */
  get validationMessage(): string {
    return this.internals.validationMessage;
  }

  /** False while the field is disabled or read-only, as it is then not held to its constraints. */
  get willValidate(): boolean {
    return this.internals.willValidate;
  }

  /** Whether the value is valid; fires `invalid` if not, and shows nothing. */
  checkValidity(): boolean {
    return withSilence(true, () => this.internals.checkValidity());
  }

  /** As `checkValidity()`, and tells the user what is wrong. */
  reportValidity(): boolean {
    return withSilence(false, () => this.internals.reportValidity());
  }

  /** Makes the field invalid with this message; an empty one makes it valid again. */
  setCustomValidity(message: string): void {
    this.#customError = String(message);
    this.syncValidity();
    this.requestUpdate();
  }

  /** Called by the browser when the element enters or leaves a form. */
  formAssociatedCallback(form: HTMLFormElement | null): void {
    if (form !== null) watchCheckValidity(form);
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
    this.startOver(this.defaultValue);
  }

  /** Called by the browser with what it kept while the page was away, or with a value it fills in. */
  formStateRestoreCallback(state: string | File | FormData | null): void {
    if (typeof state === 'string') this.restoreState(state);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    switch (name) {
      case 'value':
        if (!this.isDirty) this.startOver(this.defaultValue);
        return;
      case 'name-strokes':
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
    // Now there is something that the browser can show a message at.
    this.syncValidity();
    // The browser looked for what to focus before there was anything inside.
    const { activeElement, body } = this.ownerDocument;
    if (this.autofocus && (activeElement === null || activeElement === body)) this.focus();
  }

  /** The value as a form submits it. */
  abstract value: string;

  /** Nothing that the user entered is still to be read. */
  protected abstract get isSettled(): boolean;

  /** What the browser keeps while the page is away. */
  protected abstract get formState(): string;

  /** @param state what {@link formState} was, or a value that the browser fills in. */
  protected abstract restoreState(state: string): void;

  /** Begins again with this value, as when a form is reset. */
  protected abstract startOver(value: string): void;

  /** @param customError set by `setCustomValidity`; or empty. */
  protected abstract validate(customError: string): Validation;

  /** Called when the field may have become disabled or read-only, or no longer is. */
  protected abstract editabilityChanged(): void;

  /** Disabled by its attribute or by a fieldset. */
  protected get isDisabled(): boolean {
    return this.disabled || this.#disabledByForm;
  }

  /** The user may change the value. */
  protected get isEditable(): boolean {
    return !this.isDisabled && !this.readOnly;
  }

  /** What has the focus, where the browser shows its message. */
  protected get focusTarget(): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>('[part~="surface"]') ?? null;
  }

  /** The name and description that the page gives the control. */
  protected get accessibleLabel(): Label {
    return this.#label;
  }

  /** Why the value is invalid, once the user is to see it; else empty. */
  protected get shownError(): string {
    // Ink that cannot be read is reported without being asked for, but not while the pen is down.
    const isUnread = this.validity.badInput && !this.store.isOpen;
    return this.#isReported || isUnread ? this.validationMessage : '';
  }

  /** Passes the value on after it changed. */
  protected valueChanged(): void {
    this.syncForm();
    this.syncValidity();
    this.requestUpdate();
  }

  /** Passes value and state to the form, at once. */
  protected syncForm(): void {
    this.internals.setFormValue(this.#formValue, this.formState);
  }

  /** Computes the validity again, at once. */
  protected syncValidity(): void {
    const { flags, message } = this.validate(this.#customError);
    this.internals.setValidity(flags, message, this.focusTarget ?? undefined);
    this.toggleState('invalid', message !== '');
  }

  /** Reads name and description from the page again. */
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
      // Chromium before 125 takes only names that begin with dashes, and Safari before 17.4 has no states.
    }
  }

  /** Runs what the user did to the drawing. @returns whether that changed anything. */
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

  /** The page changes drawing or value, and need not hear of what the user did before. */
  protected forgetEdits(): void {
    this.isEdited = this.#isUncommitted = false;
  }

  /** Fires `input`. */
  protected announceInput(): void {
    this.isEdited = false;
    this.#isUncommitted = true;
    // As native controls do, `change` comes before the form's `submit`.
    this.form?.addEventListener('submit', this.commit, { capture: true });
    dispatchInput(this);
  }

  /** Fires the `change` that is due. */
  protected readonly commit = (): void => {
    clearTimeout(this.#settleTimer);
    if (!this.#isUncommitted) return;
    this.#isUncommitted = false;
    dispatchChange(this);
  };

  /** Fires the `change` that is due in a second without ink; at once where the user is done. */
  protected settle(): void {
    clearTimeout(this.#settleTimer);
    if (this.isDone) this.commit();
    else this.#settleTimer = setTimeout(this.commit, SETTLE_MS);
  }

  /** The user goes on: nothing is settled yet. */
  protected unsettle(): void {
    clearTimeout(this.#settleTimer);
    this.isDone = false;
  }

  /**
   * What Enter in a text field does: presses the form's default button or, without one, submits the
   * form. HTML, "Implicit submission"; here a form with several fields is submitted as well.
   */
  protected submitImplicitly(): void {
    this.commit();
    const { form } = this;
    const buttons = (form?.getRootNode() as ParentNode | undefined)?.querySelectorAll<
      HTMLButtonElement | HTMLInputElement
    >('button, input[type=submit], input[type=image]');
    // A form's `elements` lack its image buttons. In a frame, a button is of another class than ours.
    const button = [...(buttons ?? [])].find(
      (one) => one.form === form && (one.type === 'submit' || one.type === 'image'),
    );
    if (button) button.click();
    else form?.requestSubmit();
  }

  get #formValue(): string | FormData {
    if (this.nameStrokes === '') return this.value;
    const data = new FormData();
    if (this.name !== '') data.append(this.name, this.value);
    data.append(this.nameStrokes, JSON.stringify(this.drawing));
    return data;
  }
}

/** `checkValidity()` of a field or a form is running, which shows nothing. */
let isSilent = false;
/** Forms whose `checkValidity()` is wrapped. */
const watched = new WeakSet<HTMLFormElement>();

function withSilence<T>(silent: boolean, check: () => T): T {
  const before = isSilent;
  isSilent = silent;
  try {
    return check();
  } finally {
    isSilent = before;
  }
}

/**
 * An `invalid` event does not say whether the form only checks or also reports. So the form's method is
 * wrapped; whatever else fires the event, such as an attempt to submit, reports.
 */
function watchCheckValidity(form: HTMLFormElement): void {
  if (watched.has(form)) return;
  watched.add(form);
  const { checkValidity } = form;
  const value = (): boolean => withSilence(true, () => checkValidity.call(form));
  // The browser refuses where a control of the form has this name.
  Reflect.defineProperty(form, 'checkValidity', { value, configurable: true, writable: true });
}

/** The element's own, or a stand-in: happy-dom has none, and jsdom's knows no forms. */
function internalsOf(host: HTMLElement): ElementInternals {
  const own: ElementInternals | undefined = (host as Partial<HTMLElement>).attachInternals?.();
  return (own as Partial<ElementInternals> | undefined)?.setFormValue ? own! : standInFor(host);
}

/** For tests in a simulated page: validity, form and labels are right, and nothing is submitted. */
function standInFor(host: HTMLElement): ElementInternals {
  let flags: ValidityStateFlags = {};
  const isValid = (): boolean =>
    !standIn.willValidate ||
    standIn.validity.valid ||
    (host.dispatchEvent(new Event('invalid', { cancelable: true })), false);
  const standIn = {
    validationMessage: '',
    setFormValue() {},
    setValidity(next: ValidityStateFlags, message = '') {
      flags = next;
      standIn.validationMessage = message;
    },
    get validity() {
      return { ...flags, valid: standIn.validationMessage === '' };
    },
    get willValidate() {
      return !host.matches('[readonly], [disabled], fieldset[disabled] *');
    },
    get form() {
      return host.closest('form');
    },
    get labels() {
      return [...host.ownerDocument.querySelectorAll('label')].filter(
        (label) => label.contains(host) || (label.htmlFor !== '' && label.htmlFor === host.id),
      );
    },
    checkValidity: isValid,
    reportValidity: isValid,
  };
  return standIn as unknown as ElementInternals;
}
