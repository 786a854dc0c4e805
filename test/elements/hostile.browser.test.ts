import { expect } from 'chai';
import { checkKept } from './support/outcome.js';
import {
  buttonOf,
  BUNDLED,
  canvasOf,
  eventAfter,
  line,
  MISSING,
  mount,
  mountRead,
  nextEvent,
  outcomeOf,
  record,
  stub,
  textOf,
  type Field,
} from './support/page.js';
import { FakePointer } from './support/pens.js';

const STROKES = [line([50, 20], [50, 80])];

const throwing = Object.defineProperty({}, 'x', {
  get() {
    throw new Error('not today');
  },
});

/** What a page may set by mistake, or on purpose. */
const ANYTHING: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, 1.5, NaN, Infinity, 10n],
  ...['', ' ', '__proto__', '<img src=x onerror=alert(1)>', '" onclick="alert(1)'],
  '9'.repeat(100_000),
  ...[[], [[]], [[throwing]], [[{ x: NaN, y: 0 }]]],
  ...[{}, { valueOf: 1, toString: 1 }, throwing, Symbol('digit'), () => 7],
  new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 53 : []) }),
];

/** Not for what becomes text: WebKit would write four thousand million commas, for any `<input>`, too. */
const HUGE = Array(2 ** 32 - 1);

const PROPERTIES = [
  ...['backend', 'model', 'loading', 'recognizeDelay', 'minConfidence', 'display'],
  ...['crossOriginWeights', 'required', 'disabled', 'readOnly', 'nameStrokes', 'name'],
];

const label = (value: unknown) =>
  `${typeof value} ${Object.prototype.toString.call(value)} ${ANYTHING.indexOf(value)}`;

