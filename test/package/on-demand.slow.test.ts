import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, beforeEach, describe, it } from 'node:test';
import type { HTTPRequest, Page } from 'puppeteer-core';
import { BUNDLED_MODEL, DIST } from '../../scripts/build/paths.js';
import type * as Library from '../../src/recognizer.js';
import { useChromium } from '../support/chromium.js';
import { DRAWINGS } from '../support/drawings.js';

const SITE = 'https://site.test/';
const MODEL = `models/${BUNDLED_MODEL}/model.json`;
/** The same network as a functional model, with its file of weights beside it. */
const FUNCTIONAL = `models/${BUNDLED_MODEL}/functional.json`;

const NETWORK = 'chunks/bundled-network.js';
const LOADING = 'chunks/load-descriptor.js';
const PIXELS = 'chunks/pictures.js';
const DIGESTS = 'chunks/compute-sha256.js';

const { strokes } = DRAWINGS.find(({ digit }) => digit === 7)!;

interface Layer {
  readonly config: { readonly name: string };
  readonly name?: string;
  readonly inbound_nodes?: unknown;
}

/** What `model.json` says, as a graph of named layers instead of a list. */
async function functionalModel(): Promise<string> {
  const json = JSON.parse(await readFile(DIST + MODEL, 'utf8'));
  const image = {
    class_name: 'InputLayer',
    config: { name: 'image', batch_input_shape: [null, 28, 28, 1] },
  };
  const layers: Layer[] = [image, ...json.modelTopology.config.layers];
  const names = layers.map(({ config }) => config.name);
  json.modelTopology = {
    class_name: 'Functional',
    config: {
      layers: layers.map((layer, i) => ({
        ...layer,
        name: names[i],
        inbound_nodes: i === 0 ? [] : [[[names[i - 1], 0, 0, {}]]],
      })),
      input_layers: [['image', 0, 0]],
      output_layers: [[names.at(-1), 0, 0]],
    },
  };
  return JSON.stringify(json);
}

describe('what a page fetches, and when', () => {
  const chromium = useChromium();
  let page: Page;
  let functional: string;
  /** Paths in dist/, in the order of the requests. */
  let requested: string[];
  /** What becomes of requests for some of them; by default they are answered. */
  let fates: Record<string, (request: HTTPRequest) => unknown>;

  before(async () => {
    functional = await functionalModel();
  });

  beforeEach(async () => {
    requested = [];
    fates = {};
    page = await chromium.newPage();
    await page.setRequestInterception(true);
    page.on('request', (request) => void serve(request));
  });

  /** No server: Chromium is handed what it asks for. */
  async function serve(request: HTTPRequest): Promise<void> {
    const path = new URL(request.url()).pathname.slice(1);
    if (path === '') {
      await request.respond({ contentType: 'text/html', body: '<!doctype html>' });
      return;
    }
    if (path === 'favicon.ico') {
      await request.respond({ status: 404 });
      return;
    }
    requested.push(path);
    const fate = fates[path];
    if (fate) {
      fate(request);
      return;
    }
    const types: Record<string, string> = { js: 'text/javascript', json: 'application/json' };
    await request.respond({
      contentType: types[path.split('.').at(-1)!] ?? 'application/octet-stream',
      body: path === FUNCTIONAL ? functional : await readFile(DIST + path),
    });
  }

  /** Reads the seven in the page, with the recognizer alone. */
  const readSeven = (model?: string) =>
    page.evaluate(
      async (drawing, address) => {
        const library = (await import('/recognizer.js' as string)) as typeof Library;
        try {
          const recognizer = await library.createRecognizer(address ? { model: address } : {});
          return (await recognizer.recognize(drawing))!.probabilities;
        } catch (error) {
          return (error as Library.CodedError).code;
        }
      },
      strokes,
      model,
    );

  it('an element answers without the parts that few need', async () => {
    await page.goto(SITE);
    const digit = await page.evaluate(async (drawing) => {
      await import('/digit-recognizer.js' as string);
      const element = document.createElement('digit-recognizer');
      document.body.append(element);
      element.strokes = drawing;
      return (await element.recognize())?.digit;
    }, strokes);
    assert.equal(digit, 7);
    const needed = ['digit-recognizer.js', 'chunks/recognizer.js', 'backends/cpu.js', NETWORK];
    for (const file of needed) assert.ok(requested.includes(file), `${file}: ${requested.join()}`);
    const spared = [
      ...[LOADING, MODEL, PIXELS, DIGESTS],
      ...['backends/wasm.js', 'backends/webgl.js'],
    ];
    for (const file of spared) assert.ok(!requested.includes(file), file);
    assert.ok(requested.length <= 7, requested.join(' '));
  });

  it('a functional model fetches the code that reads descriptors, and answers as the same layers in a list', async () => {
    await page.goto(SITE);
    const expected = await readSeven();
    assert.ok(!requested.includes(LOADING));
    const found = await readSeven(`/${FUNCTIONAL}`);
    assert.deepEqual(found, expected);
    assert.equal(requested.filter((file) => file === LOADING).length, 1);
  });

  it('an image fetches what reads images, once, and is read as it was when it was passed', async () => {
    await page.goto(SITE);
    const digits = await page.evaluate(async (drawing) => {
      const library = (await import('/recognizer.js' as string)) as typeof Library;
      const recognizer = await library.createRecognizer();
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 100;
      const context = canvas.getContext('2d')!;
      context.lineWidth = 8;
      for (const stroke of drawing) {
        context.beginPath();
        for (const { x, y } of stroke) context.lineTo(x, y);
        context.stroke();
      }
      const pixels = context.getImageData(0, 0, 100, 100);
      const answers = [canvas, pixels, drawing].map((input) => recognizer.recognize(input));
      context.clearRect(0, 0, 100, 100);
      pixels.data.fill(255);
      const settled: number[] = [];
      answers.forEach((answer, i) => void answer.then(() => settled.push(i)));
      const results = await Promise.all(answers);
      return { digits: results.map((result) => result?.digit), settled };
    }, strokes);
    assert.deepEqual(digits, { digits: [7, 7, 7], settled: [0, 1, 2] });
    assert.equal(requested.filter((file) => file === PIXELS).length, 1);
  });

  it('a page that is no secure context fetches what computes digests', async () => {
    await page.goto(SITE.replace('https', 'http'));
    assert.ok(Array.isArray(await readSeven(`/${MODEL}`)));
    assert.ok(requested.includes(DIGESTS));
  });

  it('a part that cannot be fetched is named, and fetched by the next call', async () => {
    fates[LOADING] = (request) => request.abort('failed');
    await page.goto(SITE);
    assert.equal(await readSeven(`/${FUNCTIONAL}`), 'part-unreachable');
    fates = {};
    assert.ok(Array.isArray(await readSeven(`/${FUNCTIONAL}`)));
  });

  it('an abort is heeded while a part is on its way', async () => {
    const asked = new Promise<void>((resolve) => (fates[LOADING] = () => resolve()));
    await page.goto(SITE);
    const outcome = page.evaluate(async (model) => {
      const library = (await import('/recognizer.js' as string)) as typeof Library;
      const controller = new AbortController();
      addEventListener('enough', () => controller.abort());
      const creating = library.createRecognizer({ model, signal: controller.signal });
      return creating.then(
        () => 'created',
        (error: Error) => error.name,
      );
    }, `/${FUNCTIONAL}`);
    await asked;
    await page.evaluate(() => dispatchEvent(new Event('enough')));
    assert.equal(await outcome, 'AbortError');
  });
});
