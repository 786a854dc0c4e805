import type { LitElement } from 'lit';
import type { Mixed, MixinBase } from './mixin.js';

/** A symbol, as a mixin's members cannot be protected. */
export const internals = Symbol('internals');

export interface WithElementInternals {
  readonly [internals]: ElementInternals;
}

/** Gives an element its `ElementInternals`, for the mixins and classes above. */
export function mixinElementInternals<T extends MixinBase<LitElement>>(
  base: T,
): Mixed<T, WithElementInternals> {
  abstract class InternalsElement extends base implements WithElementInternals {
    readonly [internals] = internalsOf(this);
  }
  return InternalsElement;
}

/** Switches what `:state(name)` matches; nothing where the browser knows no custom states. */
export function toggleState(host: WithElementInternals, name: string, on: boolean): void {
  const { states } = host[internals];
  try {
    if (on) states.add(name);
    else states.delete(name);
  } catch {
    // Chromium before 125 takes names of another form only, and Safari before 17.4 has no states.
  }
}

/** The element's own, or a stand-in: happy-dom has none, and that of jsdom knows no forms. */
function internalsOf(host: LitElement): ElementInternals {
  const own: ElementInternals | undefined = (host as Partial<HTMLElement>).attachInternals?.();
  return (own as Partial<ElementInternals> | undefined)?.setFormValue ? own! : standInFor(host);
}

/** For tests in a simulated page: validity, form and labels are right, and nothing is submitted. */
function standInFor(host: LitElement): ElementInternals {
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
