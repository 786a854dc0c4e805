import assert from 'node:assert/strict';
import { it } from 'node:test';
import { bannerOf } from '../../scripts/build/banner.js';

function bannerFor(modules: Record<string, string | null>, name = 'chunk'): string {
  const rendered = Object.entries(modules).map(([id, code]) => [
    id,
    { code, originalLength: 1, removedExports: [], renderedExports: [], renderedLength: 1 },
  ]);
  return bannerOf({ modules: Object.fromEntries(rendered), name });
}

it('a script names the libraries whose code it contains, and no others', () => {
  const own = '/repository/src/errors.ts';
  const lit = '/repository/node_modules/lit-html/lit-html.js';
  const reactive = '/repository/node_modules/@lit/reactive-element/css-tag.js';
  const tfjs = '/repository/node_modules/@tensorflow/tfjs-core/dist/util.js';
  assert.equal(bannerFor({ [own]: 'a' }), '/*! digit-recognizer, MIT. */');
  for (const id of [lit, reactive]) {
    const banner = bannerFor({ [own]: 'a', [id]: 'b' });
    assert.match(banner, /Contains Lit \(BSD-3-Clause/);
    assert.doesNotMatch(banner, /TensorFlow/);
  }
  assert.match(bannerFor({ [tfjs]: 'a' }), /Contains parts of TensorFlow\.js 4\.22 \(Apache-2\.0/);
  assert.match(bannerFor({ [lit]: 'a', [tfjs]: 'b' }), /Lit.* and .*TensorFlow/);
  assert.doesNotMatch(
    bannerFor({ [own]: 'a', [tfjs]: null }),
    /TensorFlow/,
    'nothing of it was kept',
  );
  assert.match(bannerFor({ [own]: 'a' }, 'react'), /^'use client';\n\/\*! digit-recognizer, MIT/);
});
