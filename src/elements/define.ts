import { DigitRecognizerElement } from './digit-recognizer-element.js';
import { defineParts, register } from './parts.js';

/**
 * Registers `<digit-recognizer>`, and `<digit-pad>` and `<digit-probabilities>`, which it is built
 * of. A name that is taken already stays as it is, with a warning if another class took it, or
 * another copy of the library. Where there are no custom elements, as in Node and in the content
 * scripts of browser extensions, it does nothing.
 *
 * @param tag for the recognizer, if not its own name.
 * @param registry of the page, or one that shadow trees have for themselves.
 */
export function define(
  tag = 'digit-recognizer',
  registry: CustomElementRegistry | null | undefined = globalThis.customElements,
): void {
  if (!registry) return;
  defineParts(registry);
  register(tag, DigitRecognizerElement, registry);
}
