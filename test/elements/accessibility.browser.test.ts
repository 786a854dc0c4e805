import { expect } from 'chai';
import { sendKeys } from '@web/test-runner-commands';
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

const surface = (element: Element): Element => shadowPart(element, '[role="spinbutton"]');

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

  const status = (element: Element) => shadowPart(element, '[role="status"]').textContent?.trim();
  const valueText = (element: Element) => surface(element).getAttribute('aria-valuetext');

  it('is the digit, politely and once; how certain it is, where that is shown', async () => {
    for (const [display, strokes, words] of [
      ['none', seven, /^7$/],
      ['none', SEVEN_OR_ONE, /^7, \d\d percent$/],
      ['bars', seven, /^7, \d+ percent$/],
    ] as const) {
      const element = await mount({ display });
      await read(element, strokes as typeof seven);
      expect(status(element)).to.match(words);
      expect(shadowPart(element, '[role="status"]').getAttribute('aria-live')).to.equal('polite');
      expect(valueText(element)).to.equal(status(element));
      expect(surface(element).getAttribute('aria-valuenow')).to.equal('7');
    }
  });

  it('is said by the value alone while that has the focus, and not again after it', async () => {
    const element = await mount();
    element.focus();
    for (const key of ['7', 'ArrowUp', 'Backspace']) await sendKeys({ press: key });
    expect([status(element), valueText(element)]).to.deep.equal(['', 'Empty']);
    await sendKeys({ press: '7' });
    buttonOf(element, 'undo').focus();
    element.required = true;
    await element.updateComplete;
    expect([status(element), valueText(element)]).to.deep.equal(['', '7']);
    buttonOf(element, 'undo').click();
    await element.updateComplete;
    expect([status(element), valueText(element)]).to.deep.equal(['Empty', 'Empty']);
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
          if (size >= 280 && button.part.contains('button')) {
            expect(Math.min(width, height), `${button.title} at ${size}`).to.be.at.least(44);
          }
          const what = `${button.title || button.ariaLabel} at ${size}`;
          expect(Math.min(width, height), what).to.be.at.least(24);
        }
        element.remove();
      }
    }
  });

  it('names each button once', async () => {
    const element = await mount();
    await read(element, SEVEN_OR_ONE);
    for (const button of element.shadowRoot!.querySelectorAll('button')) {
      const names = [button.title, button.getAttribute('aria-label') ?? ''];
      expect(names.filter((name) => name !== '')).to.have.length(1);
    }
  });

  it('is each digit with its probability, at every width', async () => {
    for (const size of [96, 280, 600]) {
      const style = `--digit-recognizer-size: ${size}px`;
      const element = await mount({ style, display: 'bars' });
      const list = shadowPart(element, '[part="list"]');
      expect(list.ariaHidden, 'there is nothing to say yet').to.equal('true');
      await read(element, SEVEN_OR_ONE);
      expect(list.ariaHidden).to.equal('false');
      const items = [...list.querySelectorAll('li')].map((item) =>
        [...item.children]
          .filter(({ ariaHidden }) => ariaHidden !== 'true')
          .map(({ textContent }) => textContent)
          .join('')
          .trim(),
      );
      expect(items[7]).to.match(/^7, 8\d percent$/);
      expect(items[0]).to.equal('0, 0 percent');
    }
  });
});

describe('the keyboard', () => {
  afterEach(wipe);
  const focused = (element: Element): Element | null => {
    const inner = element.shadowRoot!.activeElement;
    return inner?.shadowRoot?.activeElement ?? inner;
  };
  const label = (element: Element): string => {
    const at = focused(element) as HTMLElement | null;
    return at === null ? '' : at.title || (at.getAttribute('aria-label') ?? at.localName);
  };
  async function press(...keys: string[]): Promise<void> {
    for (const key of keys) await sendKeys({ press: key });
  }

  it('goes to the ends of the range by Home and End', async () => {
    const element = await mount();
    element.focus();
    await press('End');
    expect(element.value).to.equal('9');
    await press('Home');
    expect(element.value).to.equal('0');
  });

  for (const display of ['none', 'bars', 'chips']) {
    it(`stops at three places at most, with ${display}`, async () => {
      const element = await mount({ display });
      await read(element, SEVEN_OR_ONE);
      element.undo();
      element.redo();
      element.strokes = [...SEVEN_OR_ONE, [{ x: 5, y: 5 }]];
      element.undo();
      await element.recognize();
      await element.updateComplete;
      expect(element.value).to.equal('7');
      const stops = [
        element.shadowRoot!,
        ...[...element.shadowRoot!.querySelectorAll('*')].flatMap(
          ({ shadowRoot }) => shadowRoot ?? [],
        ),
      ]
        .flatMap((root) => [...root.querySelectorAll<HTMLElement>('[tabindex], button, canvas')])
        .filter(
          (stop) => stop.tabIndex >= 0 && stop.checkVisibility() && !stop.matches(':disabled'),
        );
      expect(stops).to.have.length(3);
    });
  }

  for (const dir of ['ltr', 'rtl']) {
    it(`moves between the tools by arrow keys, Home and End, and changes no answer: ${dir}`, async () => {
      const element = await mount({ dir, value: '4' });
      element.focus();
      await press('5', '6');
      element.undo();
      const [ahead, back] =
        dir === 'ltr' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
      await press('Tab');
      expect(label(element)).to.equal('Undo');
      await press(ahead!);
      expect(label(element)).to.equal('Redo');
      await press(ahead!, ahead!);
      expect(label(element), 'round').to.equal('Undo');
      await press(back!);
      expect(label(element)).to.equal('Clear');
      await press('Home', 'ArrowUp', 'ArrowDown', '8', 'Backspace');
      expect([label(element), element.value]).to.deep.equal(['Undo', '5']);
      await press('End');
      (surface(element) as HTMLElement).focus();
      await press('Tab');
      expect(label(element), 'where the focus was').to.equal('Clear');
    });
  }

  it('keeps the focus in the field when the button that has it cannot be pressed again', async () => {
    const element = await mount();
    element.focus();
    await press('5', 'Tab', 'End', 'Enter');
    await element.updateComplete;
    expect([element.value, label(element)]).to.deep.equal(['', 'Handwritten digit']);
    await read(element, SEVEN_OR_ONE);
    (shadowPart(element, '[part~="alternative"]') as HTMLElement).focus();
    await press('Enter');
    await element.updateComplete;
    expect([element.value, label(element)]).to.deep.equal(['1', 'Handwritten digit']);
  });
});

