import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium, useChromium } from '../support/chromium.js';
import { collectGarbage, elementPage } from './element-page.js';

const HUNDRED = 100;
const BACKENDS = ['webgl', 'webgpu', 'wasm', 'auto'];
/** A fine screen: four pixels of it to a pixel of CSS. */
const LAUNCH = {
  defaultViewport: { width: 1200, height: 800, deviceScaleFactor: 2 },
};
/** Bytes of a canvas of 278 × 278 CSS pixels there. */
const PAPER = (2 * 278) ** 2 * 4;

const skip = !existsSync('/proc/self/smaps_rollup') && 'this system does not tell of memory so';

/** What a page took to have its elements ready. */
interface Cost {
  /** Paths, the page's own left out, in alphabetical order. */
  readonly requests: readonly string[];
  /** WebGL contexts and WebGPU devices. */
  readonly devices: number;
  /** Contexts to draw with. */
  readonly papers: number;
  /** Bytes of JavaScript after collection. */
  readonly heap: number;
}

describe('a hundred elements on one page', () => {
  const pages = BACKENDS.flatMap((backend) =>
    [1, HUNDRED].map((count) => [
      `/${backend}-${count}.html`,
      elementPage(`backend="${backend}" loading="eager"`, count),
    ]),
  );
  const chromium = useChromium({ pages: Object.fromEntries(pages) }, LAUNCH);

  async function open(inside: Browser, backend: string, count: number): Promise<Page> {
    chromium.server.requests.length = 0;
    const page = await inside.newPage();
    await page.evaluateOnNewDocument(countContexts);
    await page.goto(`${chromium.server.origin}/${backend}-${count}.html`);
    await page.evaluate(async () => {
      const elements = [...document.querySelectorAll('digit-recognizer')];
      await Promise.all(elements.map(({ ready }) => ready));
    });
    return page;
  }

  async function costOf(backend: string, count: number): Promise<Cost> {
    const page = await open(await chromium.browser(), backend, count);
    const heap = await collectGarbage(page);
    const counted = await page.evaluate(
      () => (globalThis as unknown as { counted: Counted }).counted,
    );
    const cost = {
      requests: chromium.server.requests.filter((path) => !path.endsWith('.html')).sort(),
      heap,
      devices: counted.devices,
      papers: counted.papers,
    };
    await page.close();
    return cost;
  }

  for (const backend of BACKENDS) {
    it(`take one network and one backend: ${backend}`, async () => {
      const [one, hundred] = [await costOf(backend, 1), await costOf(backend, HUNDRED)];
      assert.deepEqual(hundred.requests, one.requests);
      assert.equal(hundred.devices, one.devices);
      assert.equal(hundred.papers, 0, 'paper was laid out before there was ink');
      const heap = (hundred.heap - one.heap) / (HUNDRED - 1);
      assert.ok(heap < 30_000, `${heap} bytes of JavaScript an element`);
    });
  }

  it('take less memory than their paper would, until there is ink', { skip }, async () => {
    const [one, hundred] = [await memoryOf(1), await memoryOf(HUNDRED)];
    const memory = (hundred - one) / (HUNDRED - 1);
    assert.ok(memory < PAPER, `${memory} bytes an element; its paper takes ${PAPER}`);
  });

  /** Bytes of all processes that show pages, in a browser with nothing but the one. */
  async function memoryOf(count: number): Promise<number> {
    const alone = await launchChromium(LAUNCH);
    const session = await alone.target().createCDPSession();
    const page = await open(alone, 'auto', count);
    await collectGarbage(page);
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => sizeOf(id));
    await alone.close();
    return sizes.reduce((sum, size) => sum + size, 0);
  }
});

/** Bytes of memory of a process, what it shares counted in part. */
function sizeOf(process: number): number {
  const text = readFileSync(`/proc/${process}/smaps_rollup`, 'utf8');
  return 1024 * Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]);
}

interface Counted {
  devices: number;
  papers: number;
}

/** Runs in the page, before anything else. */
function countContexts(): void {
  const counted = { devices: 0, papers: 0 };
  Object.assign(globalThis, { counted });
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...args: [string]) {
    counted[args[0] === '2d' ? 'papers' : 'devices']++;
    return Reflect.apply(getContext, this, args) as RenderingContext | null;
  } as typeof getContext;
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = function (...args) {
    counted.devices++;
    return requestDevice.apply(this, args);
  };
}
