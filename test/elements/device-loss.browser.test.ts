import { expect } from 'chai';
import type * as Library from '../../src/recognizer.js';
import { BACKENDS_HERE, has, needing } from '../support/engine.js';
import {
  blockDevices,
  countDevices,
  loseAtWork,
  loseDevices,
  restoreContexts,
  type Device,
} from './support/devices.js';
import {
  buttonOf,
  eventAfter,
  mount,
  outcomeOf,
  SEVEN,
  textOf,
  wipe,
  type Field,
} from './support/page.js';
import { drawWithMouse } from './support/pens.js';

const EVENTS = ['digit-ready', 'digit-error', 'digit-recognized'] as const;

/** Records events with their backend or error code, such as `digit-ready webgl`. */
function listen(element: HTMLElement): string[] {
  const heard: string[] = [];
  for (const type of EVENTS) {
    element.addEventListener(type, ({ detail }) =>
      heard.push(`${type} ${'error' in detail ? detail.error.code : detail.backend}`),
    );
  }
  return heard;
}

/** The element's result is what plain JavaScript makes of the same drawing. */
async function expectRightAnswer(element: Field): Promise<void> {
  const { createRecognizer } = (await import('/dist/recognizer.js' as string)) as typeof Library;
  const recognizer = await createRecognizer({ backend: 'cpu' });
  const expected = await recognizer.recognize(element.strokes);
  recognizer.dispose();
  for (const [digit, probability] of expected!.probabilities.entries()) {
    expect(element.result?.probabilities[digit]).to.be.closeTo(probability, 1e-3);
  }
  expect(element.value).to.equal('7');
}

const readSeven = (element: Field) =>
  eventAfter(element, 'digit-recognized', () => drawWithMouse(element, SEVEN));

async function drawn(attributes: Record<string, string>): Promise<Field> {
  const element = await mount(attributes);
  await element.ready;
  await readSeven(element);
  return element;
}

/** Elements that leave keep their device for a while; the next test is to have one of its own. */
async function leave(...names: Device[]): Promise<void> {
  for (const element of document.querySelectorAll('digit-recognizer')) {
    (element as Field).backend = 'cpu';
    await (element as Field).ready;
  }
  wipe();
  await Promise.all(names.map(loseDevices));
}

