import { DigitPadElement } from './digit-pad-element.js';
import { DigitProbabilitiesElement } from './digit-probabilities-element.js';

/** What `<digit-recognizer>` is built of, by the names its template uses. */
const PARTS = {
  'digit-pad': DigitPadElement,
  'digit-probabilities': DigitProbabilitiesElement,
};

/** Registers the parts, with {@link register}. */
export function defineParts(registry: CustomElementRegistry): void {
  for (const [name, element] of Object.entries(PARTS)) register(name, element, registry);
}

/**
 * Registers an element under a name that may be taken: then nothing happens but a warning, and only
 * if another class took it, for two copies of the library on a page must not break it.
 */
export function register(
  tag: string,
  element: CustomElementConstructor,
  registry: CustomElementRegistry,
): void {
  const taken = registry.get(tag);
  if (taken === undefined) {
    registry.define(tag, elementFor(element, registry));
  } else if (taken !== element && !(taken.prototype instanceof element) && !warned.has(tag)) {
    warned.add(tag);
    console.warn(
      `<${tag}> is defined already by another class or another copy of this library; that one stays.`,
    );
  }
}

const warned = new Set<string>();

/** A registry refuses a class that it knows under another name, so a second name gets a subclass. */
function elementFor(
  element: CustomElementConstructor,
  registry: CustomElementRegistry,
): CustomElementConstructor {
  const known = registry.getName?.(element) ?? null;
  return known === null ? element : class extends element {};
}
