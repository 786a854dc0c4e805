import { expect } from 'chai';
import { violationsOf, paintIn } from './support/looks.js';
import {
  buttonOf,
  mount,
  mountBroken,
  mountRead,
  painted,
  press,
  read,
  SEVEN_OR_ONE,
  shadowPart,
  shadowRootsOf,
  sized,
  sleep,
  surfaceOf,
  type Field,
} from './support/page.js';

const DISPLAYS = ['none', 'bars', 'chips'];

const alternativeOf = (field: Field) => shadowPart(field, '[part~="alternative"]') as HTMLElement;

async function reported(attributes: Record<string, string>, isRead = false): Promise<Field> {
  const field = isRead ? await mountRead(attributes) : await mount(attributes);
  field.reportValidity();
  return field;
}

/** Each as a user may find it. */
const STATES: Record<string, () => Promise<Element>> = {
  empty: () => mount(),
  labeled: async () => {
    const field = await mount();
    field.innerHTML = '<label slot="label">Your answer</label><p slot="help">One digit</p>';
    return field;
  },
  read: () => mountRead(),
  'unsure, and reported': () => reported({ 'min-confidence': '1.1' }, true),
  corrected: async () => {
    const field = await mountRead({}, SEVEN_OR_ONE);
    alternativeOf(field).click();
    return field;
  },
  'read, with chips': () => mountRead({ display: 'chips' }),
  'read, with bars': () => mountRead({ display: 'bars' }),
  'not loaded': () => mountBroken(),
  disabled: () => mount({ disabled: '', value: '4' }),
  'read-only': () => mount({ readonly: '', value: '4' }),
  'required, and reported': () => reported({ required: '' }),
  '96 pixels wide': () => mountRead(sized(96)),
  '600 pixels wide': () => mountRead(sized(600)),
  'a pad alone': async () => {
    const pad = document.body.appendChild(document.createElement('digit-pad'));
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

    for (const [state, create] of Object.entries(STATES)) {
      it(state, async () => {
        const element = await create();
        await painted();
        expect((await violationsOf(element)).join('\n')).to.equal('');
      });
    }
  });
}

describe('a screen reader', () => {
  const status = (field: Field) => shadowPart(field, '[role="status"]').textContent?.trim();
  /** What the live region says, and what the value says. */
  const spoken = (field: Field) => [status(field), surfaceOf(field).getAttribute('aria-valuetext')];

  it('reads the digit once, politely, and the confidence if it is shown', async () => {
    for (const [display, strokes, words] of [
      ['none', undefined, /^7$/],
      ['none', SEVEN_OR_ONE, /^7, \d\d percent$/],
      ['bars', undefined, /^7, \d+ percent$/],
    ] as const) {
      const field = await mountRead({ display }, strokes);
      expect(status(field)).to.match(words);
      expect(shadowPart(field, '[role="status"]').getAttribute('aria-live')).to.equal('polite');
      expect(spoken(field)[1]).to.equal(status(field));
      expect(surfaceOf(field).getAttribute('aria-valuenow')).to.equal('7');
    }
  });

  it('reads only the value while it has the focus, and does not repeat it afterwards', async () => {
    const field = await mount();
    field.focus();
    await press('7', 'ArrowUp', 'Backspace');
    expect(spoken(field)).to.deep.equal(['', 'Empty']);
    await press('7');
    buttonOf(field, 'undo').focus();
    field.required = true;
    await field.updateComplete;
    expect(spoken(field)).to.deep.equal(['', '7']);
    buttonOf(field, 'undo').click();
    await field.updateComplete;
    expect(spoken(field)).to.deep.equal(['Empty', 'Empty']);
  });

  it('reads that the field is empty after it was cleared', async () => {
    const field = await mountRead();
    buttonOf(field, 'clear').click();
    await field.updateComplete;
    expect(status(field)).to.equal('Empty');
    expect(surfaceOf(field).hasAttribute('aria-valuenow')).to.be.false;
  });

  it('is told of an error only after it was reported', async () => {
    const field = await mount({ required: '' });
    const surface = surfaceOf(field);
    expect(surface.getAttribute('aria-invalid')).to.equal('false');
    field.reportValidity();
    await field.updateComplete;
    expect(surface.getAttribute('aria-invalid')).to.equal('true');
    const described = surface.getAttribute('aria-describedby')!.split(' ');
    const texts = described.map((id) => field.shadowRoot!.getElementById(id)?.textContent?.trim());
    expect(texts).to.include('Please draw a digit.');
  });

  it('finds one name at each button', async () => {
    const field = await mountRead({}, SEVEN_OR_ONE);
    for (const button of field.shadowRoot!.querySelectorAll('button')) {
      const names = [button.title, button.getAttribute('aria-label') ?? ''];
      expect(names.filter((name) => name !== '')).to.have.length(1);
    }
  });

  it('reads each digit with its probability, at every width', async () => {
    for (const size of [96, 280, 600]) {
      const field = await mount({ ...sized(size), display: 'bars' });
      const list = shadowPart(field, '[part="list"]');
      expect(list.ariaHidden, 'there is nothing to say yet').to.equal('true');
      await read(field, SEVEN_OR_ONE);
      expect(list.ariaHidden).to.equal('false');
      const items = [...list.querySelectorAll('li')].map(({ children }) => {
        const heard = [...children].filter(({ ariaHidden }) => ariaHidden !== 'true');
        return heard
          .map(({ textContent }) => textContent)
          .join('')
          .trim();
      });
      expect(items[7]).to.match(/^7, 8\d percent$/);
      expect(items[0]).to.equal('0, 0 percent');
    }
  });
});