describe('a page around the field', () => {
  afterEach(wipe);

  /** As translators do that enter shadow trees. */
  function wrapTexts(root: Node): void {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts.filter(({ data }) => data.trim() !== '')) {
      const font = document.createElement('font');
      font.textContent = `[${text.data}]`;
      text.replaceWith(font);
    }
  }

  for (const display of ['none', 'bars', 'chips']) {
    it(`may translate it, and freezes nothing, with ${display}`, async () => {
      const element = await mount({ display, label: 'One', help: 'Two', required: '' });
      element.reportValidity();
      await read(element, SEVEN_OR_ONE);
      const roots = (): ShadowRoot[] => [
        element.shadowRoot!,
        ...[...element.shadowRoot!.querySelectorAll('*')].flatMap(
          ({ shadowRoot }) => shadowRoot ?? [],
        ),
      ];
      for (const root of roots()) wrapTexts(root);
      element.label = 'Three';
      element.lang = 'de';
      await new Promise((resolve) => setTimeout(resolve, 200));
      for (const digit of ['4', '5']) {
        element.value = '';
        element.focus();
        await sendKeys({ press: digit });
        await painted();
        expect(shadowPart(element, '[part="digit"]').textContent).to.equal(digit);
        expect(shadowPart(element, '.ghost').textContent).to.equal(digit);
      }
      await read(element);
      const text = roots()
        .map((root) => [...root.querySelectorAll('[part="base"], [part="list"]')])
        .flat()
        .map(({ textContent }) => textContent)
        .join(' ');
      expect(text).to.not.match(/\[(Draw a digit|82%|18%|[17], \d+ percent)\]/);
      expect(shadowPart(element, '[part="digit"]').textContent).to.equal('7');
      expect(shadowPart(element, '[part="label"]').textContent!.trim()).to.equal('Three');
    });
  }

  it('keeps digits from being translated', async () => {
    const element = await mount({ display: 'bars' });
    await read(element, SEVEN_OR_ONE);
    for (const part of ['digit', 'confidence', 'alternative', 'percent', 'probability-digit']) {
      const { translate } = shadowPart(element, `[part~="${part}"]`) as HTMLElement;
      expect(translate, part).to.be.false;
    }
  });

  it('does no harm by text styles that are inherited', async () => {
    const parent = document.createElement('div');
    parent.style.cssText = `text-indent: 3em; white-space: nowrap; -webkit-text-fill-color: #eee;
      letter-spacing: 9px; word-spacing: 20px; text-transform: uppercase; text-align: right;
      line-height: 3; font: italic small-caps 900 30px/4 serif; text-shadow: 0 0 9px red;
      -webkit-text-stroke: 3px red; word-break: break-all; font-stretch: expanded; cursor: wait`;
    document.body.append(parent);
    const attributes = { display: 'bars', label: 'A label', help: 'Some help', required: '' };
    const plain = await mount(attributes);
    const dressed = await mount(attributes, parent);
    for (const element of [plain, dressed]) {
      element.reportValidity();
      element.blur();
    }
    await painted();
    const looks = (element: Field): unknown =>
      [...element.shadowRoot!.querySelectorAll('[part]')].map((part) => {
        const { width, height } = part.getBoundingClientRect();
        const style = getComputedStyle(part);
        return [part.part.value, width, height, style.webkitTextFillColor, style.textTransform];
      });
    expect(looks(dressed)).to.deep.equal(looks(plain));
  });
});
