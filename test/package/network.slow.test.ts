import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { BUNDLED_MODEL } from '../../scripts/build/paths.js';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';
import { elementPage, logEvents, type EventDetail, type EventLog } from './element-page.js';
import { serveFaulty, type Fault } from './faulty-server.js';
import { drawByScript } from './script-pen.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;

const MODEL = `models/${BUNDLED_MODEL}/model.json`;
const WEIGHTS = `models/${BUNDLED_MODEL}/group1-shard1of1.bin`;
const CODE = 'backends/cpu.js';
const PICTURES = 'chunks/picture-input.js';
const BINARY = 'wasm/tfjs-backend-wasm-simd.wasm';

/** What can go wrong with a file: the code that a page is told, and what it is told to do. */
type Row = readonly [file: string, fault: Fault, code: string, advice: RegExp];

const connection = /try again once there is a connection/;
const address = /check the address/;
const later = /try again later/;
const silence = /nothing came for 30 seconds.*try again once there is a connection/;

const ROWS: readonly Row[] = [
  [MODEL, 'is cut in the middle', 'descriptor-unreachable', connection],
  [MODEL, 'is refused by a closed connection', 'descriptor-unreachable', connection],
  [MODEL, 'is not there', 'descriptor-http', address],
  [MODEL, 'meets a broken server', 'descriptor-http', later],
  [MODEL, 'is answered by a page', 'descriptor-not-json', address],
  [MODEL, 'may not be read from elsewhere', 'descriptor-unreachable', /CORS/],
  [WEIGHTS, 'is cut in the middle', 'weights-unreachable', connection],
  [WEIGHTS, 'is refused by a closed connection', 'weights-unreachable', connection],
  [WEIGHTS, 'is not there', 'weights-http', address],
  [WEIGHTS, 'meets a broken server', 'weights-http', later],
  [WEIGHTS, 'is answered by a page', 'weights-too-short', address],
  [WEIGHTS, 'may not be read from elsewhere', 'weights-unreachable', /CORS/],
  [CODE, 'is cut in the middle', 'backend-failed', connection],
  [CODE, 'is not there', 'backend-failed', connection],
  [CODE, 'meets a broken server', 'backend-failed', connection],
  [CODE, 'is answered by a page', 'backend-failed', connection],
  [MODEL, 'is never answered', 'descriptor-unreachable', silence],
  [MODEL, 'falls silent in the middle', 'descriptor-unreachable', silence],
  [WEIGHTS, 'is never answered', 'weights-unreachable', silence],
  [WEIGHTS, 'falls silent in the middle', 'weights-unreachable', silence],
  [BINARY, 'is never answered', 'backend-unavailable', silence],
  [BINARY, 'falls silent in the middle', 'backend-unavailable', silence],
  [BINARY, 'is cut in the middle', 'backend-unavailable', connection],
  [BINARY, 'is not there', 'backend-unavailable', address],
  [BINARY, 'meets a broken server', 'backend-unavailable', later],
  [BINARY, 'is answered by a page', 'backend-unavailable', address],
];

/** With which `auto` and lists do without a backend's code. */
const CODE_FAULTS: readonly Fault[] = [
  'is cut in the middle',
  'is not there',
  'is answered by a page',
  'is never answered',
];

/** What a user sees in the end. */
const WELL: State = { ready: 'ready', strokes: seven.length, isRetryVisible: false };

/** Run by a page first: half a minute passes in three seconds there, in which a busy machine gets any file. */
const HURRY = `{
  const platform = setTimeout;
  setTimeout = (work, delay) => platform(work, delay === 30_000 ? 3_000 : delay);
}`;

/** A page with one element, whose network lies on another origin than the library. */
interface Visit {
  readonly page: Page;
  readonly log: EventLog;
  /** From now on nothing goes wrong any more. */
  recover(): void;
}

/** What a user sees, and a page is told. */
interface State {
  readonly ready: string;
  readonly strokes: number;
  readonly isRetryVisible: boolean;
}

