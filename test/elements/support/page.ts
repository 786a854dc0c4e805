import { sendKeys } from '@web/test-runner-commands';
import type { DigitRecognizerElement } from '../../../src/elements/digit-recognizer-element.js';
import type { Drawing, Point } from '../../../src/ink/index.js';
import type { Result } from '../../../src/recognizer/index.js';
import { DRAWINGS } from '../../support/drawings.js';
import { spyOn } from '../../support/spy.js';

await import('/dist/digit-recognizer.js' as string);

export type Field = DigitRecognizerElement;

/** The element's bundled network on the backend that starts fastest everywhere. */
const DEFAULTS = { backend: 'cpu', loading: 'eager' };

export const BUNDLED = '/dist/models/pen/model.json';
export const MISSING = '/none/model.json';

/** As a person draws it, in a square of 100. */
export const SEVEN = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;
/** A few points that are surely a seven, in pixels of a field of normal size. */
export const CLEAR_SEVEN = [line([60, 60], [200, 60], [130, 230])];
/** Four fifths a seven, and one fifth a one. */
export const SEVEN_OR_ONE = [[...way([84, 79], [168, 56]), ...way([168, 56], [140, 238])]];

export function line(...points: [x: number, y: number][]): Point[] {
  return points.map(([x, y]) => ({ x, y }));
}

/** Close points on a straight line. */
function way([x1, y1]: [x: number, y: number], [x2, y2]: [x: number, y: number]): Point[] {
  return Array.from({ length: 13 }, (_, i) => ({
    x: x1 + ((x2 - x1) * i) / 12,
    y: y1 + ((y2 - y1) * i) / 12,
  }));
}

/** Puts a field on the page for one test. `undefined` leaves an attribute out. */
export async function mount(
  attributes: Record<string, string | undefined> = {},
  parent: Element = document.body,
): Promise<Field> {
  const field = document.createElement('digit-recognizer') as Field;
  for (const [name, value] of Object.entries({ ...DEFAULTS, ...attributes })) {
    if (value !== undefined) field.setAttribute(name, value);
  }
  parent.append(field);
  await field.updateComplete;
  return field;
}

/** In a form that is never sent. */
export async function mountInForm(attributes: Record<string, string> = {}) {
  const form = document.body.appendChild(document.createElement('form'));
  form.addEventListener('submit', (event) => event.preventDefault());
  return { form, field: await mount({ name: 'answer', ...attributes }, form) };
}

/** A field whose network is not there, after it has said so. */
export async function mountBroken(attributes: Record<string, string> = {}): Promise<Field> {
  const field = await mount({ model: MISSING, loading: undefined, ...attributes });
  await eventAfter(field, 'digit-error', () => (field.loading = 'eager'));
  await field.updateComplete;
  return field;
}

export function sized(pixels: number): { style: string } {
  return { style: `--digit-recognizer-size: ${pixels}px` };
}

/** Gives a field a drawing, and waits until the answer is shown. */
export async function read(field: Field, strokes: Drawing = CLEAR_SEVEN): Promise<Result> {
  field.strokes = strokes as Point[][];
  const result = await field.recognize();
  await field.updateComplete;
  return result!;
}

export async function mountRead(
  attributes: Record<string, string | undefined> = {},
  strokes: Drawing = CLEAR_SEVEN,
): Promise<Field> {
  const field = await mount(attributes);
  await read(field, strokes);
  return field;
}

export async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await sendKeys({ press: key });
}

const stubs: { restore(): void }[] = [];

/** Replaces a method until the test ends. */
export function stub(owner: object, method: string, instead: Parameters<typeof spyOn>[2]): void {
  stubs.push(spyOn(owner, method, instead));
}

/** What is logged until the test ends, instead of the console. */
export function logged(level: 'warn' | 'error'): string[] {
  const lines: string[] = [];
  stub(console, level, (_, args) => lines.push(args.map(String).join(' ')));
  return lines;
}

export function wipe(): void {
  document.body.replaceChildren();
}

afterEach(() => {
  for (const { restore } of stubs.splice(0).reverse()) restore();
  wipe();
});

export function canvasOf(element: Element): HTMLCanvasElement {
  return shadowPart(element, 'canvas') as HTMLCanvasElement;
}

/** Red, green, blue and alpha at a point of a square of 100 over the canvas. */
export function pixelOf(canvas: HTMLCanvasElement | OffscreenCanvas, x: number, y: number) {
  const { width, height } = canvas;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  return [...context.getImageData((x * width) / 100, (y * height) / 100, 1, 1).data];
}

export function surfaceOf(element: Element): HTMLElement {
  return shadowPart(element, '[role="spinbutton"]') as HTMLElement;
}

export function buttonOf(element: Element, name: string): HTMLButtonElement {
  return shadowPart(element, `[part~="${name}-button"]`) as HTMLButtonElement;
}

export function textOf(element: Element, part: string): string {
  return shadowPart(element, `[part~="${part}"]`).textContent?.trim() ?? '';
}

/** In the element's shadow tree, or in that of one of its parts. */
export function shadowPart(element: Element, selector: string): Element {
  const found = findPart(element, selector);
  if (!found) throw new Error(`<${element.localName}> has no ${selector}`);
  return found;
}

function findPart({ shadowRoot }: Element, selector: string): Element | null {
  const own = shadowRoot?.querySelector(selector);
  if (own) return own;
  for (const inner of shadowRoot?.querySelectorAll('*') ?? []) {
    const found = findPart(inner, selector);
    if (found) return found;
  }
  return null;
}

/** The element's shadow tree, and those of its parts. */
export function shadowRootsOf({ shadowRoot }: Element): ShadowRoot[] {
  if (!shadowRoot) return [];
  return [shadowRoot, ...[...shadowRoot.querySelectorAll('*')].flatMap(shadowRootsOf)];
}

/** The next event of this type; its `detail` is typed for the element's own events. */
export function nextEvent<T extends keyof HTMLElementEventMap>(
  target: HTMLElement,
  type: T,
): Promise<HTMLElementEventMap[T]> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

/** The event of this type that follows when something is done. */
export async function eventAfter<T extends keyof HTMLElementEventMap>(
  target: HTMLElement,
  type: T,
  act: () => unknown,
): Promise<HTMLElementEventMap[T]> {
  const event = nextEvent(target, type);
  await act();
  return event;
}

/** Writes down the types of the events that reach the target, in order. */
export function record(target: EventTarget, ...types: string[]): string[] {
  const heard: string[] = [];
  for (const type of types) target.addEventListener(type, () => heard.push(type));
  return heard;
}

/** What a promise is rejected with; else what it gives. */
export function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
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
