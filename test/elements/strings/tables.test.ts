import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ar from '../../../src/elements/strings/ar.js';
import de from '../../../src/elements/strings/de.js';
import { en } from '../../../src/elements/strings/en.js';
import es from '../../../src/elements/strings/es.js';
import fr from '../../../src/elements/strings/fr.js';
import ja from '../../../src/elements/strings/ja.js';
import type { Strings } from '../../../src/elements/strings/strings.js';
import zhHans from '../../../src/elements/strings/zh-hans.js';

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
