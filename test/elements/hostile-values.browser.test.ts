import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { checkKept } from './support/outcome.js';
import { canvasOf, mount, nextEvent, textOf, wipe } from './support/page.js';
import { FakePointer } from './support/pens.js';

const stroke = [
  [
    { x: 50, y: 20 },
    { x: 50, y: 80 },
  ],
];

const vague = { valueOf: 1, toString: 1 };
const throwing = Object.defineProperty({}, 'x', {
  get() {
    throw new Error('not today');
  },
});

/** What a page may set by mistake, or on purpose. */
const ANYTHING: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  1.5,
  NaN,
  Infinity,
  10n,
  '',
  ' ',
  '__proto__',
  '<img src=x onerror=alert(1)>',
  '" onclick="alert(1)',
  '9'.repeat(100_000),
  [],
  [[]],
  [[throwing]],
  [[{ x: NaN, y: 0 }]],
  {},
  vague,
  throwing,
  Symbol('digit'),
  () => 7,
  new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 53 : []) }),
];

/** Not for what becomes text: WebKit would write four thousand million commas, for any `<input>`, too. */
const HUGE = Array(2 ** 32 - 1);

const label = (value: unknown) =>
  `${typeof value} ${Object.prototype.toString.call(value)} ${ANYTHING.indexOf(value)}`;

