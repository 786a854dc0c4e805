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
/** Called when the user is to see what is wrong: `reportValidity()` was called, or the form cannot be submitted. */
export const validityReported = Symbol('validityReported');

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
  /** Whether the value is valid; fires `invalid` if not, and shows nothing. */
  checkValidity(): boolean;
  /** As `checkValidity()`, and tells the user what is wrong. */
  reportValidity(): boolean;
  /** Makes the field invalid with this message; an empty one makes it valid again. */
  setCustomValidity(message: string): void;
  [syncValidity](): void;
  /** Called by the browser when the element comes into a form, or leaves it. */
  formAssociatedCallback(form: HTMLFormElement | null): void;
}

export interface Validatable {
  /** @param customError set by `setCustomValidity`; empty for none. */
  [validate](customError: string): Validation;
  readonly [validationAnchor]: HTMLElement | null;
  [validityReported](): void;
}

/** Only `checkValidity()` is under way, of a field or a form. */
let isSilent = false;
/** Forms whose `checkValidity()` is heard of. */
const watched = new WeakSet<HTMLFormElement>();

function silently<T>(silent: boolean, act: () => T): T {
  const before = isSilent;
  isSilent = silent;
  try {
    return act();
  } finally {
    isSilent = before;
  }
}

/**
 * An `invalid` event does not say whether the form only checks or reports. So the form's method is
 * wrapped; whatever else fires one, such as an attempt to submit, reports.
 */
function watch(form: HTMLFormElement): void {
  if (watched.has(form)) return;
  watched.add(form);
  const { checkValidity } = form;
  const value = (): boolean => silently(true, () => checkValidity.call(form));
  // Refused where a control of the form is called so.
  Reflect.defineProperty(form, 'checkValidity', { value, configurable: true, writable: true });
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

    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- TypeScript takes no other parameters (TS2545)
    constructor(...args: any[]) {
      super(...args);
      this.addEventListener('invalid', () => {
        if (!isSilent) this[validityReported]();
      });
    }

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
      return silently(true, () => this[internals].checkValidity());
    }

    reportValidity(): boolean {
      return silently(false, () => this[internals].reportValidity());
    }

    setCustomValidity(message: string): void {
      this.#customError = String(message);
      this[syncValidity]();
      this.requestUpdate();
    }

    formAssociatedCallback(form: HTMLFormElement | null): void {
      if (form !== null) watch(form);
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
    abstract [validityReported](): void;
  }
  return ValidatedElement;
}