for (const name of ['webgl', 'webgpu'] as const) {
  needing(name).describe(`an element whose ${name} device is lost`, function () {
    this.timeout(120_000);

    afterEach(() => leave(name));

    it('while idle gets a new one, fires digit-ready and keeps the drawing', async () => {
      const element = await drawn({ backend: name });
      const heard = listen(element);
      const { strokes, result } = element;
      const ready = await eventAfter(element, 'digit-ready', () => loseDevices(name));
      expect(ready.detail).to.deep.equal({ backend: name });
      expect(element).to.deep.include({ strokes, result, activeBackend: name });
      expect(await element.recognize()).to.include({ digit: 7, backend: name });
      await expectRightAnswer(element);
      expect(heard).to.deep.equal([`digit-ready ${name}`, `digit-recognized ${name}`]);
    });

    it('while idle moves on to the next backend of its list and fires digit-ready', async () => {
      const element = await drawn({ backend: `${name} cpu` });
      const heard = listen(element);
      await eventAfter(element, 'digit-ready', () => loseDevices(name));
      expect(element.activeBackend).to.equal('cpu');
      await element.updateComplete;
      expect(textOf(element, 'backend')).to.equal('CPU');
      element.clear();
      expect((await readSeven(element)).detail).to.include({ digit: 7, backend: 'cpu' });
      await expectRightAnswer(element);
      expect(heard).to.deep.equal(['digit-ready cpu', 'digit-recognized cpu']);
    });

    for (const [backend, next] of [
      [name, name],
      [`${name} cpu`, 'cpu'],
    ] as const) {
      it(`while reading reads the drawing again on ${next}: backend="${backend}"`, async () => {
        const element = await mount({ backend });
        await element.ready;
        const heard = listen(element);
        const end = loseAtWork(name, 1);
        expect((await readSeven(element)).detail).to.include({ digit: 7, backend: next });
        end();
        await expectRightAnswer(element);
        expect(heard).to.deep.equal([`digit-ready ${next}`, `digit-recognized ${next}`]);
      });

      it(`while loading is ready on ${next} anyway: backend="${backend}"`, async () => {
        const end = loseAtWork(name, 1);
        const element = await mount({ backend });
        const heard = listen(element);
        await readSeven(element);
        end();
        await expectRightAnswer(element);
        expect(heard).to.deep.equal([`digit-ready ${next}`, `digit-recognized ${next}`]);
      });
    }

    it('at every reading reports that error, and reads again when the device is back', async () => {
      const element = await mount({ backend: name });
      await element.ready;
      const heard = listen(element);
      const end = loseAtWork(name);
      const draw = () => drawWithMouse(element, SEVEN);
      const { detail } = await eventAfter(element, 'digit-error', draw);
      end();
      expect(detail.error.code).to.equal('device-lost');
      expect(detail.error.message.toLowerCase()).to.include(name);
      expect(element).to.include({ result: null, value: '' });
      expect(element.strokes).to.have.length(SEVEN.length);
      expect(heard).to.not.include(`digit-recognized ${name}`);
      await element.updateComplete;
      await eventAfter(element, 'digit-recognized', () => buttonOf(element, 'retry').click());
      await expectRightAnswer(element);
    });

    it('for good reports it at once, and tries again with the next drawing', async () => {
      const element = await drawn({ backend: name });
      const { strokes } = element;
      const unblock = blockDevices(name);
      const { detail } = await eventAfter(element, 'digit-error', () => loseDevices(name));
      expect(detail.error.code).to.equal('device-lost');
      expect(detail.error.message).to.match(new RegExp(`${name} .*lost.*${name} .*not available`));
      expect(element.activeBackend).to.equal(null);
      expect(element.strokes).to.deep.equal(strokes);
      await element.updateComplete;
      expect(textOf(element, 'status')).to.equal('Recognition failed');
      const outcome = await outcomeOf(element.recognize());
      expect(outcome).to.have.property('code', 'backend-unavailable');

      unblock();
      element.clear();
      const heard = listen(element);
      await readSeven(element);
      await expectRightAnswer(element);
      await element.updateComplete;
      expect(textOf(element, 'status')).to.equal('');
      expect(textOf(element, 'digit')).to.equal('7');
      expect(heard).to.deep.equal([`digit-ready ${name}`, `digit-recognized ${name}`]);
    });

    if (name === 'webgl') {
      it('and restored gives the same answers', async () => {
        const element = await drawn({ backend: name });
        await eventAfter(element, 'digit-ready', () => loseDevices(name));
        restoreContexts();
        expect(await element.recognize()).to.include({ digit: 7, backend: name });
        await expectRightAnswer(element);
      });
    }
  });
}

describe('elements on every backend', function () {
  this.timeout(120_000);
  afterEach(() => leave(...(['webgl', 'webgpu'] as const).filter(has)));

  const present = (): Record<Device, number> => ({
    webgl: countDevices('webgl'),
    webgpu: countDevices('webgpu'),
  });

  it('answer side by side, and those on the same share one device', async () => {
    const before = present();
    const twice = [...BACKENDS_HERE, ...BACKENDS_HERE];
    const elements = await Promise.all(twice.map((backend) => mount({ backend })));
    await Promise.all(elements.map(({ ready }) => ready));
    for (const element of elements) element.strokes = SEVEN;
    const results = await Promise.all(elements.map((element) => element.recognize()));
    expect(results.map((result) => result?.backend)).to.deep.equal(twice);
    for (const element of elements) await expectRightAnswer(element);
    expect(present()).to.deep.equal({
      webgl: before.webgl + 1,
      webgpu: before.webgpu + (has('webgpu') ? 1 : 0),
    });
  });

  it('go on undisturbed when one of them loses its device', async () => {
    const elements = await Promise.all(BACKENDS_HERE.map((backend) => mount({ backend })));
    await Promise.all(elements.map(({ ready }) => ready));
    const heard = elements.map(listen);
    const onWebGL = elements[BACKENDS_HERE.indexOf('webgl')]!;
    await eventAfter(onWebGL, 'digit-ready', () => loseDevices('webgl'));
    for (const element of elements) element.strokes = SEVEN;
    const results = await Promise.all(elements.map((element) => element.recognize()));
    expect(results.map((result) => result?.backend)).to.deep.equal(BACKENDS_HERE);
    expect(heard.map(([first]) => first)).to.deep.equal(
      BACKENDS_HERE.map(
        (name) => (name === 'webgl' ? 'digit-ready' : 'digit-recognized') + ` ${name}`,
      ),
    );
  });
});