it('buttons are at least 24 pixels large, and tools 44 in a field of normal size', async () => {
  for (const size of [96, 160, 280, 600]) {
    for (const display of DISPLAYS) {
      const field = await mountRead({ ...sized(size), display });
      const buttons = shadowRootsOf(field)
        .flatMap((root) => [...root.querySelectorAll('button')])
        .filter((button) => button.checkVisibility());
      expect(buttons).to.not.be.empty;
      for (const button of buttons) {
        const { width, height } = button.getBoundingClientRect();
        const least = size >= 280 && button.part.contains('button') ? 44 : 24;
        const what = `${button.title || button.ariaLabel} at ${size}`;
        expect(Math.min(width, height), what).to.be.at.least(least);
      }
      field.remove();
    }
  }
});

describe('the keyboard', () => {
  const label = (field: Field): string => {
    const inner = field.shadowRoot!.activeElement;
    const at = (inner?.shadowRoot?.activeElement ?? inner) as HTMLElement | null;
    return at === null ? '' : at.title || (at.getAttribute('aria-label') ?? at.localName);
  };

  for (const display of DISPLAYS) {
    it(`has at most three tab stops, with ${display}`, async () => {
      const field = await mountRead({ display }, SEVEN_OR_ONE);
      field.undo();
      field.redo();
      field.strokes = [...SEVEN_OR_ONE, [{ x: 5, y: 5 }]];
      field.undo();
      await field.recognize();
      await field.updateComplete;
      expect(field.value).to.equal('7');
      const stops = shadowRootsOf(field)
        .flatMap((root) => [...root.querySelectorAll<HTMLElement>('[tabindex], button, canvas')])
        .filter(
          (stop) => stop.tabIndex >= 0 && stop.checkVisibility() && !stop.matches(':disabled'),
        );
      expect(stops).to.have.length(3);
    });
  }

  for (const [dir, ahead, back] of [
    ['ltr', 'ArrowRight', 'ArrowLeft'],
    ['rtl', 'ArrowLeft', 'ArrowRight'],
  ] as const) {
    it(`moves between the tools with arrow keys, Home and End, and changes no answer: ${dir}`, async () => {
      const field = await mount({ dir, value: '4' });
      field.focus();
      await press('5', '6');
      field.undo();
      await press('Tab');
      expect(label(field)).to.equal('Undo');
      await press(ahead);
      expect(label(field)).to.equal('Redo');
      await press(ahead, ahead);
      expect(label(field), 'round').to.equal('Undo');
      await press(back);
      expect(label(field)).to.equal('Clear');
      await press('Home', 'ArrowUp', 'ArrowDown', '8', 'Backspace');
      expect([label(field), field.value]).to.deep.equal(['Undo', '5']);
      await press('End');
      surfaceOf(field).focus();
      await press('Tab');
      expect(label(field), 'where the focus was').to.equal('Clear');
    });
  }

  it('stays in the field when the focused button is removed or disabled', async () => {
    const field = await mount();
    field.focus();
    await press('5', 'Tab', 'End', 'Enter');
    await field.updateComplete;
    expect([field.value, label(field)]).to.deep.equal(['', 'Handwritten digit']);
    await read(field, SEVEN_OR_ONE);
    alternativeOf(field).focus();
    await press('Enter');
    await field.updateComplete;
    expect([field.value, label(field)]).to.deep.equal(['1', 'Handwritten digit']);
  });
});

