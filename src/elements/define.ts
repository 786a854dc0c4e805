import { NumberRecognizerElement } from './number-recognizer-element.js';
import { DigitRecognizerElement } from './digit-recognizer-element.js';
import { defineParts, register } from './parts.js';

/**
 * Registers `<digit-recognizer>`, `<number-recognizer>` and their parts, `<digit-pad>` and
 * `<digit-probabilities>`. If a name is already
 * registered, it stays so; a warning says if another class or another copy of the library has it. Does
 * nothing where custom elements do not exist, such as in Node and in content scripts of browser extensions.
 *
 * @param tag another name for `<digit-recognizer>`; the others keep theirs.
 * @param registry the page's registry, or a scoped one.
 */
export function define(
  tag = 'digit-recognizer',
  registry: CustomElementRegistry | null | undefined = globalThis.customElements,
): void {
  if (!registry) return;
  defineParts(registry);
  register(tag, DigitRecognizerElement, registry);
  register('number-recognizer', NumberRecognizerElement, registry);
}
