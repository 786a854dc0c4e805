import type { Page } from 'puppeteer-core';
import type { Point } from '../../src/ink/index.js';

/** Every so many points the mouse moves: enough for the shape, and each costs a message. */
const STRIDE = 3;

/** As few of a stroke's points as its shape needs. */
export function thinned(stroke: readonly Point[]): Point[] {
  return stroke.filter((_, i) => i % STRIDE === 0 || i === stroke.length - 1);
}

/** A page with the element as a site embeds it. */
export function elementPage(attributes: string, count = 1): string {
  const elements = `<digit-recognizer ${attributes}></digit-recognizer>`.repeat(count);
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
    <script type="module" src="/dist/digit-recognizer.js"></script>${elements}`;
}

/** What an element told its page, and when it is next of a type. */
export interface EventLog {
  /** As `digit-ready webgl`: the type, and the backend or the code. */
  readonly heard: string[];
  /** Resolves with the next event's detail. */
  next(type: string): Promise<EventDetail>;
}

export interface EventDetail {
  readonly backend?: string;
  readonly digit?: number;
  readonly code?: string;
  readonly message?: string;
}

/** Writes down the element's events. To be called before the page is opened. */
export async function logEvents(page: Page): Promise<EventLog> {
  const heard: string[] = [];
  const waiting = new Map<string, ((detail: EventDetail) => void)[]>();
  await page.exposeFunction('tell', (type: string, detail: EventDetail) => {
    heard.push(`${type} ${detail.code ?? detail.backend}`);
    for (const resolve of waiting.get(type) ?? []) resolve(detail);
    waiting.delete(type);
  });
  await page.evaluateOnNewDocument(() => {
    const { tell } = globalThis as unknown as { tell(type: string, detail: unknown): void };
    for (const type of ['digit-ready', 'digit-error', 'digit-recognized', 'digit-corrected']) {
      document.addEventListener(type, (event) => {
        const { detail } = event as CustomEvent<{ error?: Error & { code: string } }>;
        const { error } = detail;
        tell(type, error ? { code: error.code, message: error.message } : detail);
      });
    }
  });
  return {
    heard,
    next: (type) =>
      new Promise((resolve) => waiting.set(type, [...(waiting.get(type) ?? []), resolve])),
  };
}

/** A page whose element says what it does, beside what the browser says of it. */
export interface WatchedPage {
  readonly page: Page;
  readonly log: EventLog;
  /** Errors of the console, and those that nothing caught. */
  readonly complaints: string[];
  /** Of all requests, in order. */
  readonly urls: string[];
  /** Opens a page, and waits for an event of its element. */
  open(url: string, awaited?: string): Promise<EventDetail>;
  /** Draws with the mouse, and waits for an event. @param strokes in a square of 100 */
  draw(strokes: readonly (readonly Point[])[], awaited?: string): Promise<EventDetail>;
}

/** To be called before the page is opened. */
export async function watchPage(page: Page): Promise<WatchedPage> {
  const complaints: string[] = [];
  const urls: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => urls.push(request.url()));
  const log = await logEvents(page);
  return {
    ...{ page, log, complaints, urls },
    async open(url, awaited = 'digit-ready') {
      const heard = log.next(awaited);
      await page.goto(url);
      return heard;
    },
    async draw(strokes, awaited = 'digit-recognized') {
      const heard = log.next(awaited);
      await drawInPage(page, strokes);
      return heard;
    },
  };
}

/** Adds a field for numbers to the page, writes with the mouse, and waits for its value. */
export async function readNumberInPage(
  page: Page,
  strokes: readonly (readonly Point[])[],
): Promise<string> {
  await page.evaluate(() => document.body.prepend(document.createElement('number-recognizer')));
  await page.waitForFunction(
    () =>
      document.querySelector('number-recognizer')?.shadowRoot?.querySelector('digit-pad')
        ?.clientWidth,
  );
  await drawInPage(page, strokes, moveMouse, 'number-recognizer');
  const value = await page.waitForFunction(
    () => document.querySelector('number-recognizer')!.value,
  );
  return value.jsonValue();
}

/**
 * Draws on the page's first element with the browser's own mouse.
 *
 * @param strokes in a square of 100, or a line as high
 * @param move takes the pressed mouse along a stroke.
 */
export async function drawInPage(
  page: Page,
  strokes: readonly (readonly Point[])[],
  move = moveMouse,
  tag = 'digit-recognizer',
): Promise<void> {
  const box = await page.evaluate((tag) => {
    const element = document.querySelector(tag);
    const surface = element?.shadowRoot?.querySelector('digit-pad') as HTMLElement;
    const { x, y, height } = surface.getBoundingClientRect();
    return { x, y, height };
  }, tag);
  for (const stroke of strokes) {
    const points = thinned(stroke).map((point) => ({
      x: box.x + (point.x / 100) * box.height,
      y: box.y + (point.y / 100) * box.height,
    }));
    const [first] = points;
    if (!first) continue;
    await page.mouse.move(first.x, first.y);
    await page.mouse.down();
    await move(page, points);
    await page.mouse.up();
  }
}

/** Without waiting after each point for the next frame: the browser hands on all that a frame has. */
export async function moveMouse(page: Page, points: readonly Point[]): Promise<void> {
  await Promise.all(points.map(({ x, y }) => page.mouse.move(x, y)));
}

/** @returns bytes of JavaScript that are still in use. */
export async function collectGarbage(page: Page): Promise<number> {
  const session = await page.createCDPSession();
  // What one collection finalizes, the next one frees.
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}
