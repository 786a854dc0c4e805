import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { checkKept } from './support/outcome.js';
import { buttonOf, mount, nextEvent, record, textOf, wipe } from './support/page.js';
import { FakePointer } from './support/pens.js';

const BUNDLED = '/dist/models/pen/model.json';

const json = (value: unknown) =>
  `data:application/json,${encodeURIComponent(JSON.stringify(value))}`;

/** A descriptor whose one weight file lies at an address. */
function withWeightsAt(path: string): string {
  const weights = [
    { name: 'dense/kernel', shape: [784, 10], dtype: 'float32' },
    { name: 'dense/bias', shape: [10], dtype: 'float32' },
  ];
  const input = { class_name: 'InputLayer', config: { batch_input_shape: [null, 784] } };
  const dense = { class_name: 'Dense', config: { name: 'dense', units: 10 } };
  const config = { name: 'net', layers: [input, dense] };
  return JSON.stringify({
    modelTopology: { class_name: 'Sequential', config },
    weightsManifest: [{ paths: [path], weights }],
  });
}

describe('a hostile network in place of one that works', () => {
  let element: DigitRecognizerElement;
  beforeEach(async () => {
    element = await mount();
    await element.ready;
    new FakePointer(element).stroke([50, 20], [50, 80]);
    await nextEvent(element, 'digit-recognized');
  });
  afterEach(wipe);

  for (const [what, model, code] of [
    ['that is a page', 'data:text/html,<!doctype html>', 'descriptor-not-json'],
    ['that is not there', '/none/model.json', 'descriptor-http'],
    ['that is a script', 'javascript:alert(1)', 'descriptor-unreachable'],
    ['that is no address', 'http://', 'model-url-invalid'],
    ['that is nothing', json(null), 'descriptor-invalid'],
    ['that is a text', json('[[['), 'descriptor-invalid'],
  ] as const) {
    it(`${what} is told by its code, and the one before reads on`, async () => {
      const { value, strokes } = element;
      const told = nextEvent(element, 'digit-error');
      element.model = model;
      const { detail } = await told;
      expect(detail.error.code).to.equal(code);
      expect(await element.ready.catch((error: unknown) => error)).to.have.property('code', code);
      expect(element.activeBackend).to.equal('cpu');
      expect(element.value).to.equal(value);
      checkKept(element, strokes);
      expect(element.matches(':state(error)')).to.equal(true);

      const read = nextEvent(element, 'digit-recognized');
      new FakePointer(element).stroke([30, 50], [70, 50]);
      expect((await read).detail.backend).to.equal('cpu');
      expect((await element.recognize())?.backend).to.equal('cpu');
      await element.updateComplete;
      expect(textOf(element, 'status')).to.not.equal('');
      expect(buttonOf(element, 'retry').isConnected).to.equal(true);
    });
  }

  it('that never comes keeps nobody from drawing, and gives way to one that does', async () => {
    const { fetch } = window;
    const blocked: AbortSignal[] = [];
    window.fetch = (input, init) => {
      if (!String(input).includes('never')) return fetch(input, init);
      if (init?.signal) blocked.push(init.signal);
      return new Promise(() => undefined);
    };
    try {
      element.model = '/never/model.json';
      await element.updateComplete;
      const read = nextEvent(element, 'digit-recognized');
      new FakePointer(element).stroke([30, 50], [70, 50]);
      expect((await read).detail.backend).to.equal('cpu');
      expect(element.activeBackend).to.equal('cpu');
      const heard = record(element, 'digit-error');
      const ready = nextEvent(element, 'digit-ready');
      const again = nextEvent(element, 'digit-recognized');
      element.model = BUNDLED;
      await ready;
      await again;
      expect(heard).to.deep.equal([]);
      expect(blocked.every(({ aborted }) => aborted)).to.equal(true);
    } finally {
      window.fetch = fetch;
    }
  });

  it('is asked what recognize() read it for, and says why it cannot', async () => {
    element.model = '/none/model.json';
    const error = await element.recognize().catch((error: unknown) => error);
    expect(error).to.have.property('code', 'descriptor-http');
    expect(await element.recognize()).to.have.property('backend', 'cpu');
  });

  it('sends nobody elsewhere, unless crossorigin-weights says so', async () => {
    const { fetch } = window;
    const asked: string[] = [];
    window.fetch = (input, init) => {
      const url = String(input);
      asked.push(url);
      if (url.endsWith('/net/model.json')) {
        return Promise.resolve(new Response(withWeightsAt('https://cdn.test/w.bin')));
      }
      if (url.startsWith('https://cdn.test/')) {
        return Promise.resolve(new Response(new Uint8Array(7850 * 4)));
      }
      return fetch(input, init);
    };
    try {
      const told = nextEvent(element, 'digit-error');
      element.model = '/net/model.json';
      const { detail } = await told;
      expect(detail.error.code).to.equal('weights-origin');
      expect(detail.error.message).to.include('crossorigin-weights');
      expect(asked.filter((url) => !url.startsWith(location.origin))).to.deep.equal([]);
      const read = nextEvent(element, 'digit-recognized');
      element.toggleAttribute('crossorigin-weights', true);
      expect((await read).detail.confidence).to.be.closeTo(0.1, 1e-6);
      expect(element.crossOriginWeights).to.equal(true);
      expect(asked.at(-1)).to.equal('https://cdn.test/w.bin');
    } finally {
      window.fetch = fetch;
    }
  });
});
