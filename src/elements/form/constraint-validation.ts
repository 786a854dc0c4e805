import type { LitElement, PropertyDeclarations } from 'lit';
import { internals, toggleState, type WithElementInternals } from './element-internals.js';
import type { Mixed, MixinBase } from './mixin.js';
import type { Validation } from './validity.js';

/** Answered by the class above, the pure part: flags and message as things stand. */
export const validate = Symbol('validate');
/** Answered by the class above: where the browser shows the message. */
export const validationAnchor = Symbol('validationAnchor');
/** States the validity anew, at once. */
export const syncValidity = Symbol('syncValidity');

/** As the browser's own controls have them. */
export interface ConstraintValidation {
  /** A form is not submitted while the value is empty. */
  required: boolean;
  /** Which constraints the value does not meet. */
  readonly validity: ValidityState;
  /** Why the value is invalid, in the element's language; empty if it is valid. */
  readonly validationMessage: string;
  /** False while the field is disabled or read-only, as it is then not held to its constraints. */
  readonly willValidate: boolean;
  /** Whether the value is valid; fires `invalid` if not. */
  checkValidity(): boolean;
  /** As `checkValidity()`, and tells the user what is wrong. */
  reportValidity(): boolean;
  /** Makes the field invalid with this message; an empty one makes it valid again. */
  setCustomValidity(message: string): void;
  [syncValidity](): void;
}

export interface Validatable {
  /** @param customError set by `setCustomValidity`; empty for none. */
  [validate](customError: string): Validation;
  readonly [validationAnchor]: HTMLElement | null;
}

/** The constraint validation of HTML, over a pure validator. */
export function mixinConstraintValidation<T extends MixinBase<LitElement & WithElementInternals>>(
  base: T,
): Mixed<T, ConstraintValidation & Validatable> {
  abstract class ValidatedElement extends base implements ConstraintValidation, Validatable {
    static properties: PropertyDeclarations = {
      required: { type: Boolean, noAccessor: true },
    };

    #customError = '';

    get required(): boolean {
      return this.hasAttribute('required');
    }

    set required(required: boolean) {
      this.toggleAttribute('required', required);
    }

    get validity(): ValidityState {
      return this[internals].validity;
    }

    get validationMessage(): string {
      return this[internals].validationMessage;
    }

    get willValidate(): boolean {
      return this[internals].willValidate;
    }

    checkValidity(): boolean {
      return this[internals].checkValidity();
    }

    reportValidity(): boolean {
      return this[internals].reportValidity();
    }

    setCustomValidity(message: string): void {
      this.#customError = String(message);
      this[syncValidity]();
      this.requestUpdate();
    }

    override attributeChangedCallback(
      name: string,
      old: string | null,
      value: string | null,
    ): void {
      if (name !== 'required') {
        super.attributeChangedCallback(name, old, value);
        return;
      }
      this[syncValidity]();
      this.requestUpdate();
    }

    [syncValidity](): void {
      const { flags, message } = this[validate](this.#customError);
      this[internals].setValidity(flags, message, this[validationAnchor] ?? undefined);
      toggleState(this, 'invalid', message !== '');
    }

    abstract [validate](customError: string): Validation;
    abstract readonly [validationAnchor]: HTMLElement | null;
  }
  return ValidatedElement;
}
