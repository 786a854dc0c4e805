/** A page on which the browser's own pointers draw, and what has to be on it afterwards. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Frame, LaunchOptions, Page } from 'puppeteer-core';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import type { Point } from '../../src/ink/index.js';
import { useChromium } from '../support/chromium.js';
import { elementPage, moveMouse, thinned } from './element-page.js';

/** Strokes, of the surface or in client coordinates of the page. */
export type Path = Point[][];

/** Where the pen is put on the page, and what for. */
export interface Surface {
  /** Left and top edge, in client coordinates of the page. */
  readonly x: number;
  readonly y: number;
  /** Side in CSS pixels of the surface itself. */
  readonly side: number;
  /** CSS pixels of the page to one of the surface: what transforms and zoom make of it. */
  readonly magnification: number;
  /** Side of what is painted on, in pixels. */
  readonly bitmap: number;
}

/** How far the pen's color reaches from its path, as a fraction of the surface's side. */
const PEN_RADIUS = 0.0275;
/** Luminance of 0 to 255 between the ink's and that of everything else on the surface. */
const DARK = 110;

/** The markup of an element that answers soon. */
export function field(attributes = ''): string {
  return `<digit-recognizer backend="cpu" loading="eager" recognize-delay="0" ${attributes}></digit-recognizer>`;
}

/**
 * Gives the tests beside this call one empty page that knows the element.
 *
 * @param begin takes it, and may make it ready.
 * @param options of a Chromium of its own.
 */
export function usePenPage(begin: (page: Page) => unknown, options?: LaunchOptions): void {
  let page: Page | undefined;
  // Before the browser may be closed, which is the next hook.
  after(() => page?.close());
  const chromium = useChromium({ pages: { '/page.html': elementPage('', 0) } }, options);
  before(async () => {
    page = await (await chromium.browser()).newPage();
    await page.goto(`${chromium.server.origin}/page.html`);
    await begin(page);
  });
}

/** Puts the body's content in place of what was there, scrolled to the top, and waits until the element can read. */
export async function show(frame: Frame, body: string): Promise<void> {
  await frame.evaluate(async (content) => {
    await customElements.whenDefined('digit-recognizer');
    document.body.innerHTML = content;
    scrollTo(0, 0);
    await document.querySelector('digit-recognizer')?.ready;
  }, body);
}

/** The page's first element's surface, as it is now. */
export async function surfaceOf(frame: Frame): Promise<Surface> {
  const own = await frame.evaluate(() => {
    const pad = document.querySelector('digit-recognizer')?.shadowRoot?.querySelector('digit-pad');
    const canvas = pad?.shadowRoot?.querySelector('canvas');
    if (!canvas) throw new Error('There is no surface.');
    const { x, y, width } = canvas.getBoundingClientRect();
    const side = canvas.clientWidth;
    return { x, y, side, magnification: width / side, bitmap: canvas.width };
  });
  const outer = await frame.frameElement();
  const around = await outer?.evaluate((element) => {
    const { x, y } = element.getBoundingClientRect();
    return { x: x + element.clientLeft, y: y + element.clientTop };
  });
  return around ? { ...own, x: own.x + around.x, y: own.y + around.y } : own;
}

/** The way of a pen over the surface. @param strokes in a square of 100 */
export function pathOn(surface: Surface, strokes: readonly (readonly Point[])[]): Path {
  const unit = (surface.side * surface.magnification) / 100;
  return strokes.map((stroke) =>
    thinned(stroke).map(({ x, y }) => ({
      x: Math.round(surface.x + x * unit),
      y: Math.round(surface.y + y * unit),
    })),
  );
}

/** Puts the pen down where the points begin, and moves it along them. */
export async function penDown(page: Page, points: readonly Point[]): Promise<void> {
  const [first = { x: 0, y: 0 }] = points;
  await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  await moveMouse(page, points);
}

/** Draws strokes of a square of 100 on the page's first element. @returns where the mouse went */
export async function draw(
  page: Page,
  strokes: readonly (readonly Point[])[],
  frame = page.mainFrame(),
): Promise<Path> {
  const path = pathOn(await surfaceOf(frame), strokes);
  for (const stroke of path) {
    await penDown(page, stroke);
    await page.mouse.up();
  }
  return path;
}

export function strokesOf(frame: Frame): Promise<Point[][]> {
  return frame.evaluate(
    () => (document.querySelector('digit-recognizer') as DigitRecognizerElement).strokes,
  );
}

/** What the drawing is read as, without anyone's asking for it. */
export async function readingOf(frame: Frame): Promise<string> {
  const value = await frame.waitForFunction(
    () => document.querySelector('digit-recognizer')?.value,
    { timeout: 5000, polling: 20 },
  );
  return String(await value.jsonValue());
}

