import { expect } from 'chai';
import {
  buttonOf,
  mount,
  nextEvent,
  painted,
  SEVEN_OR_ONE,
  shadowPart,
  wipe,
} from './support/page.js';
import { violationsOf } from './support/axe.js';
import { paintIn } from './support/media.js';

type Field = Awaited<ReturnType<typeof mount>>;

const seven = [
  [
    { x: 60, y: 60 },
    { x: 200, y: 60 },
    { x: 130, y: 230 },
  ],
];

async function read(element: Field, strokes = seven): Promise<void> {
  element.strokes = strokes;
  await element.recognize();
  await element.updateComplete;
}

/** Each as a user may find it. */
const STATES: Record<string, () => Promise<Element>> = {
  empty: () => mount(),
  labelled: async () => {
    const element = await mount();
    element.innerHTML = '<label slot="label">Your answer</label><p slot="help">One digit</p>';
    return element;
  },
  read: async () => {
    const element = await mount();
    await read(element);
    return element;
  },
  'unsure, and told so': async () => {
    const element = await mount({ 'min-confidence': '1.1' });
    await read(element);
    element.reportValidity();
    return element;
  },
  corrected: async () => {
    const element = await mount();
    await read(element, SEVEN_OR_ONE);
    (shadowPart(element, '[part~="alternative"]') as HTMLElement).click();
    return element;
  },
  'read, with chips': async () => {
    const element = await mount({ display: 'chips' });
    await read(element);
    return element;
  },
  'read, with bars': async () => {
    const element = await mount({ display: 'bars' });
    await read(element);
    return element;
  },
  'not loaded': async () => {
    const element = await mount({ model: '/none/model.json', loading: undefined });
    const failed = nextEvent(element, 'digit-error');
    element.recognize().catch(() => undefined);
    element.loading = 'eager';
    await failed;
    return element;
  },
  disabled: () => mount({ disabled: '', value: '4' }),
  'read-only': () => mount({ readonly: '', value: '4' }),
  'required, and told so': async () => {
    const element = await mount({ required: '' });
    element.reportValidity();
    return element;
  },
  'at 96 pixels': async () => {
    const element = await mount({ style: '--digit-recognizer-size: 96px' });
    await read(element);
    return element;
  },
  'at 600 pixels': async () => {
    const element = await mount({ style: '--digit-recognizer-size: 600px' });
    await read(element);
    return element;
  },
  'a pad alone': async () => {
    const pad = document.createElement('digit-pad');
    document.body.append(pad);
    await pad.updateComplete;
    return pad;
  },
};

for (const colorScheme of ['light', 'dark'] as const) {
  describe(`axe finds nothing in a field that is, in ${colorScheme},`, function () {
    this.timeout(20_000);
    before(async () => {
      document.documentElement.style.background = 'Canvas';
      document.documentElement.lang = 'en';
      await paintIn(colorScheme);
    });
    afterEach(wipe);

    for (const [state, create] of Object.entries(STATES)) {
      it(state, async () => {
        const element = await create();
        await painted();
        expect((await violationsOf(element)).join('\n')).to.equal('');
      });
    }
  });
}

describe('what a screen reader is told', () => {
  afterEach(wipe);
  const surface = (element: Element) => shadowPart(element, '[role="spinbutton"]');

  it('names the field by its label, or says what it is', async () => {
    const element = await mount({ id: 'answer' });
    expect(surface(element).getAttribute('aria-label')).to.equal('Handwritten digit');
    const label = document.createElement('label');
    label.htmlFor = 'answer';
    label.textContent = '6 + 1 =';
    document.body.append(label);
    element.requestUpdate();
    await element.updateComplete;
    expect(surface(element).getAttribute('aria-label')).to.equal('6 + 1 =');
  });

  it('is the reading and how certain it is, politely and once', async () => {
    const element = await mount();
    await read(element);
    const { digit, confidence } = element.result!;
    const status = shadowPart(element, '[role="status"]');
    const words = `${digit}, ${Math.round(confidence * 100)} percent`;
    expect(status.textContent?.trim()).to.equal(words);
    expect(status.getAttribute('aria-live')).to.equal('polite');
    expect(surface(element).getAttribute('aria-valuetext')).to.equal(words);
    expect(surface(element).getAttribute('aria-valuenow')).to.equal(String(digit));
  });

  it('is that the field is empty, after it was cleared', async () => {
    const element = await mount();
    await read(element);
    buttonOf(element, 'clear').click();
    await element.updateComplete;
    expect(shadowPart(element, '[role="status"]').textContent?.trim()).to.equal('Empty');
    expect(surface(element).hasAttribute('aria-valuenow')).to.be.false;
  });

  it('says that something is wrong only after the user was told', async () => {
    const element = await mount({ required: '' });
    expect(surface(element).getAttribute('aria-invalid')).to.equal('false');
    element.reportValidity();
    await element.updateComplete;
    expect(surface(element).getAttribute('aria-invalid')).to.equal('true');
    const described = surface(element).getAttribute('aria-describedby')!.split(' ');
    const root = surface(element).getRootNode() as ShadowRoot;
    const texts = described.map((id) => root.getElementById(id)?.textContent?.trim());
    expect(texts).to.include('Please draw a digit.');
  });

  it('leaves no button smaller than 24 pixels', async () => {
    for (const size of [96, 160, 280, 600]) {
      for (const display of ['none', 'bars', 'chips']) {
        const style = `--digit-recognizer-size: ${size}px`;
        const element = await mount({ style, display });
        await read(element);
        const roots = [
          element.shadowRoot!,
          element.shadowRoot!.querySelector('digit-probabilities')?.shadowRoot,
        ];
        const buttons = roots
          .flatMap((root) => [...(root?.querySelectorAll('button') ?? [])])
          .filter((button) => button.checkVisibility());
        expect(buttons).to.not.be.empty;
        for (const button of buttons) {
          const { width, height } = button.getBoundingClientRect();
          const what = `${button.getAttribute('aria-label')} at ${size}`;
          expect(Math.min(width, height), what).to.be.at.least(24);
        }
        element.remove();
      }
    }
  });
});