function errorOf(action: () => void): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('whatever a page sets', () => {
  let field: Field;
  let unhandled: unknown[];
  const note = (event: PromiseRejectionEvent) => unhandled.push(event.reason);
  beforeEach(async () => {
    unhandled = [];
    addEventListener('unhandledrejection', note);
    field = await mountRead({}, STROKES);
    await field.ready;
  });
  afterEach(() => removeEventListener('unhandledrejection', note));

  const set = (name: string, value: unknown): unknown =>
    errorOf(() => ((field as never)[name] = value as never));

  /** The field is whole: it draws, it has its parts, and no value became markup. */
  async function checkWhole(what: string): Promise<void> {
    await field.updateComplete;
    expect(canvasOf(field).isConnected, what).to.equal(true);
    expect(textOf(field, 'status'), what).to.be.a('string');
    const markup = field.shadowRoot?.querySelectorAll('img, script, [onclick], [onerror]');
    expect(markup?.length, what).to.equal(0);
    expect(unhandled, what).to.deep.equal([]);
  }

  /** @param isList the value may be a list of strokes */
  async function checkDrawing(name: string, value: unknown, what: string, isList: boolean) {
    field.strokes = STROKES;
    const error = set(name, value);
    if (error === undefined) expect(isList, what).to.equal(true);
    else {
      expect(error, what).to.have.property('code').that.matches(/^ink-/);
      checkKept(field, STROKES, what);
    }
    await checkWhole(what);
  }

  it('for strokes is a drawing, or is refused by name and the drawing is kept', async () => {
    for (const value of [HUGE, ...ANYTHING])
      await checkDrawing('strokes', value, label(value), Array.isArray(value));
  });

  it('for drawing is a drawing, or is refused by name and the drawing is kept', async () => {
    for (const value of [HUGE, ...ANYTHING]) {
      if (value === null) continue;
      for (const given of [value, { width: 100, height: 100, strokes: value }])
        await checkDrawing('drawing', given, label(value), Array.isArray(value));
    }
    for (const side of [0, -1, NaN, Infinity, '280', null, undefined, throwing]) {
      const error = set('drawing', { width: side, height: 280, strokes: STROKES });
      expect(error, String(side)).to.have.property('code', 'ink-invalid-frame');
      checkKept(field, STROKES, 'frame');
    }
  });

  it('for value is a digit or empty', async () => {
    for (const value of ANYTHING) {
      field.value = value as never;
      expect(field.value, label(value)).to.equal(value === 0 ? '0' : '');
      await checkWhole(label(value));
    }
    field.value = '7';
    expect(field.value).to.equal('7');
  });

  it('and the browser restores as its state is a drawing, a digit or nothing', async () => {
    const state = (strokes: string, side: number | string, entry = '', value = '7') =>
      `{"strokes":${strokes},"frame":{"width":${side},"height":${side}},"entry":"${entry}","value":"${value}"}`;
    const texts = [
      ...['null', '[]', '{"__proto__":{"value":"7"}}'],
      ...[state('[]', '1e999', '', ''), state('[]', -1, '', '')],
      state('[[{"x":1e999,"y":0}]]', 100),
      state('[[{"x":1,"y":0}]]', 100, '77'),
      state('{"length":1e9}', 100),
      `${'['.repeat(50_000)}`,
    ];
    for (const given of [...texts, ...ANYTHING]) {
      field.formStateRestoreCallback(given as never);
      expect(field.value, label(given)).to.match(/^[0-9]?$/);
      await checkWhole(label(given));
    }
    field.formStateRestoreCallback(state('[[{"x":1e308,"y":-1e308}]]', '5e-324'));
    expect(field.value).to.equal('7');
    await checkWhole('far');
  });

  it('with a hundred thousand strokes is drawn, and can be undone', async () => {
    field.strokes = Array.from({ length: 100_000 }, (_, i) => [{ x: i % 200, y: i % 199 }]);
    await checkWhole('many');
    field.undo();
    expect(field.strokes.length).to.equal(99_999);
  });

  for (const name of PROPERTIES) {
    it(`for ${name} breaks nothing, and the drawing stays`, async () => {
      const plain = document.createElement('input');
      for (const value of ANYTHING) {
        const native = errorOf(() => (plain.name = value as never)) as Error | undefined;
        const own = set(name, value) as Error | undefined;
        // Any control refuses what cannot be text, such as a symbol.
        if (own !== undefined) expect(own.name, label(value)).to.equal(native?.name);
        await checkWhole(label(value));
        checkKept(field, STROKES, label(value));
      }
    });
  }

  it('for any attribute breaks nothing, and the drawing stays', async () => {
    const { observedAttributes } = field.constructor as unknown as {
      observedAttributes: string[];
    };
    for (const name of [...observedAttributes, 'lang', 'dir', 'style', 'class', 'part']) {
      if (name === 'value') continue;
      for (const value of ANYTHING.filter((one) => typeof one === 'string')) {
        field.setAttribute(name, value);
        await checkWhole(`${name} ${label(value)}`);
        checkKept(field, STROKES, name);
      }
      field.removeAttribute(name);
    }
  });

  it('the field draws and reads afterwards', async () => {
    for (const name of PROPERTIES) set(name, Symbol('x'));
    await checkWhole('symbols');
    Object.assign(field, { backend: 'cpu', model: '', recognizeDelay: 0, minConfidence: 0 });
    Object.assign(field, { disabled: false, readOnly: false, display: 'bars' });
    const { detail } = await eventAfter(field, 'digit-recognized', () => drawBar(field));
    expect(detail.backend).to.equal('cpu');
  });
});

function drawBar(field: Field): void {
  new FakePointer(field).stroke([30, 50], [70, 50]);
}

const json = (value: unknown) =>
  `data:application/json,${encodeURIComponent(JSON.stringify(value))}`;

/** A descriptor whose one weight file is at an address. */
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

