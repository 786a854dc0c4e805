import { DigitRecognizerElement } from './digit-recognizer-element.js';

/**
 * Registers the element. Where its name is taken already, nothing happens but a warning, and only if
 * another class took it: two copies of the library on a page must not break it. Where there are no
 * custom elements, as in Node, it does nothing.
 */
export function define(
  tag = 'digit-recognizer',
  registry: CustomElementRegistry | undefined = globalThis.customElements,
): void {
  if (registry === undefined) return;
  const taken = registry.get(tag);
  if (taken === undefined) registry.define(tag, elementFor(registry));
  else if (
    !(taken.prototype instanceof DigitRecognizerElement) &&
    taken !== DigitRecognizerElement
  ) {
    console.warn(
      `<${tag}> is defined already by another class or another copy of this library; that one stays.`,
    );
  }
}

/** A registry refuses a class that it knows under another name, so a second name gets a subclass. */
function elementFor(registry: CustomElementRegistry): CustomElementConstructor {
  const known = registry.getName?.(DigitRecognizerElement) ?? null;
  return known === null ? DigitRecognizerElement : class extends DigitRecognizerElement {};
}
