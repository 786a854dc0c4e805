import type { DigitRecognizerElement } from '../../../src/elements/digit-recognizer-element.js';

await import('/dist/digit-recognizer.js' as string);

/** The element's bundled network on the backend that starts quickest everywhere. */
const DEFAULTS = { backend: 'cpu', loading: 'eager' };

/** Reads as a seven, and by a fifth as a one. */
export const SEVEN_OR_ONE = [
  [
    { x: 84, y: 95 },
    { x: 168, y: 56 },
    { x: 140, y: 238 },
  ],
];

/** Puts an element on the page; {@link wipe} takes it away. `undefined` leaves an attribute out. */
export async function mount(
  attributes: Record<string, string | undefined> = {},
  parent: Element = document.body,
): Promise<DigitRecognizerElement> {
  const element = document.createElement('digit-recognizer') as DigitRecognizerElement;
  for (const [name, value] of Object.entries({ ...DEFAULTS, ...attributes })) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  parent.append(element);
  await element.updateComplete;
  return element;
}

export function wipe(): void {
  document.body.replaceChildren();
}

export function canvasOf(element: Element): HTMLCanvasElement {
  return shadowPart(element, 'canvas') as HTMLCanvasElement;
}

export function buttonOf(element: Element, name: string): HTMLButtonElement {
  return shadowPart(element, `[part~="${name}-button"]`) as HTMLButtonElement;
}

export function textOf(element: Element, part: string): string {
  return shadowPart(element, `[part~="${part}"]`).textContent?.trim() ?? '';
}

/** In the element's shadow tree, or in that of a part it is built of. */
export function shadowPart(element: Element, selector: string): Element {
  const found = searchShadow(element, selector);
  if (!found) throw new Error(`<${element.localName}> has no ${selector}`);
  return found;
}

function searchShadow(element: Element, selector: string): Element | null {
  const root = element.shadowRoot;
  const own = root?.querySelector(selector);
  if (own) return own;
  for (const inner of root?.querySelectorAll('digit-pad, digit-probabilities') ?? []) {
    const found = searchShadow(inner, selector);
    if (found) return found;
  }
  return null;
}

/** The next event of this type; its `detail` is typed for the element's own events. */
export function nextEvent<T extends keyof HTMLElementEventMap>(
  target: HTMLElement,
  type: T,
): Promise<HTMLElementEventMap[T]> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

/** Writes down the types of the events that reach the page, in order. */
export function record(target: EventTarget, ...types: string[]): string[] {
  const heard: string[] = [];
  for (const type of types) target.addEventListener(type, () => heard.push(type));
  return heard;
}

/** Lets layout, painting and their observers run. */
export async function painted(): Promise<void> {
  for (let frame = 0; frame < 3; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
