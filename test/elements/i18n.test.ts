import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  fallbacks,
  loadStrings,
  registerStrings,
  stringsFor,
  subscribeToStrings,
  type Strings,
} from '../../src/elements/i18n.js';
import ar from '../../src/elements/languages/ar.js';
import de from '../../src/elements/languages/de.js';
import { en } from '../../src/elements/languages/en.js';
import es from '../../src/elements/languages/es.js';
import fr from '../../src/elements/languages/fr.js';
import ja from '../../src/elements/languages/ja.js';
import zhHans from '../../src/elements/languages/zh-hans.js';

describe('the tags that texts are looked up by', () => {
  it('go from the specific to the general', () => {
    assert.deepEqual(fallbacks('de-CH'), ['de-ch', 'de-latn', 'de']);
    assert.deepEqual(fallbacks('zh-Hans-CN'), ['zh-hans-cn', 'zh-hans', 'zh']);
  });

  it('include the script of the country', () => {
    for (const [tag, isSimplified] of Object.entries({
      ...{ 'zh-CN': true, zh: true, 'zh-TW': false, 'zh-HK': false },
    }))
      assert.equal(fallbacks(tag).includes('zh-hans'), isSimplified, tag);
  });

  it('are none for an invalid tag', () => {
    assert.deepEqual(fallbacks(''), []);
    assert.deepEqual(fallbacks('not a language'), []);
  });
});

describe('the texts of a language', () => {
  it('fall back where a table has a gap', () => {
    registerStrings('sv', { undo: undefined, redo: null, clear: 7, empty: 'Nix' } as never);
    const { undo, redo, clear, empty } = stringsFor('sv');
    assert.deepEqual([undo, redo, clear, empty], ['Undo', 'Redo', 'Clear', 'Nix']);
  });

  it('are English until they are loaded, which subscribers are told', async () => {
    let told = 0;
    const unsubscribe = subscribeToStrings(() => told++);
    assert.equal(stringsFor('fr-CA').undo, 'Undo');
    await Promise.all([loadStrings('fr-CA'), loadStrings('fr')]);
    unsubscribe();
    assert.equal(told, 1);
    assert.equal(stringsFor('fr-CA').undo, 'Annuler');
  });

  it('stay English if the library has no others', async () => {
    for (const tag of ['zh-TW', 'tlh']) {
      await loadStrings(tag);
      assert.equal(stringsFor(tag).undo, 'Undo', tag);
    }
  });

  it('may come from the page, in part too', async () => {
    registerStrings('pt', { undo: 'Desfazer' });
    registerStrings('PT-br', { clear: 'Limpar' });
    await loadStrings('pt-BR');
    const { undo, clear, redo } = stringsFor('pt-BR');
    assert.deepEqual([undo, clear, redo], ['Desfazer', 'Limpar', 'Redo']);
    assert.equal(stringsFor('pt-PT').clear, 'Clear');
  });

  it('from the page take precedence over those of the library, whichever come first', async () => {
    registerStrings('de', { draw: 'Mal eine Zahl' });
    await loadStrings('de');
    assert.equal(stringsFor('de-AT').draw, 'Mal eine Zahl');
    assert.equal(stringsFor('de-AT').undo, 'Rückgängig');
    registerStrings('en', { draw: 'Draw here' });
    assert.equal(stringsFor('en-GB').draw, 'Draw here');
    assert.equal(stringsFor('').draw, 'Draw here');
    assert.equal(stringsFor('de').draw, 'Mal eine Zahl');
  });
});

const TABLES: Record<string, Strings> = { en, ar, de, es, fr, ja, 'zh-hans': zhHans };

/** Longer texts do not fit a field of 200 pixels. */
const MAX_STATUS = 24;
const STATUS = ['draw', 'loading', 'loadingFailed', 'readingFailed', 'retry', 'tooSmall'] as const;

for (const [language, strings] of Object.entries(TABLES)) {
  describe(`the texts of ${language}`, () => {
    it('are complete', () => {
      assert.deepEqual(Object.keys(strings).sort(), Object.keys(en).sort());
      for (const [key, words] of Object.entries(strings)) {
        const text = typeof words === 'function' ? words('7', '98') : words;
        assert.ok(text.length > 0 && text === text.trim(), key);
      }
    });

    it('contain the digit', () => {
      assert.match(strings.correct('7'), /7/);
      assert.match(strings.unclear('7'), /7/);
      assert.match(strings.reading('7', '98 percent'), /7.*98 percent/);
    });

    it('differ from button to button', () => {
      const { undo, redo, clear, retry } = strings;
      assert.equal(new Set([undo, redo, clear, retry, strings.correct('7')]).size, 5);
    });

    it('are short where there is little room', () => {
      for (const key of STATUS) assert.ok(strings[key].length <= MAX_STATUS, key);
    });

    it('are translated', () => {
      if (strings === en) return;
      for (const key of Object.keys(en) as (keyof Strings)[]) {
        if (key !== 'reading') assert.notDeepEqual(String(strings[key]), String(en[key]), key);
      }
    });
  });
}
