import type { LitElement, PropertyDeclarations } from 'lit';
import { internals, type WithElementInternals } from './element-internals.js';
import type { Mixed, MixinBase } from './mixin.js';

/** Disabled by itself or by a fieldset. */
export const isDisabled = Symbol('isDisabled');
/** The user may change the value. */
export const isEditable = Symbol('isEditable');
/** Hands value and state to the form, at once. */
export const syncForm = Symbol('syncForm');
/** Answered by the class above: what is submitted. */
export const formValue = Symbol('formValue');
/** Answered by the class above: what the browser keeps for coming back to the page. */
export const formState = Symbol('formState');
/** Called when the field may have become disabled or read-only, or no longer so. */
export const editabilityChanged = Symbol('editabilityChanged');

/** As the browser's own controls have them. */
export interface FormAssociated {
  /** Under this name a form submits the value; empty for not at all. */
  name: string;
  /** Nothing can be entered, the field cannot be focused, and a form leaves it out. */
  disabled: boolean;
  /** The user cannot change the value; a form submits it. */
  readOnly: boolean;
  /** The element's name, as `type` tells controls apart. */
  readonly type: string;
  /** The form that it belongs to; null outside one. */
  readonly form: HTMLFormElement | null;
  /** The `<label>` elements that name it. */
  readonly labels: NodeList;
  readonly [isDisabled]: boolean;
  readonly [isEditable]: boolean;
  [syncForm](): void;
  /** Called by the browser when the attribute or a surrounding fieldset changes. */
  formDisabledCallback(disabled: boolean): void;
}

/** What the class that mixes it in must answer. */
export interface FormValueSource {
  [formValue](): string | FormData | null;
  [formState](): string | null;
  [editabilityChanged](): void;
}

/** Attributes that mirror a property at once, so that a form read in the same task is right. */
const MIRRORED = ['name', 'disabled', 'readonly'];

/** Makes an element take part in forms. What its value is, is left to the class above. */
export function mixinFormAssociated<T extends MixinBase<LitElement & WithElementInternals>>(
  base: T,
): Mixed<T, FormAssociated & FormValueSource> {
  abstract class FormAssociatedElement extends base implements FormAssociated, FormValueSource {
    static readonly formAssociated = true;

    static properties: PropertyDeclarations = {
      name: { noAccessor: true },
      disabled: { type: Boolean, noAccessor: true },
      readOnly: { type: Boolean, attribute: 'readonly', noAccessor: true },
    };

    #disabledByForm = false;

    get name(): string {
      return this.getAttribute('name') ?? '';
    }

    set name(name: string) {
      this.setAttribute('name', name);
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

    get type(): string {
      return this.localName;
    }

    get form(): HTMLFormElement | null {
      return this[internals].form;
    }

    get labels(): NodeList {
      return this[internals].labels;
    }

    get [isDisabled](): boolean {
      return this.disabled || this.#disabledByForm;
    }

    get [isEditable](): boolean {
      return !this[isDisabled] && !this.readOnly;
    }

    formDisabledCallback(disabled: boolean): void {
      this.#disabledByForm = disabled;
      this.requestUpdate();
      this[editabilityChanged]();
    }

    override attributeChangedCallback(
      name: string,
      old: string | null,
      value: string | null,
    ): void {
      if (!MIRRORED.includes(name)) {
        super.attributeChangedCallback(name, old, value);
        return;
      }
      this.requestUpdate();
      if (name === 'name') this[syncForm]();
      else this[editabilityChanged]();
    }

    [syncForm](): void {
      this[internals].setFormValue(this[formValue](), this[formState]());
    }

    abstract [formValue](): string | FormData | null;
    abstract [formState](): string | null;
    abstract [editabilityChanged](): void;
  }
  return FormAssociatedElement;
}