describe('a page', () => {
  /** As translation tools do that enter shadow trees. */
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

  for (const display of DISPLAYS) {
    it(`may be translated, and the field goes on working, with ${display}`, async () => {
      const field = await mount({ display, label: 'One', help: 'Two', required: '' });
      field.reportValidity();
      await read(field, SEVEN_OR_ONE);
      for (const root of shadowRootsOf(field)) wrapTexts(root);
      field.label = 'Three';
      field.lang = 'de';
      await sleep(200);
      for (const digit of ['4', '5']) {
        field.value = '';
        field.focus();
        await press(digit);
        await painted();
        expect(shadowPart(field, '[part="digit"]').textContent).to.equal(digit);
        expect(shadowPart(field, '.ghost').textContent).to.equal(digit);
      }
      await read(field);
      const text = shadowRootsOf(field)
        .flatMap((root) => [...root.querySelectorAll('[part="base"], [part="list"]')])
        .map(({ textContent }) => textContent)
        .join(' ');
      expect(text).to.not.match(/\[(Draw a digit|82%|18%|[17], \d+ percent)\]/);
      expect(shadowPart(field, '[part="digit"]').textContent).to.equal('7');
      expect(shadowPart(field, '[part="label"]').textContent!.trim()).to.equal('Three');
    });
  }

  it('does not translate digits', async () => {
    const field = await mountRead({ display: 'bars' }, SEVEN_OR_ONE);
    for (const part of ['digit', 'confidence', 'alternative', 'percent', 'probability-digit']) {
      const { translate } = shadowPart(field, `[part~="${part}"]`) as HTMLElement;
      expect(translate, part).to.be.false;
    }
  });

  it('does not break the field with inherited text styles', async () => {
    const parent = document.body.appendChild(document.createElement('div'));
    parent.style.cssText = `text-indent: 3em; white-space: nowrap; -webkit-text-fill-color: #eee;
      letter-spacing: 9px; word-spacing: 20px; text-transform: uppercase; text-align: right;
      line-height: 3; font: italic small-caps 900 30px/4 serif; text-shadow: 0 0 9px red;
      -webkit-text-stroke: 3px red; word-break: break-all; font-stretch: expanded; cursor: wait`;
    const attributes = { display: 'bars', label: 'A label', help: 'Some help', required: '' };
    const plain = await mount(attributes);
    const styled = await mount(attributes, parent);
    for (const field of [plain, styled]) {
      field.reportValidity();
      field.blur();
    }
    await painted();
    const looks = (field: Field): unknown =>
      [...field.shadowRoot!.querySelectorAll('[part]')].map((part) => {
        const { width, height } = part.getBoundingClientRect();
        const style = getComputedStyle(part);
        return [part.part.value, width, height, style.webkitTextFillColor, style.textTransform];
      });
    expect(looks(styled)).to.deep.equal(looks(plain));
  });
});
