import { expect } from 'chai';
import {
  buttonOf,
  BUNDLED,
  canvasOf,
  eventAfter,
  logged,
  MISSING,
  mount,
  nextEvent,
  outcomeOf,
  painted,
  SEVEN,
  sleep,
  stub,
  textOf,
  type Field,
} from './support/page.js';
import { FakePointer } from './support/pens.js';

async function mountFarAway(attributes = {}): Promise<Field> {
  const spacer = document.body.appendChild(document.createElement('div'));
  spacer.style.height = '5000px';
  const field = await mount({ loading: undefined, ...attributes });
  await painted();
  await sleep(50);
  return field;
}

const drawLine = (field: Field) => new FakePointer(field).stroke([20, 20], [30, 80]);

describe('loading', function () {
  this.timeout(10_000);
  afterEach(() => scrollTo(0, 0));

  it('waits until the field is near the viewport', async () => {
    const field = await mountFarAway();
    expect(field.activeBackend).to.equal(null);
    const { detail } = await eventAfter(field, 'digit-ready', () => field.scrollIntoView());
    expect(detail).to.deep.equal({ backend: 'cpu' });
    expect(field.activeBackend).to.equal('cpu');
  });

  it('does not wait if it is eager', async () => {
    const field = await mountFarAway({ loading: 'eager' });
    await field.ready;
    expect(field.activeBackend).to.equal('cpu');
  });

  it('does not wait if the field is touched first', async () => {
    const field = await mountFarAway();
    await eventAfter(field, 'digit-recognized', () => drawLine(field));
  });

  it('reports progress that never decreases and ends in full', async () => {
    const field = await mount({ loading: undefined, model: `${BUNDLED}?progress` });
    const steps: { loaded: number; total: number }[] = [];
    field.addEventListener('digit-progress', ({ detail }) => steps.push(detail));
    await nextEvent(field, 'digit-ready');
    const loaded = steps.map((step) => step.loaded);
    expect(loaded).to.not.be.empty;
    expect(loaded).to.deep.equal([...loaded].sort((a, b) => a - b));
    expect(loaded.at(-1)).to.equal(steps.at(-1)?.total);
  });

  it('takes the last of several choices', async () => {
    const field = await mount();
    const backends: string[] = [];
    field.addEventListener('digit-ready', ({ detail }) => backends.push(detail.backend));
    for (const backend of ['wasm', 'cpu', 'wasm']) {
      field.backend = backend;
      await field.updateComplete;
    }
    await field.ready;
    expect(field.activeBackend).to.equal('wasm');
    expect(backends).to.deep.equal(['wasm']);
  });

  it('does not start for an eager field that was removed', async () => {
    const field = await mount({ loading: undefined, backend: 'cpu' });
    field.remove();
    await sleep(1200);
    field.loading = 'eager';
    await field.updateComplete;
    await sleep(100);
    expect(field.matches(':state(loading), :state(ready)')).to.equal(false);
    document.body.append(field);
    await field.ready;
    expect(field.activeBackend).to.equal('cpu');
  });

  it('is undone some time after the field was removed, and done again when it is back', async () => {
    const field = await mount();
    await field.ready;
    field.remove();
    await sleep(1200);
    expect(field.activeBackend).to.equal(null);
    document.body.append(field);
    await field.ready;
    expect(field.activeBackend).to.equal('cpu');
  });

  it('goes on for a caller if the field is removed meanwhile, and is undone afterwards', async () => {
    let asked = false;
    stub(window, 'fetch', async (original) => {
      asked = true;
      await sleep(1500);
      return original();
    });
    const field = await mount({ model: `${BUNDLED}?left`, loading: undefined });
    field.strokes = SEVEN;
    const answer = field.recognize();
    // Another call, which is answered at once, must not hide the first one.
    field.clear();
    expect(await field.recognize()).to.equal(null);
    field.undo();
    field.remove();
    expect((await answer)?.digit).to.equal(7);
    expect(asked).to.equal(true);
    await sleep(100);
    expect(field.activeBackend).to.equal(null);
    expect((await field.recognize())?.digit, 'asked again').to.equal(7);
    await sleep(1200);
    expect(field.activeBackend).to.equal(null);
  });
});

describe('a network that cannot be loaded', () => {
  it('is reported by its code, keeps the drawing, and can be tried again', async () => {
    const field = await mount({ loading: undefined, model: MISSING });
    const { error } = (await nextEvent(field, 'digit-error')).detail;
    expect(error.code).to.match(/^[a-z]+(-[a-z]+)+$/);
    expect(error.message).to.include(MISSING);
    expect(await outcomeOf(field.ready)).to.have.property('code', error.code);
    await field.updateComplete;
    expect(textOf(field, 'status')).to.not.equal('');

    drawLine(field);
    expect(field.strokes).to.have.length(1);
    await nextEvent(field, 'digit-error');
    await field.updateComplete;
    await eventAfter(field, 'digit-error', () => buttonOf(field, 'retry').click());

    const choose = () => (field.model = BUNDLED);
    const { detail } = await eventAfter(field, 'digit-recognized', choose);
    expect(detail.backend).to.equal('cpu');
    await field.updateComplete;
    expect(field.shadowRoot?.querySelector('[part~="retry-button"]')).to.equal(null);
  });

  it('is logged once, with its code', async () => {
    const errors = logged('error');
    for (let i = 0; i < 2; i++) {
      const field = await mount({ loading: undefined, model: '/missing/model.json' });
      await nextEvent(field, 'digit-error');
    }
    expect(errors).to.have.length(1);
    expect(errors[0]).to.match(/<digit-recognizer>.*missing.*descriptor-http/);
  });

  it('because the backend does not exist is reported with its name', async () => {
    const field = await mount({ loading: undefined, backend: 'abacus' });
    const { detail } = await nextEvent(field, 'digit-error');
    expect(detail.error.message).to.include('abacus');
    expect(canvasOf(field).isConnected).to.be.true;
  });
});
