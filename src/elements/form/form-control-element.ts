import { LitElement, type PropertyDeclarations } from 'lit';
import type { Validation } from './validity.js';

/** Attributes that mirror a property at once, so that a form read in the same task is right. */
const MIRRORED = ['name', 'required', 'disabled', 'readonly'];

/**
 * A form-associated Lit element with the properties and methods of the browser's own controls.
 * What the value is and when it is valid is left to the class above it.
 */
export abstract class FormControlElement extends LitElement {
  static readonly formAssociated = true;

  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };

  static override properties: PropertyDeclarations = {
    name: { noAccessor: true },
    required: { type: Boolean, noAccessor: true },
    disabled: { type: Boolean, noAccessor: true },
    readOnly: { type: Boolean, attribute: 'readonly', noAccessor: true },
  };

  protected readonly internals = this.attachInternals();
  #customError = '';
  #disabledByForm = false;

  get name(): string {
    return this.getAttribute('name') ?? '';
  }

  set name(name: string) {
    this.setAttribute('name', name);
  }

  get required(): boolean {
    return this.hasAttribute('required');
  }

  set required(required: boolean) {
    this.toggleAttribute('required', required);
  }

  get disabled(): boolean {
    return this.hasAttribute('disabled');
  }

  set disabled(disabled: boolean) {
    this.toggleAttribute('disabled', disabled);
  }

  get readOnly(): boolean {
    return this.hasAttribute('readonly');
  }

  set readOnly(readOnly: boolean) {
    this.toggleAttribute('readonly', readOnly);
  }

  get form(): HTMLFormElement | null {
    return this.internals.form;
  }

  get labels(): NodeList {
    return this.internals.labels;
  }

  get validity(): ValidityState {
    return this.internals.validity;
  }

  get validationMessage(): string {
    return this.internals.validationMessage;
  }

  get willValidate(): boolean {
    return this.internals.willValidate;
  }

  checkValidity(): boolean {
    return this.internals.checkValidity();
  }

  reportValidity(): boolean {
    return this.internals.reportValidity();
  }

  /** Makes the field invalid with this message; an empty one makes it valid again. */
  setCustomValidity(message: string): void {
    this.#customError = String(message);
    this.updateValidity();
  }

  /** Called by the browser when the attribute or a surrounding fieldset changes. */
  formDisabledCallback(disabled: boolean): void {
    this.#disabledByForm = disabled;
    this.requestUpdate();
    this.editabilityChanged();
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (!MIRRORED.includes(name)) {
      super.attributeChangedCallback(name, old, value);
      return;
    }
    this.requestUpdate();
    this.updateValidity();
    this.editabilityChanged();
  }

  /** Disabled by itself or by a fieldset. */
  protected get isDisabled(): boolean {
    return this.disabled || this.#disabledByForm;
  }

  /** The user may change the drawing. */
  protected get isEditable(): boolean {
    return !this.isDisabled && !this.readOnly;
  }

  /** Hands the value to the form and states its validity. */
  protected updateFormValue(value: string): void {
    this.internals.setFormValue(value);
    this.updateValidity();
  }

  protected updateValidity(): void {
    const { flags, message } = this.validate(this.#customError);
    this.internals.setValidity(flags, message, this.validationAnchor ?? undefined);
  }

  /** The pure part: flags and message as things stand. */
  protected abstract validate(customError: string): Validation;

  /** Where the browser shows the message. */
  protected abstract get validationAnchor(): HTMLElement | null;

  /** The field may have become disabled or read-only, or no longer so. */
  protected abstract editabilityChanged(): void;
}