// Pages mostly wait here, each in a context and on servers of its own. None may wait for ever.
describe('on a bad network', { concurrency: 3, timeout: 600_000 }, () => {
  const chromium = useChromium();

  /** Opens the page, waits for the event, and hands the page to `use` with the event's detail. */
  async function visit(
    [file, fault]: readonly [file: string, fault: Fault],
    awaited: 'digit-ready' | 'digit-error',
    use: (visit: Visit, detail: EventDetail) => Promise<void>,
    backend = file === BINARY ? 'wasm' : 'cpu',
  ): Promise<void> {
    const networks = await serveFaulty();
    const model = `${networks.origin}/${MODEL}`;
    const site = await serveFaulty(
      elementPage(`loading="eager" backend="${backend}" model="${model}"`),
    );
    const servers = [networks, site];
    for (const { faults } of servers) faults.set(file, fault);
    // A context of its own has no cache.
    const context = await (await chromium.browser()).createBrowserContext();
    try {
      const page = await context.newPage();
      if (/silent|never/.test(fault)) await page.evaluateOnNewDocument(HURRY);
      await page.evaluateOnNewDocument(`
        warnings = [];
        console.warn = (text) => warnings.push(text);
      `);
      const log = await logEvents(page);
      const told = log.next(awaited);
      await page.goto(site.origin);
      const recover = () => servers.forEach(({ faults }) => faults.clear());
      await use({ page, log, recover }, await told);
    } finally {
      await context.close();
      for (const server of servers) server.close();
    }
  }

  const stateOf = (page: Page): Promise<State> =>
    page.evaluate(async () => {
      const element = document.querySelector('digit-recognizer')!;
      const ready = await element.ready.then(
        () => 'ready',
        (error: { code: string }) => error.code,
      );
      await element.updateComplete;
      const retry = element.shadowRoot!.querySelector('[part~="retry-button"]');
      const strokes = element.strokes.length;
      return { ready, strokes, isRetryVisible: retry?.checkVisibility() ?? false };
    });

  /** Gives the element a seven. @returns the digit it reads, or the code of its error */
  const recognize = (page: Page): Promise<unknown> =>
    page.evaluate(async (strokes) => {
      const element = document.querySelector('digit-recognizer')!;
      element.strokes = strokes;
      return element.recognize().then(
        (result) => result?.digit,
        (error: { code: string }) => error.code,
      );
    }, seven);

  const pressRetry = async (page: Page): Promise<void> => {
    const button = await page.evaluateHandle(() =>
      document
        .querySelector('digit-recognizer')!
        .shadowRoot!.querySelector<HTMLElement>('[part~="retry-button"]')!,
    );
    await button.click();
  };

  const readsOn = async (backend: string, page: Page, log: EventLog): Promise<void> => {
    const read = log.next('digit-recognized');
    await drawByScript(page, seven);
    const { digit, backend: by } = await read;
    assert.deepEqual([digit, by], [7, backend]);
  };

  for (const [file, fault, code, advice] of ROWS) {
    it(`${file} ${fault}: ${code}, and one press reads what was drawn`, () =>
      visit([file, fault], 'digit-error', async ({ page, log, recover }, detail) => {
        assert.equal(detail.code, code, detail.message);
        assert.match(detail.message!, advice);
        assert.equal(
          await recognize(page),
          code,
          'recognize() tries again, and fails the same way',
        );
        await page.evaluate(() => document.querySelector('digit-recognizer')!.clear());
        const again = log.next('digit-error');
        await drawByScript(page, seven);
        assert.equal((await again).code, code, 'drawing tries again, and fails the same way');
        const failed = { ready: code, strokes: seven.length, isRetryVisible: true };
        assert.deepEqual(await stateOf(page), failed);
        const read = log.next('digit-recognized');
        recover();
        await pressRetry(page);
        assert.equal((await read).digit, 7);
        assert.deepEqual(await stateOf(page), WELL);
      }));
  }

  for (const file of [MODEL, WEIGHTS, CODE, BINARY]) {
    it(`${file} is there again: recognize() alone reads`, () =>
      visit([file, 'is not there'], 'digit-error', async ({ page, recover }, detail) => {
        assert.equal(await recognize(page), detail.code);
        recover();
        assert.equal(await recognize(page), 7);
        assert.deepEqual(await stateOf(page), WELL);
      }));
  }

  for (const fault of CODE_FAULTS) {
    for (const backend of ['auto', 'cpu, wasm']) {
      it(`${CODE} ${fault}: ${backend} goes on to the next backend`, () =>
        visit(
          [CODE, fault],
          'digit-ready',
          async ({ page, log }) => {
            await readsOn('wasm', page, log);
            assert.deepEqual(log.heard, ['digit-ready wasm', 'digit-recognized wasm']);
          },
          backend,
        ));
    }
  }

  for (const fault of ['is not there', 'is answered by a page'] as const) {
    it(`${BINARY} ${fault}: a list goes on to the next backend, with one warning`, () =>
      visit(
        [BINARY, fault],
        'digit-ready',
        async ({ page, log }) => {
          await readsOn('cpu', page, log);
          const warnings = await page.evaluate(
            () => (globalThis as { warnings?: unknown[] }).warnings,
          );
          assert.equal(warnings?.length, 1);
          assert.match(String(warnings[0]), /computes on cpu instead.*wasm.*dist\/wasm\//);
        },
        'wasm, cpu',
      ));
  }

  it(`${PICTURES} is not there: that is said once, and drawings are read`, () =>
    visit([PICTURES, 'is not there'], 'digit-ready', async ({ page, log }) => {
      const told = log.next('digit-error');
      await page.evaluate(() => (document.querySelector('digit-recognizer')!.pictures = true));
      assert.equal((await told).code, 'part-unreachable');
      await readsOn('cpu', page, log);
      const heard = ['digit-ready cpu', 'digit-error part-unreachable', 'digit-recognized cpu'];
      assert.deepEqual(log.heard, heard);
    }));

  it(`${CODE} is never answered: the error says to reload the page, and that helps`, () =>
    visit([CODE, 'is never answered'], 'digit-error', async ({ page, log, recover }, detail) => {
      assert.equal(detail.code, 'backend-failed', detail.message);
      assert.match(detail.message!, /reload the page.*nothing came for 30 seconds/);
      recover();
      const ready = log.next('digit-ready');
      await page.reload();
      assert.equal((await ready).backend, 'cpu');
    }));

  for (const file of [MODEL, WEIGHTS, CODE, BINARY]) {
    it(`${file} comes slowly: what is drawn meanwhile is read when it is there`, () =>
      visit([file, 'comes slowly'], 'digit-ready', async ({ page, log }) => {
        assert.deepEqual(
          log.heard.filter((line) => line.startsWith('digit-error')),
          [],
        );
        const read = log.next('digit-recognized');
        await drawByScript(page, seven);
        assert.equal((await read).digit, 7);
      }));
  }
});
