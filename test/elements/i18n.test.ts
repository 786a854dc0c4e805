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

describe('where words are looked for', () => {
  it('goes from the special to the general', () => {
    assert.deepEqual(fallbacks('de-CH'), ['de-ch', 'de-latn', 'de']);
    assert.deepEqual(fallbacks('zh-Hans-CN'), ['zh-hans-cn', 'zh-hans', 'zh']);
  });

  it('knows which script a country writes', () => {
    assert.ok(fallbacks('zh-CN').includes('zh-hans'));
    assert.ok(fallbacks('zh').includes('zh-hans'));
    assert.ok(!fallbacks('zh-TW').includes('zh-hans'));
    assert.ok(!fallbacks('zh-HK').includes('zh-hans'));
  });

  it('finds nothing for what is no language', () => {
    assert.deepEqual(fallbacks(''), []);
    assert.deepEqual(fallbacks('not a language'), []);
  });
});

describe('the words of a language', () => {
  it('fall back where a table has a gap', () => {
    registerStrings('sv', { undo: undefined, redo: null, clear: 7, empty: 'Nix' } as never);
    const { undo, redo, clear, empty } = stringsFor('sv');
    assert.deepEqual([undo, redo, clear, empty], ['Undo', 'Redo', 'Clear', 'Nix']);
  });

  it('are English until they are there, and tell when they come', async () => {
    let told = 0;
    const leave = subscribeToStrings(() => told++);
    assert.equal(stringsFor('fr-CA').undo, 'Undo');
    await Promise.all([loadStrings('fr-CA'), loadStrings('fr')]);
    leave();
    assert.equal(told, 1);
    assert.equal(stringsFor('fr-CA').undo, 'Annuler');
  });

  it('stay English where there are no others', async () => {
    await loadStrings('zh-TW');
    await loadStrings('tlh');
    assert.equal(stringsFor('zh-TW').undo, 'Undo');
    assert.equal(stringsFor('tlh').undo, 'Undo');
  });

  it('may come from the page, also a few of them only', async () => {
    registerStrings('pt', { undo: 'Desfazer' });
    registerStrings('PT-br', { clear: 'Limpar' });
    await loadStrings('pt-BR');
    assert.equal(stringsFor('pt-BR').undo, 'Desfazer');
    assert.equal(stringsFor('pt-BR').clear, 'Limpar');
    assert.equal(stringsFor('pt-BR').redo, 'Redo');
    assert.equal(stringsFor('pt-PT').clear, 'Clear');
  });

  it('of the page go before those that come with the library, whichever is there first', async () => {
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

/** Longer words would not fit a field of 200 pixels. */
const LONGEST_STATUS = 24;

for (const [language, strings] of Object.entries(TABLES)) {
  describe(`the words of ${language}`, () => {
    it('are all there', () => {
      assert.deepEqual(Object.keys(strings).sort(), Object.keys(en).sort());
      for (const [key, words] of Object.entries(strings)) {
        const text = typeof words === 'function' ? words('7', '98') : words;
        assert.ok(text.length > 0 && text === text.trim(), key);
      }
    });

    it('name the digit where one is meant', () => {
      assert.match(strings.correct('7'), /7/);
      assert.match(strings.unclear('7'), /7/);
      assert.match(strings.reading('7', '98 percent'), /7.*98 percent/);
    });

    it('tell the buttons apart', () => {
      const { undo, redo, clear, retry } = strings;
      assert.equal(new Set([undo, redo, clear, retry, strings.correct('7')]).size, 5);
    });

    it('are short where there is little room', () => {
      for (const key of [
        'draw',
        'loading',
        'loadingFailed',
        'readingFailed',
        'retry',
        'tooSmall',
      ] as const)
        assert.ok(strings[key].length <= LONGEST_STATUS, key);
    });

    it('are translated', () => {
      if (strings === en) return;
      for (const key of Object.keys(en) as (keyof Strings)[]) {
        if (key !== 'reading') assert.notDeepEqual(String(strings[key]), String(en[key]), key);
      }
    });
  });
}
