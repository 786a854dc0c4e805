import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { DRAWINGS } from '../support/drawings.js';
import {
  buttonOf,
  canvasOf,
  mount,
  nextEvent,
  painted,
  sleep,
  textOf,
  wipe,
} from './support/page.js';
import { FakePointer } from './support/pens.js';

const BUNDLED = '/dist/models/pen/model.json';

async function faraway(attributes = {}): Promise<DigitRecognizerElement> {
  const spacer = document.createElement('div');
  spacer.style.height = '5000px';
  document.body.append(spacer);
  const element = await mount({ loading: undefined, ...attributes });
  await painted();
  await sleep(50);
  return element;
}

describe('loading', function () {
  this.timeout(10_000);
  afterEach(() => {
    wipe();
    scrollTo(0, 0);
  });

  it('waits until the element comes near the viewport', async () => {
    const element = await faraway();
    expect(element.activeBackend).to.equal(null);
    const ready = nextEvent(element, 'digit-ready');
    element.scrollIntoView();
    expect((await ready).detail).to.deep.equal({ backend: 'cpu' });
    expect(element.activeBackend).to.equal('cpu');
  });

  it('does not wait when it is eager', async () => {
    const element = await faraway({ loading: 'eager' });
    await element.ready;
    expect(element.activeBackend).to.equal('cpu');
  });

  it('does not wait when the element is touched first', async () => {
    const element = await faraway();
    new FakePointer(element).stroke([20, 20], [30, 80]);
    await nextEvent(element, 'digit-recognized');
  });

  it('tells of its progress, which never runs backwards and ends in full', async () => {
    const element = await mount({ loading: undefined, model: `${BUNDLED}?progress` });
    const steps: { loaded: number; total: number }[] = [];
    element.addEventListener('digit-progress', ({ detail }) => steps.push(detail));
    await nextEvent(element, 'digit-ready');
    expect(steps).to.not.be.empty;
    expect(steps.map(({ loaded }) => loaded)).to.deep.equal(
      steps.map(({ loaded }) => loaded).sort((a, b) => a - b),
    );
    expect(steps.at(-1)?.loaded).to.equal(steps.at(-1)?.total);
  });

  it('takes the last of several choices', async () => {
    const element = await mount();
    const backends: string[] = [];
    element.addEventListener('digit-ready', ({ detail }) => backends.push(detail.backend));
    for (const backend of ['wasm', 'cpu', 'wasm']) {
      element.backend = backend;
      await element.updateComplete;
    }
    await element.ready;
    expect(element.activeBackend).to.equal('wasm');
    expect(backends).to.deep.equal(['wasm']);
  });

  it('does not begin for an eager element that has left the page', async () => {
    const element = await mount({ loading: undefined, backend: 'cpu' });
    element.remove();
    await sleep(1200);
    element.loading = 'eager';
    await element.updateComplete;
    await sleep(100);
    expect(element.matches(':state(loading), :state(ready)')).to.equal(false);
    document.body.append(element);
    await element.ready;
    expect(element.activeBackend).to.equal('cpu');
  });

  it('lets go of the network some time after the element has left, and loads it again', async () => {
    const element = await mount();
    await element.ready;
    element.remove();
    await sleep(1200);
    expect(element.activeBackend).to.equal(null);
    document.body.append(element);
    await element.ready;
    expect(element.activeBackend).to.equal('cpu');
  });

  it('goes on for whoever asked an element that left meanwhile, and lets go then', async () => {
    const { fetch } = window;
    let asked = false;
    window.fetch = async (input, init) => {
      asked = true;
      await sleep(1500);
      return fetch(input, init);
    };
    try {
      const element = await mount({ model: `${BUNDLED}?left`, loading: undefined });
      element.strokes = DRAWINGS.find(({ digit }) => digit === 7)!.strokes;
      const answer = element.recognize();
      // Another question, which is answered at once, must not hide that one.
      element.clear();
      expect(await element.recognize()).to.equal(null);
      element.undo();
      element.remove();
      expect((await answer)?.digit).to.equal(7);
      expect(asked).to.equal(true);
      await sleep(100);
      expect(element.activeBackend).to.equal(null);
      expect((await element.recognize())?.digit, 'asked again').to.equal(7);
      await sleep(1200);
      expect(element.activeBackend).to.equal(null);
    } finally {
      window.fetch = fetch;
    }
  });
});

describe('a network that cannot be loaded', () => {
  afterEach(wipe);

  it('is told by code, keeps the drawing, and can be tried again', async () => {
    const element = await mount({ loading: undefined, model: '/none/model.json' });
    const { detail } = await nextEvent(element, 'digit-error');
    expect(detail.error.code).to.match(/^[a-z]+(-[a-z]+)+$/);
    expect(detail.error.message).to.include('/none/model.json');
    const rejection = await element.ready.catch((error: unknown) => error);
    expect(rejection).to.have.property('code', detail.error.code);
    await element.updateComplete;
    expect(textOf(element, 'status')).to.not.equal('');

    new FakePointer(element).stroke([20, 20], [30, 80]);
    expect(element.strokes).to.have.length(1);
    await nextEvent(element, 'digit-error');

    const again = nextEvent(element, 'digit-error');
    await element.updateComplete;
    buttonOf(element, 'retry').click();
    await again;

    const read = nextEvent(element, 'digit-recognized');
    element.model = BUNDLED;
    expect((await read).detail.backend).to.equal('cpu');
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('[part~="retry-button"]')).to.equal(null);
  });

  it('is logged once, with its code', async () => {
    const logged: string[] = [];
    const { error } = console;
    console.error = (text: string) => logged.push(text);
    try {
      for (let i = 0; i < 2; i++) {
        const element = await mount({ loading: undefined, model: '/missing/model.json' });
        await nextEvent(element, 'digit-error');
      }
    } finally {
      console.error = error;
    }
    expect(logged).to.have.length(1);
    expect(logged[0]).to.match(/<digit-recognizer>.*missing.*descriptor-http/);
  });

  it('or a backend that does not exist is named', async () => {
    const element = await mount({ loading: undefined, backend: 'abacus' });
    const { detail } = await nextEvent(element, 'digit-error');
    expect(detail.error.message).to.include('abacus');
    expect(canvasOf(element).isConnected).to.be.true;
  });
});
