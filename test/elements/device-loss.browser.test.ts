import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import type * as Library from '../../src/recognizer.js';
import { DRAWINGS } from '../support/drawings.js';
import { BACKENDS_HERE, has, needing } from '../support/engine.js';
import {
  blockDevices,
  countDevices,
  loseAtWork,
  loseDevices,
  restoreContexts,
  type Device,
} from './support/devices.js';
import { buttonOf, mount, nextEvent, textOf, wipe } from './support/page.js';
import { drawWithMouse } from './support/pens.js';

const seven = DRAWINGS.find(({ digit }) => digit === 7)?.strokes ?? [];
const EVENTS = ['digit-ready', 'digit-error', 'digit-recognized'] as const;

/** The events with the backend or the code that they tell of: `digit-ready webgl`. */
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
async function expectRightAnswer(element: DigitRecognizerElement): Promise<void> {
  const { createRecognizer } = (await import('/dist/recognizer.js' as string)) as typeof Library;
  const recognizer = await createRecognizer({ backend: 'cpu' });
  const expected = await recognizer.recognize(element.strokes);
  recognizer.dispose();
  for (const [digit, probability] of expected!.probabilities.entries()) {
    expect(element.result?.probabilities[digit]).to.be.closeTo(probability, 1e-3);
  }
  expect(element.value).to.equal('7');
}

async function drawn(attributes: Record<string, string>): Promise<DigitRecognizerElement> {
  const element = await mount(attributes);
  await element.ready;
  const read = nextEvent(element, 'digit-recognized');
  await drawWithMouse(element, seven);
  await read;
  return element;
}

/** Elements that leave keep their device for a while; the next test is to have one of its own. */
async function leave(...names: Device[]): Promise<void> {
  for (const element of document.querySelectorAll('digit-recognizer')) {
    (element as DigitRecognizerElement).backend = 'cpu';
    await (element as DigitRecognizerElement).ready;
  }
  wipe();
  await Promise.all(names.map(loseDevices));
}

