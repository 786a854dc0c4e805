import { expect } from 'chai';
import { Random } from '../support/random.js';
import { mount, SEVEN, sleep, stub, type Field } from './support/page.js';
import { FakePointer } from './support/pens.js';

/** A network that always gives the same digit, which tells which network answered. */
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

const modelUrl = (digit: number) => new URL(`/stubborn/${digit}/model.json`, location.href).href;

describe('switching network and backend a hundred times at random', () => {
  let rejections: unknown[];
  const onRejection = (event: PromiseRejectionEvent) => rejections.push(event.reason);

  beforeEach(() => {
    rejections = [];
    addEventListener('unhandledrejection', onRejection);
  });
  afterEach(() => removeEventListener('unhandledrejection', onRejection));

  /** The networks arrive after up to 30 ms. Other requests are not changed. */
  function delayFetch(random: Random): void {
    stub(window, 'fetch', async (original, [input, init]) => {
      const url = input instanceof Request ? input.url : String(input);
      const [, digit, file] = /stubborn\/(\d)\/([^/?]+)/.exec(url) ?? [];
      if (digit === undefined) return original();
      await sleep(random.integer(0, 30));
      (init as RequestInit | undefined)?.signal?.throwIfAborted();
      const { json, weights } = stubbornNetwork(Number(digit));
      return new Response(file === 'model.json' ? json : weights);
    });
  }

  /** One change by the page or the user. */
  function change(field: Field, random: Random): void {
    const kind = random.integer(0, 3);
    if (kind === 0) field.backend = random.pick(BACKENDS);
    else if (kind < 3) field.model = modelUrl(random.pick(DIGITS));
    else new FakePointer(field).stroke([20, 20], [30, random.integer(40, 90)]);
  }

  for (const seed of [1, 2, 3, 4]) {
    it(`ends on the last ones, with one event (seed ${seed})`, async () => {
      const random = new Random(seed);
      delayFetch(random);
      const field = await mount({ model: modelUrl(1), 'recognize-delay': '5' });
      const ready: string[] = [];
      field.addEventListener('digit-ready', ({ detail }) => ready.push(detail.backend));
      const errors: string[] = [];
      field.addEventListener('digit-error', ({ detail }) => errors.push(detail.error.message));

      for (let i = 0; i < CHANGES; i++) {
        change(field, random);
        // Some changes come in one task, some in the middle of a load, some after it.
        const pause = random.pick([-1, -1, 0, 5, 20, 60]);
        if (pause >= 0) await sleep(pause);
      }
      const digit = random.pick(DIGITS);
      const backend = random.pick(['cpu', 'wasm']);
      // Both differ from the present ones, so that there is a load to wait for.
      field.backend = backend === 'cpu' ? 'wasm' : 'cpu';
      field.model = modelUrl(DIGITS.find((other) => other !== digit)!);
      await sleep(3);
      field.model = modelUrl(digit);
      field.backend = backend;
      await field.updateComplete;
      ready.length = 0;
      await field.ready;
      field.strokes = SEVEN;
      const result = await field.recognize();
      await sleep(200);

      expect(field.activeBackend).to.equal(backend);
      expect([result?.digit, result?.backend]).to.deep.equal([digit, backend]);
      expect(field.value).to.equal(String(digit));
      expect(ready).to.deep.equal([backend]);
      expect(errors).to.deep.equal([]);
      expect(rejections).to.deep.equal([]);
    });
  }

  it('while the pen is down keeps the stroke whole, and the last network reads it', async () => {
    const random = new Random(5);
    delayFetch(random);
    const field = await mount({ model: modelUrl(1), 'recognize-delay': 'live' });
    const pen = new FakePointer(field);
    pen.send('pointerdown', 20, 20);
    for (let i = 1; i <= CHANGES; i++) {
      pen.send('pointermove', 20 + i / 2, 20 + i / 2);
      if (random.chance(0.3)) field.backend = random.pick(['cpu', 'wasm']);
      else field.model = modelUrl(random.pick(DIGITS));
      if (random.chance(0.5)) await sleep(random.integer(0, 20));
    }
    field.model = modelUrl(4);
    field.backend = 'wasm';
    pen.send('pointerup', 70, 70);
    await field.updateComplete;
    await field.ready;
    const result = await field.recognize();
    expect([result?.digit, result?.backend]).to.deep.equal([4, 'wasm']);
    expect(field.strokes.map((stroke) => stroke.length)).to.deep.equal([CHANGES + 1]);
    expect(rejections).to.deep.equal([]);
  });
});
