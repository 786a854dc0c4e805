import { expect } from 'chai';
import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { buttonOf, mount, shadowPart, textOf, wipe } from './support/page.js';

const seven = [
  [
    { x: 60, y: 60 },
    { x: 200, y: 60 },
    { x: 130, y: 230 },
  ],
];

/** As the systems' own menus say it. */
const UNDO = {
  de: 'Rückgängig',
  fr: 'Annuler',
  es: 'Deshacer',
  ja: '取り消す',
  ar: 'تراجع',
  'zh-CN': '撤销',
};

function undoOf(element: Element): string {
  return buttonOf(element, 'undo').title;
}

async function undoSays(element: DigitRecognizerElement, words: string): Promise<void> {
  for (let i = 0; undoOf(element) !== words && i < 100; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(undoOf(element)).to.equal(words);
}

function fetchedLanguages(): string[] {
  return performance
    .getEntriesByType('resource')
    .map(({ name }) => /\/languages\/(.+)\.js/.exec(name)?.[1] ?? '')
    .filter((name) => name !== '');
}

describe('the language of the field', () => {
  afterEach(() => {
    wipe();
    document.documentElement.lang = 'en';
  });

  it('is English on a page that names none, and no file is fetched', async () => {
    document.documentElement.removeAttribute('lang');
    const element = await mount();
    expect(undoOf(element)).to.equal('Undo');
    expect(fetchedLanguages()).to.deep.equal([]);
  });

  it('fetches the words it needs, once, and no others', async () => {
    const elements = await Promise.all([mount({ lang: 'de' }), mount({ lang: 'de-AT' })]);
    for (const element of elements) await undoSays(element, 'Rückgängig');
    expect(fetchedLanguages()).to.deep.equal(['de']);
  });

  for (const [language, undo] of Object.entries(UNDO)) {
    it(`follows the page to ${language}`, async () => {
      const element = await mount({ required: '', display: 'bars' });
      document.documentElement.lang = language;
      await undoSays(element, undo);
      expect(element.validationMessage).to.not.equal('Please draw a digit.');
      element.strokes = seven;
      const result = await element.recognize();
      await element.updateComplete;
      const percent = new Intl.NumberFormat(language, { style: 'percent' });
      const whole = Math.round((result?.confidence ?? 0) * 100) / 100;
      expect(textOf(element, 'confidence')).to.equal(percent.format(whole));
      expect(textOf(element, 'digit')).to.equal(
        new Intl.NumberFormat(language).format(result?.digit ?? NaN),
      );
    });

    it(`leaves enough room for the words of ${language}`, async () => {
      const element = await mount({ lang: language, style: '--digit-recognizer-size: 200px' });
      await undoSays(element, undo);
      element.strokes = seven;
      await element.recognize();
      await element.updateComplete;
      for (const part of ['toolbar', 'result', 'footer', 'guide']) {
        const { scrollWidth, clientWidth } = shadowPart(element, `[part~="${part}"]`);
        expect(scrollWidth, part).to.be.at.most(clientWidth);
      }
    });
  }

  it('is the nearest one around it, through shadow trees', async () => {
    const host = document.createElement('div');
    host.lang = 'fr';
    const inner = document.createElement('div');
    host.attachShadow({ mode: 'open' }).append(inner);
    document.body.append(host);
    const element = await mount({}, inner);
    await undoSays(element, 'Annuler');
    host.lang = 'es';
    await undoSays(element, 'Deshacer');
    inner.lang = 'en';
    await undoSays(element, 'Undo');
    host.remove();
    inner.removeAttribute('lang');
    document.body.append(host);
    await undoSays(element, 'Deshacer');
  });

  it('takes words that the page registers', async () => {
    const { registerStrings } = (await import('/dist/digit-recognizer.js' as string)) as {
      registerStrings(language: string, strings: Record<string, string>): void;
    };
    const element = await mount({ lang: 'eo' });
    expect(undoOf(element)).to.equal('Undo');
    registerStrings('eo', { undo: 'Malfari' });
    await undoSays(element, 'Malfari');
  });
});
