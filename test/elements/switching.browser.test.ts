import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { DRAWINGS } from '../support/drawings.js';
import { Random } from '../support/random.js';
import { mount, sleep, wipe } from './support/page.js';
import { FakePointer } from './support/pens.js';

/** A network that says the same digit whatever is drawn: which network answered can be told by it. */
function stubbornNetwork(digit: number): { json: string; weights: ArrayBuffer } {
  const weights = new Float32Array(784 * 10 + 10);
  weights[784 * 10 + digit] = 9;
  const layers = [
    { class_name: 'Flatten', config: { name: 'flat', batch_input_shape: [null, 28, 28, 1] } },
    { class_name: 'Dense', config: { name: 'dense', units: 10, activation: 'softmax' } },
  ];
  const tensors = [
    { name: 'dense/kernel', shape: [784, 10], dtype: 'float32' },
    { name: 'dense/bias', shape: [10], dtype: 'float32' },
  ];
  const json = JSON.stringify({
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential', config: { name: `always-${digit}`, layers } },
    weightsManifest: [{ paths: ['weights.bin'], weights: tensors }],
  });
  return { json, weights: weights.buffer };
}

const DIGITS = [1, 4, 8];
const BACKENDS = ['cpu', 'wasm', 'wasm cpu', 'cpu wasm', 'auto'];
const CHANGES = 100;
const { strokes } = DRAWINGS.find(({ digit }) => digit === 7)!;

const modelUrl = (digit: number) => new URL(`/stubborn/${digit}/model.json`, location.href).href;

describe('switching network and backend a hundred times at random', () => {
  const platformFetch = globalThis.fetch;
  let rejections: unknown[];
  const onRejection = (event: PromiseRejectionEvent) => rejections.push(event.reason);

  beforeEach(() => {
    rejections = [];
    addEventListener('unhandledrejection', onRejection);
  });
  afterEach(() => {
    removeEventListener('unhandledrejection', onRejection);
    globalThis.fetch = platformFetch;
    wipe();
  });

  /** The networks come after up to 30 ms, in pieces of their own; all else as it is. */
  function delayFetch(random: Random): void {
    globalThis.fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const [, digit, file] = /stubborn\/(\d)\/([^/?]+)/.exec(url) ?? [];
      if (digit === undefined) return platformFetch(input, init);
      await sleep(random.integer(0, 30));
      init?.signal?.throwIfAborted();
      const { json, weights } = stubbornNetwork(Number(digit));
      return new Response(file === 'model.json' ? json : weights);
    };
  }

  /** One change of the element, as a page or a user makes it. */
  function change(element: DigitRecognizerElement, random: Random): void {
    const kind = random.integer(0, 3);
    if (kind === 0) element.backend = random.pick(BACKENDS);
    else if (kind < 3) element.model = modelUrl(random.pick(DIGITS));
    else new FakePointer(element).stroke([20, 20], [30, random.integer(40, 90)]);
  }

  for (const seed of [1, 2, 3, 4]) {
    it(`ends on the last ones, with one event (seed ${seed})`, async () => {
      const random = new Random(seed);
      delayFetch(random);
      const element = await mount({ model: modelUrl(1), 'recognize-delay': '5' });
      let lastChange = 0;
      const readyAfter: string[] = [];
      element.addEventListener('digit-ready', ({ detail }) => readyAfter.push(detail.backend));
      const errors: string[] = [];
      element.addEventListener('digit-error', ({ detail }) => errors.push(detail.error.message));

      for (; lastChange < CHANGES; lastChange++) {
        change(element, random);
        // Some changes come in one task, some in the middle of a load, some after it.
        const pause = random.pick([-1, -1, 0, 5, 20, 60]);
        if (pause >= 0) await sleep(pause);
      }
      const digit = random.pick(DIGITS);
      const backend = random.pick(['cpu', 'wasm']);
      // Both differ from what there is, so that there is a load to wait for.
      element.backend = backend === 'cpu' ? 'wasm' : 'cpu';
      element.model = modelUrl(DIGITS.find((other) => other !== digit)!);
      await sleep(3);
      element.model = modelUrl(digit);
      element.backend = backend;
      await element.updateComplete;
      readyAfter.length = 0;
      await element.ready;
      element.strokes = strokes;
      const result = await element.recognize();
      await sleep(200);

      expect(element.activeBackend).to.equal(backend);
      expect([result?.digit, result?.backend]).to.deep.equal([digit, backend]);
      expect(element.value).to.equal(String(digit));
      expect(readyAfter).to.deep.equal([backend]);
      expect(errors).to.deep.equal([]);
      expect(rejections).to.deep.equal([]);
    });
  }

  it('with the pen down: the stroke is kept whole, and read by the last', async () => {
    const random = new Random(5);
    delayFetch(random);
    const element = await mount({ model: modelUrl(1), 'recognize-delay': 'live' });
    const pen = new FakePointer(element);
    pen.send('pointerdown', 20, 20);
    for (let i = 1; i <= CHANGES; i++) {
      pen.send('pointermove', 20 + i / 2, 20 + i / 2);
      if (random.chance(0.3)) element.backend = random.pick(['cpu', 'wasm']);
      else element.model = modelUrl(random.pick(DIGITS));
      if (random.chance(0.5)) await sleep(random.integer(0, 20));
    }
    element.model = modelUrl(4);
    element.backend = 'wasm';
    pen.send('pointerup', 70, 70);
    await element.updateComplete;
    await element.ready;
    const result = await element.recognize();
    expect([result?.digit, result?.backend]).to.deep.equal([4, 'wasm']);
    expect(element.strokes.map((stroke) => stroke.length)).to.deep.equal([CHANGES + 1]);
    expect(rejections).to.deep.equal([]);
  });
});
