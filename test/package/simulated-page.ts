/** Run in a process of its own with `jsdom` or `happy-dom`: uses the package as tests of a page would. */
import { Window } from 'happy-dom';
import type * as Library from '../../src/digit-recognizer.js';

/** What both Node and a page have, and a test takes from the page, as Vitest does. */
const OF_THE_PAGE =
  /^((Custom|Message)?Event|EventTarget|FormData|Blob|File|Abort(Controller|Signal)|Headers|navigator|DOMException)$/;

/** It has no types of its own. */
const { JSDOM } = (await import('jsdom' as string)) as {
  JSDOM: new (html: string, options: object) => { readonly window: object };
};

const url = 'http://localhost/';
const page: object =
  process.argv[2] === 'jsdom'
    ? new JSDOM('', { url, pretendToBeVisual: true }).window
    : new Window({ url });

/** What went wrong without anybody having been told. */
const uncaught: string[] = [];
process.on('uncaughtException', (error) => uncaught.push(String(error.stack)));
process.on('unhandledRejection', (error) => uncaught.push(String(error)));
(page as EventTarget).addEventListener('error', (event) =>
  uncaught.push(String((event as ErrorEvent).error?.stack)),
);

const names = new Set<string>();
for (let of = page; of !== null && of !== Object.prototype; of = Reflect.getPrototypeOf(of)!)
  Object.getOwnPropertyNames(of).forEach((name) => names.add(name));
for (const name of names) {
  if (name.startsWith('_') || (name in globalThis && !OF_THE_PAGE.test(name))) continue;
  const value: unknown = Reflect.get(page, name);
  const isMethod = typeof value === 'function' && /^[a-z]/.test(name);
  const configurable = { configurable: true, writable: true };
  Object.defineProperty(globalThis, name, {
    ...{ ...configurable, value: isMethod ? value.bind(page) : value },
  });
}
Object.assign(globalThis, { window: globalThis, self: globalThis });

const { DigitRecognizerElement, DigitPadElement, DigitProbabilitiesElement } = (await import(
  'digit-recognizer' as string
)) as typeof Library;

const seen: Record<string, unknown> = {};
document.body.innerHTML =
  '<form><label for="a">6 + 1</label><digit-recognizer id="a" name="answer" required></digit-recognizer></form>';
const form = document.querySelector('form')!;
const field = document.querySelector('digit-recognizer')!;
const heard: string[] = [];
for (const type of ['input', 'change', 'invalid', 'digit-error'])
  field.addEventListener(type, () => heard.push(type));
await field.updateComplete;
seen.class = field instanceof DigitRecognizerElement;
seen.rendered = field.shadowRoot?.querySelector('digit-pad') instanceof DigitPadElement;
seen.form = field.form === form;
seen.labels = Array.from(field.labels, (label) => label.textContent);
seen.empty = [field.value, field.willValidate, field.checkValidity(), field.validity.valueMissing];
seen.message = field.validationMessage !== '';

field.value = '7';
await field.updateComplete;
seen.set = [field.value, field.checkValidity(), field.validity.valid, field.validationMessage];
seen.shown = field.shadowRoot?.querySelector('[part~="digit"]')?.textContent?.trim();
field.setCustomValidity('No.');
seen.custom = [field.validationMessage, field.validity.customError, field.reportValidity()];
field.disabled = true;
seen.disabled = [field.willValidate, field.checkValidity()];
field.disabled = false;
field.setCustomValidity('');
seen.quiet = heard.splice(0);

field.dispatchEvent(new KeyboardEvent('keydown', { key: '3', bubbles: true }));
// As autofill does it.
field.dispatchEvent(new Event('keydown', { bubbles: true }));
seen.typed = [field.value, heard.splice(0)];
field.undo();
seen.undone = field.value;
for (const button of field.shadowRoot!.querySelectorAll('button')) button.click();
field.focus();
field.blur();

const surface = field.shadowRoot!.querySelector('digit-pad')!.shadowRoot!.querySelector('canvas')!;
for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel']) {
  const event = new MouseEvent(type, { bubbles: true, composed: true, clientX: 5, clientY: 5 });
  surface.dispatchEvent(Object.assign(event, { pointerId: 1, pointerType: 'mouse' }));
}
field.clear();
heard.length = 0;
field.strokes = JSON.parse(process.argv[3]!);
seen.read = (await field.recognize())?.digit;
await field.updateComplete;
seen.value = field.value;
seen.picture = field.toSVG().startsWith('<svg');
field.remove();
form.append(field, new DigitPadElement(), new DigitProbabilitiesElement());
await field.updateComplete;
seen.again = [field.value, field.form === form];
seen.errors = heard.filter((type) => type === 'digit-error');

// Whatever was put off has its turn.
await new Promise((resolve) => setTimeout(resolve, 500));
process.stdout.write(JSON.stringify({ ...seen, uncaught }));
process.exit();