/** The element has the strokes of the path, in CSS pixels of its surface, each point within one. */
export async function assertStrokes(
  frame: Frame,
  path: Path,
  magnification: number,
): Promise<void> {
  const surface = { ...(await surfaceOf(frame)), magnification };
  assertSame(
    await strokesOf(frame),
    path.map((stroke) => stroke.map((point) => inside(surface, point))),
  );
}

/** The same strokes, each point within one CSS pixel. */
export function assertSame(strokes: Path, expected: Path): void {
  assert.deepEqual(
    strokes.map(({ length }) => length),
    expected.map(({ length }) => length),
    'points of each stroke',
  );
  for (const [s, stroke] of expected.entries()) {
    for (const [i, point] of stroke.entries()) assertNear(strokes[s]![i]!, point, s, i);
  }
}

/** Where on the surface a place of the page is, in CSS pixels of the surface. */
export function inside({ x, y, magnification }: Surface, point: Point): Point {
  return { x: (point.x - x) / magnification, y: (point.y - y) / magnification };
}

function assertNear(actual: Point, expected: Point, stroke: number, index: number): void {
  const distance = Math.hypot(actual.x - expected.x, actual.y - expected.y);
  const told = `(${actual.x}, ${actual.y})`;
  const drawn = `(${expected.x}, ${expected.y})`;
  assert.ok(distance <= 1, `point ${index} of stroke ${stroke} is ${told}, was drawn at ${drawn}`);
}

/** On the screen there is ink where the pen went, and none elsewhere on the surface. */
export async function assertInk(page: Page, path: Path, frame = page.mainFrame()): Promise<void> {
  const surface = await surfaceOf(frame);
  await assertInkOn(page, surface, path, (point) => point);
}

/**
 * On the screen there is ink where the pen went, and none elsewhere on the surface, though that is not
 * where layout puts it.
 *
 * @param surface as layout puts it.
 * @param path on that.
 * @param shown where on the page a place of that is.
 */
export async function assertInkOn(
  page: Page,
  surface: Surface,
  path: Path,
  shown: (point: Point) => Point,
): Promise<void> {
  const length = surface.side * surface.magnification;
  const ink = path.flat();
  const paper = grid(surface, length).filter(
    (point) => distanceTo(path, point) > 1.6 * PEN_RADIUS * length + 1.5,
  );
  const light = await lightAt(page, [...ink, ...paper].map(shown));
  for (const [i, { x, y }] of ink.entries()) {
    assert.ok(light[i]! < DARK, `no ink at (${x}, ${y}), where the pen was: ${light[i]}`);
  }
  for (const [i, { x, y }] of paper.entries()) {
    const found = light[ink.length + i]!;
    assert.ok(found > DARK, `ink at (${x}, ${y}), where no pen was: ${found}`);
  }
}

/** Points all over the surface, but for its rim, which may show that it has the focus. */
function grid({ x, y }: Surface, length: number): Point[] {
  const places = Array.from({ length: 19 }, (_, i) => ((i + 1) / 20) * length);
  return places.flatMap((dy) => places.map((dx) => ({ x: x + dx, y: y + dy })));
}

function distanceTo(path: Path, point: Point): number {
  const segments = path.flatMap((stroke) =>
    stroke.map((from, i) => distanceToSegment(point, from, stroke[i + 1] ?? from)),
  );
  return Math.min(...segments);
}

function distanceToSegment(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / square;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - t * dx, point.y - from.y - t * dy);
}

/** Luminance, 0 to 255, of the screen at client coordinates of the page. */
async function lightAt(page: Page, points: readonly Point[]): Promise<number[]> {
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
  const image = await page.screenshot({
    encoding: 'base64',
    optimizeForSpeed: true,
    captureBeyondViewport: false,
  });
  return page.evaluate(
    async (png, places) => {
      const answer = await fetch(`data:image/png;base64,${png}`);
      const bitmap = await createImageBitmap(await answer.blob());
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const { width, offsetLeft, offsetTop } = visualViewport!;
      const scale = bitmap.width / width;
      return places.map(({ x, y }) => {
        const column = Math.floor((x - offsetLeft) * scale);
        const row = Math.floor((y - offsetTop) * scale);
        const at = 4 * (row * bitmap.width + column);
        return 0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!;
      });
    },
    image,
    points as Point[],
  );
}

/** By the keyboard, what was drawn last is taken back and taken again, and is the same. */
export async function assertHistory(page: Page, frame = page.mainFrame()): Promise<void> {
  const before = await strokesOf(frame);
  await frame.focus('digit-recognizer');
  await pressControl(page, 'z');
  assert.deepEqual(await strokesOf(frame), before.slice(0, -1));
  await pressControl(page, 'y');
  assert.deepEqual(await strokesOf(frame), before);
}

export async function pressControl(page: Page, key: 'y' | 'z'): Promise<void> {
  await page.keyboard.down('Control');
  await page.keyboard.press(key);
  await page.keyboard.up('Control');
}