describe('a hostile network instead of one that works', () => {
  let field: Field;
  beforeEach(async () => {
    field = await mount();
    await field.ready;
    new FakePointer(field).stroke([50, 20], [50, 80]);
    await nextEvent(field, 'digit-recognized');
  });

  for (const [what, model, code] of [
    ['that is a page', 'data:text/html,<!doctype html>', 'descriptor-not-json'],
    ['that is not there', MISSING, 'descriptor-http'],
    ['that is a script', 'javascript:alert(1)', 'descriptor-unreachable'],
    ['at an address that is not a URL', 'http://', 'model-url-invalid'],
    ['that is null', json(null), 'descriptor-invalid'],
    ['that is a string', json('[[['), 'descriptor-invalid'],
  ] as const) {
    it(`${what} is reported by its code, and the one before goes on reading`, async () => {
      const { value, strokes } = field;
      const { detail } = await eventAfter(field, 'digit-error', () => (field.model = model));
      expect(detail.error.code).to.equal(code);
      expect(await outcomeOf(field.ready)).to.have.property('code', code);
      expect(field.activeBackend).to.equal('cpu');
      expect(field.value).to.equal(value);
      checkKept(field, strokes);
      expect(field.matches(':state(error)')).to.equal(true);

      const read = await eventAfter(field, 'digit-recognized', () => drawBar(field));
      expect(read.detail.backend).to.equal('cpu');
      expect((await field.recognize())?.backend).to.equal('cpu');
      await field.updateComplete;
      expect(textOf(field, 'status')).to.not.equal('');
      expect(buttonOf(field, 'retry').isConnected).to.equal(true);
    });
  }

  it('that never arrives does not keep the user from drawing, nor a good one from loading', async () => {
    const signals: AbortSignal[] = [];
    stub(window, 'fetch', (original, [input, init]) => {
      if (!String(input).includes('never')) return original();
      const { signal } = (init ?? {}) as RequestInit;
      if (signal) signals.push(signal);
      return new Promise(() => undefined);
    });
    field.model = '/never/model.json';
    await field.updateComplete;
    const { detail } = await eventAfter(field, 'digit-recognized', () => drawBar(field));
    expect(detail.backend).to.equal('cpu');
    expect(field.activeBackend).to.equal('cpu');
    const heard = record(field, 'digit-error');
    const again = nextEvent(field, 'digit-recognized');
    await eventAfter(field, 'digit-ready', () => (field.model = BUNDLED));
    await again;
    expect(heard).to.deep.equal([]);
    expect(signals.every(({ aborted }) => aborted)).to.equal(true);
  });

  it('rejects the recognize() that waited for it, but not the next one', async () => {
    field.model = MISSING;
    expect(await outcomeOf(field.recognize())).to.have.property('code', 'descriptor-http');
    expect(await field.recognize()).to.have.property('backend', 'cpu');
  });

  it('sends no request to another origin, unless crossorigin-weights is set', async () => {
    const asked: string[] = [];
    stub(window, 'fetch', (original, [input]) => {
      const url = String(input);
      asked.push(url);
      if (url.endsWith('/net/model.json'))
        return Promise.resolve(new Response(withWeightsAt('https://cdn.test/w.bin')));
      if (url.startsWith('https://cdn.test/'))
        return Promise.resolve(new Response(new Uint8Array(7850 * 4)));
      return original();
    });
    const setModel = () => (field.model = '/net/model.json');
    const { error } = (await eventAfter(field, 'digit-error', setModel)).detail;
    expect(error.code).to.equal('weights-origin');
    expect(error.message).to.include('crossorigin-weights');
    expect(asked.filter((url) => !url.startsWith(location.origin))).to.deep.equal([]);
    const allow = () => field.toggleAttribute('crossorigin-weights', true);
    const { detail } = await eventAfter(field, 'digit-recognized', allow);
    expect(detail.confidence).to.be.closeTo(0.1, 1e-6);
    expect(field.crossOriginWeights).to.equal(true);
    expect(asked.at(-1)).to.equal('https://cdn.test/w.bin');
  });
});