for (const name of ['webgl', 'webgpu'] as const) {
  needing(name).describe(`an element whose ${name} device is lost`, function () {
    this.timeout(120_000);

    afterEach(() => leave(name));

    it('while idle has it built again, says so and keeps the drawing', async () => {
      const element = await drawn({ backend: name });
      const heard = listen(element);
      const { strokes, result } = element;
      const ready = nextEvent(element, 'digit-ready');
      await loseDevices(name);
      expect((await ready).detail).to.deep.equal({ backend: name });
      expect(element).to.deep.include({ strokes, result, activeBackend: name });
      expect(await element.recognize()).to.include({ digit: 7, backend: name });
      await expectRightAnswer(element);
      expect(heard).to.deep.equal([`digit-ready ${name}`, `digit-recognized ${name}`]);
    });

    it('while idle goes over to the next of its list and says so', async () => {
      const element = await drawn({ backend: `${name} cpu` });
      const heard = listen(element);
      const ready = nextEvent(element, 'digit-ready');
      await loseDevices(name);
      await ready;
      expect(element.activeBackend).to.equal('cpu');
      await element.updateComplete;
      expect(textOf(element, 'backend')).to.equal('CPU');
      element.clear();
      const read = nextEvent(element, 'digit-recognized');
      await drawWithMouse(element, seven);
      expect((await read).detail).to.include({ digit: 7, backend: 'cpu' });
      await expectRightAnswer(element);
      expect(heard).to.deep.equal(['digit-ready cpu', 'digit-recognized cpu']);
    });

    for (const [backend, next] of [
      [name, name],
      [`${name} cpu`, 'cpu'],
    ] as const) {
      it(`while reading has ${next} read the drawing again: backend="${backend}"`, async () => {
        const element = await mount({ backend });
        await element.ready;
        const heard = listen(element);
        const read = nextEvent(element, 'digit-recognized');
        const end = loseAtWork(name, 1);
        await drawWithMouse(element, seven);
        expect((await read).detail).to.include({ digit: 7, backend: next });
        end();
        await expectRightAnswer(element);
        expect(heard).to.deep.equal([`digit-ready ${next}`, `digit-recognized ${next}`]);
      });

      it(`while loading is ready on ${next} all the same: backend="${backend}"`, async () => {
        const end = loseAtWork(name, 1);
        const element = await mount({ backend });
        const heard = listen(element);
        await drawWithMouse(element, seven);
        await nextEvent(element, 'digit-recognized');
        end();
        await expectRightAnswer(element);
        expect(heard).to.deep.equal([`digit-ready ${next}`, `digit-recognized ${next}`]);
      });
    }

    it('each time it works gives that error, and reads again when it no longer is', async () => {
      const element = await mount({ backend: name });
      await element.ready;
      const heard = listen(element);
      const end = loseAtWork(name);
      const failed = nextEvent(element, 'digit-error');
      await drawWithMouse(element, seven);
      const { detail } = await failed;
      end();
      expect(detail.error.code).to.equal('device-lost');
      expect(detail.error.message.toLowerCase()).to.include(name);
      expect(element).to.include({ result: null, value: '' });
      expect(element.strokes).to.have.length(seven.length);
      expect(heard).to.not.include(`digit-recognized ${name}`);
      await element.updateComplete;
      const read = nextEvent(element, 'digit-recognized');
      buttonOf(element, 'retry').click();
      await read;
      await expectRightAnswer(element);
    });

    it('for good says so at once, and tries again with the next drawing', async () => {
      const element = await drawn({ backend: name });
      const { strokes } = element;
      const unblock = blockDevices(name);
      const failed = nextEvent(element, 'digit-error');
      await loseDevices(name);
      const { detail } = await failed;
      expect(detail.error.code).to.equal('device-lost');
      expect(detail.error.message).to.match(new RegExp(`${name} .*lost.*${name} .*not available`));
      expect(element.activeBackend).to.equal(null);
      expect(element.strokes).to.deep.equal(strokes);
      await element.updateComplete;
      expect(textOf(element, 'status')).to.equal('Recognition failed');
      expect(await element.recognize().catch((error: unknown) => error)).to.have.property(
        'code',
        'backend-unavailable',
      );

      unblock();
      element.clear();
      const heard = listen(element);
      const read = nextEvent(element, 'digit-recognized');
      await drawWithMouse(element, seven);
      await read;
      await expectRightAnswer(element);
      await element.updateComplete;
      expect(textOf(element, 'status')).to.equal('');
      expect(textOf(element, 'digit')).to.equal('7');
      expect(heard).to.deep.equal([`digit-ready ${name}`, `digit-recognized ${name}`]);
    });

    if (name === 'webgl') {
      it('and given back answers as rightly as ever', async () => {
        const element = await drawn({ backend: name });
        const ready = nextEvent(element, 'digit-ready');
        await loseDevices(name);
        await ready;
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
    const elements = await Promise.all(
      [...BACKENDS_HERE, ...BACKENDS_HERE].map((backend) => mount({ backend, loading: 'eager' })),
    );
    await Promise.all(elements.map(({ ready }) => ready));
    for (const element of elements) element.strokes = seven;
    const results = await Promise.all(elements.map((element) => element.recognize()));
    expect(results.map((result) => result?.backend)).to.deep.equal([
      ...BACKENDS_HERE,
      ...BACKENDS_HERE,
    ]);
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
    const back = nextEvent(elements[BACKENDS_HERE.indexOf('webgl')]!, 'digit-ready');
    await loseDevices('webgl');
    await back;
    for (const element of elements) element.strokes = seven;
    const results = await Promise.all(elements.map((element) => element.recognize()));
    expect(results.map((result) => result?.backend)).to.deep.equal(BACKENDS_HERE);
    expect(heard.map(([first]) => first)).to.deep.equal(
      BACKENDS_HERE.map(
        (name) => (name === 'webgl' ? 'digit-ready' : 'digit-recognized') + ` ${name}`,
      ),
    );
  });
});