describe('whatever a page sets', () => {
  let element: DigitRecognizerElement;
  let unhandled: unknown[];
  const note = (event: PromiseRejectionEvent) => unhandled.push(event.reason);
  beforeEach(async () => {
    unhandled = [];
    addEventListener('unhandledrejection', note);
    element = await mount();
    await element.ready;
    element.strokes = stroke;
    await element.recognize();
  });
  afterEach(() => {
    removeEventListener('unhandledrejection', note);
    wipe();
  });

  /** The field is whole: it draws, it has its parts, and nothing of a value became markup. */
  async function checkWhole(what: string): Promise<void> {
    await element.updateComplete;
    expect(canvasOf(element).isConnected, what).to.equal(true);
    expect(textOf(element, 'status'), what).to.be.a('string');
    const markup = element.shadowRoot?.querySelectorAll('img, script, [onclick], [onerror]');
    expect(markup?.length, what).to.equal(0);
    expect(unhandled, what).to.deep.equal([]);
  }

  it('for strokes is a drawing, or is refused by name with the drawing kept', async () => {
    for (const value of [HUGE, ...ANYTHING]) {
      element.strokes = stroke;
      let error: unknown;
      try {
        element.strokes = value as never;
      } catch (thrown) {
        error = thrown;
      }
      if (error === undefined) {
        expect(Array.isArray(value), label(value)).to.equal(true);
      } else {
        expect(error, label(value)).to.have.property('code').that.matches(/^ink-/);
        checkKept(element, stroke, label(value));
      }
      await checkWhole(label(value));
    }
  });

  it('for value is a digit or none', async () => {
    for (const value of ANYTHING) {
      element.value = value as never;
      expect(element.value, label(value)).to.equal(value === 0 ? '0' : '');
      await checkWhole(label(value));
    }
    element.value = '7';
    expect(element.value).to.equal('7');
  });

  it('for drawing is one, or is refused by name with the drawing kept', async () => {
    for (const value of [HUGE, ...ANYTHING]) {
      if (value === null) continue;
      for (const given of [value, { width: 100, height: 100, strokes: value }]) {
        element.strokes = stroke;
        let error: unknown;
        try {
          element.drawing = given as never;
        } catch (thrown) {
          error = thrown;
        }
        if (error === undefined) {
          expect(Array.isArray(value), label(value)).to.equal(true);
        } else {
          expect(error, label(value)).to.have.property('code').that.matches(/^ink-/);
          checkKept(element, stroke, label(value));
        }
        await checkWhole(label(value));
      }
    }
    for (const side of [0, -1, NaN, Infinity, '280', null, undefined, throwing]) {
      const given = { width: side, height: 280, strokes: stroke } as never;
      expect(() => (element.drawing = given), String(side))
        .to.throw()
        .with.property('code', 'ink-invalid-frame');
      checkKept(element, stroke, 'frame');
    }
  });

  it('comes back for a form’s state is a drawing, a digit or none', async () => {
    const texts = [
      'null',
      '[]',
      '{"__proto__":{"value":"7"}}',
      '{"strokes":[],"frame":{"width":1e999,"height":1e999},"entry":"","value":""}',
      '{"strokes":[],"frame":{"width":-1,"height":-1},"entry":"","value":""}',
      '{"strokes":[[{"x":1e999,"y":0}]],"frame":{"width":100,"height":100},"entry":"","value":"7"}',
      '{"strokes":[[{"x":1,"y":0}]],"frame":{"width":100,"height":100},"entry":"77","value":"7"}',
      '{"strokes":{"length":1e9},"frame":{"width":100,"height":100},"entry":"","value":"7"}',
      `${'['.repeat(50_000)}`,
    ];
    for (const state of [...texts, ...ANYTHING]) {
      element.formStateRestoreCallback(state as never);
      expect(element.value, String(label(state))).to.match(/^[0-9]?$/);
      await checkWhole(label(state));
    }
    const far =
      '{"strokes":[[{"x":1e308,"y":-1e308}]],"frame":{"width":5e-324,"height":5e-324},"entry":"","value":"7"}';
    element.formStateRestoreCallback(far);
    expect(element.value).to.equal('7');
    await checkWhole('far');
  });

  it('with a hundred thousand strokes is drawn, and undone', async () => {
    element.strokes = Array.from({ length: 100_000 }, (_, i) => [{ x: i % 200, y: i % 199 }]);
    await checkWhole('many');
    element.undo();
    expect(element.strokes.length).to.equal(99_999);
  });

  const properties = [
    ...['backend', 'model', 'loading', 'recognizeDelay', 'minConfidence', 'display'],
    ...['crossOriginWeights', 'required', 'disabled', 'readOnly', 'nameStrokes', 'name'],
  ];
  for (const name of properties) {
    it(`for ${name} breaks nothing, and the drawing stays`, async () => {
      const plain = document.createElement('input');
      for (const value of ANYTHING) {
        const native = attempt(() => (plain.name = value as never));
        const own = attempt(() => ((element as never)[name] = value as never));
        // As any control answers to what cannot be text, such as a symbol.
        if (own !== undefined) expect(own, label(value)).to.equal(native);
        await checkWhole(label(value));
        checkKept(element, stroke, label(value));
      }
    });
  }

  it('for any attribute breaks nothing, and the drawing stays', async () => {
    const { observedAttributes } = element.constructor as unknown as {
      observedAttributes: string[];
    };
    for (const name of [...observedAttributes, 'lang', 'dir', 'style', 'class', 'part']) {
      if (name === 'value') continue;
      for (const value of ANYTHING.filter((one) => typeof one === 'string')) {
        element.setAttribute(name, value as string);
        await checkWhole(`${name} ${label(value)}`);
        checkKept(element, stroke, name);
      }
      element.removeAttribute(name);
    }
  });

  it('and then draws and reads as ever', async () => {
    for (const name of properties) attempt(() => ((element as never)[name] = Symbol('x') as never));
    await checkWhole('symbols');
    Object.assign(element, { backend: 'cpu', model: '', recognizeDelay: 0, minConfidence: 0 });
    Object.assign(element, { disabled: false, readOnly: false, display: 'bars' });
    const read = nextEvent(element, 'digit-recognized');
    new FakePointer(element).stroke([30, 50], [70, 50]);
    expect((await read).detail.backend).to.equal('cpu');
  });
});

/** Name of what is thrown; undefined where nothing is. */
function attempt(action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as Error).name;
  }
}
