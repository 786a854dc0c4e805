import { DigitPadElement } from './digit-pad-element.js';
import { DigitProbabilitiesElement } from './digit-probabilities-element.js';
import type { BaseElement } from './internal/base-element.js';

type LibraryElement = CustomElementConstructor & Pick<typeof BaseElement, 'version'>;
type MaybeOurs = CustomElementConstructor & Partial<LibraryElement>;

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
  element: LibraryElement,
  registry: CustomElementRegistry,
): void {
  const taken = registry.get(tag);
  if (taken === undefined) registry.define(tag, elementFor(element, registry));
  else if (taken !== element && !(taken.prototype instanceof element)) warnOf(tag, taken, element);
}

/** What was warned of: names, and all that another copy of the library took as one. */
const warned = new Set<string>();

function warnOf(tag: string, taken: MaybeOurs, { version }: LibraryElement): void {
  const subject = taken.version ?? tag;
  if (warned.has(subject)) return;
  warned.add(subject);
  console.warn(
    taken.version === undefined
      ? `<${tag}> is defined already by another class; that one stays.`
      : `digit-recognizer ${taken.version} is on this page already and stays; ${version}, loaded after it, is not used. Load one of them.`,
  );
}

/** A registry refuses a class that it knows under another name, so a second name gets a subclass. */
function elementFor(
  element: CustomElementConstructor,
  registry: CustomElementRegistry,
): CustomElementConstructor {
  const known = registry.getName?.(element) ?? null;
  return known === null ? element : class extends element {};
}
