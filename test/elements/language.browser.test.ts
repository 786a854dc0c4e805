import { expect } from 'chai';
import type * as Library from '../../src/digit-recognizer.js';
import {
  buttonOf,
  mount,
  read,
  shadowPart,
  sized,
  sleep,
  stub,
  textOf,
  type Field,
} from './support/page.js';

/** As in the menus of operating systems. */
const UNDO = {
  de: 'Rückgängig',
  fr: 'Annuler',
  es: 'Deshacer',
  ja: '取り消す',
  ar: 'تراجع',
  'zh-CN': '撤销',
};

const undoOf = (field: Field): string => buttonOf(field, 'undo').title;

async function undoSays(field: Field, words: string): Promise<void> {
  for (let i = 0; undoOf(field) !== words && i < 100; i++) await sleep(20);
  expect(undoOf(field)).to.equal(words);
}

function fetchedLanguages(): string[] {
  const names = performance.getEntriesByType('resource').map(({ name }) => name);
  return names.flatMap((name) => /\/languages\/(.+)\.js/.exec(name)?.[1] ?? []);
}

describe('the language of the field', () => {
  afterEach(() => (document.documentElement.lang = 'en'));

  it('is English on a page without a language, and no file is fetched', async () => {
    document.documentElement.removeAttribute('lang');
    expect(undoOf(await mount())).to.equal('Undo');
    expect(fetchedLanguages()).to.deep.equal([]);
  });

  it('is fetched once, and no other is', async () => {
    const fields = await Promise.all([mount({ lang: 'de' }), mount({ lang: 'de-AT' })]);
    for (const field of fields) await undoSays(field, 'Rückgängig');
    expect(fetchedLanguages()).to.deep.equal(['de']);
  });

  it('creates number formats in a task after that of the first rendering', async () => {
    const asked: unknown[] = [];
    stub(Intl.NumberFormat, 'supportedLocalesOf', (original, [language]) => {
      // A language that no other test has: their fields may ask later, too.
      if (language === 'gsw') asked.push(language);
      return original();
    });
    // The network may be loaded, so an eager field shows its progress at once.
    await mount({ lang: 'gsw', loading: 'lazy' });
    expect(asked).to.deep.equal([]);
    for (let i = 0; asked.length === 0 && i < 100; i++) await sleep(20);
    expect(asked).to.deep.equal(['gsw']);
  });

  for (const [language, undo] of Object.entries(UNDO)) {
    it(`follows the page to ${language}`, async () => {
      const field = await mount({ required: '', display: 'bars' });
      document.documentElement.lang = language;
      await undoSays(field, undo);
      expect(field.validationMessage).to.not.equal('Please draw a digit.');
      const { confidence, digit } = await read(field);
      const percent = new Intl.NumberFormat(language, { style: 'percent' });
      const whole = Math.round(confidence * 100) / 100;
      expect(textOf(field, 'confidence')).to.equal(percent.format(whole));
      expect(textOf(field, 'digit')).to.equal(new Intl.NumberFormat(language).format(digit ?? NaN));
    });

    it(`has enough room for the texts of ${language}`, async () => {
      const field = await mount({ lang: language, ...sized(200) });
      await undoSays(field, undo);
      await read(field);
      for (const part of ['toolbar', 'result', 'footer', 'guide']) {
        const { scrollWidth, clientWidth } = shadowPart(field, `[part~="${part}"]`);
        expect(scrollWidth, part).to.be.at.most(clientWidth);
      }
    });
  }

  it('is the nearest one around it, through shadow trees', async () => {
    const host = document.body.appendChild(document.createElement('div'));
    host.lang = 'fr';
    const inner = document.createElement('div');
    host.attachShadow({ mode: 'open' }).append(inner);
    const field = await mount({}, inner);
    await undoSays(field, 'Annuler');
    host.lang = 'es';
    await undoSays(field, 'Deshacer');
    inner.lang = 'en';
    await undoSays(field, 'Undo');
    host.remove();
    inner.removeAttribute('lang');
    document.body.append(host);
    await undoSays(field, 'Deshacer');
  });

  it('may be registered by the page', async () => {
    const { registerStrings } = (await import(
      '/dist/digit-recognizer.js' as string
    )) as typeof Library;
    const field = await mount({ lang: 'eo' });
    expect(undoOf(field)).to.equal('Undo');
    registerStrings('eo', { undo: 'Malfari' });
    await undoSays(field, 'Malfari');
  });
});
