import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bannerOf } from '../../scripts/build/licenses.js';
import { minifyCss, minifyHtml } from '../../scripts/build/minify-templates.js';

function bannerFor(modules: Record<string, string | null>, name = 'chunk'): string {
  const rendered = Object.entries(modules).map(([id, code]) => [
    id,
    { code, originalLength: 1, removedExports: [], renderedExports: [], renderedLength: 1 },
  ]);
  return bannerOf({ modules: Object.fromEntries(rendered), name });
}

it('a script names only the libraries whose code it contains', () => {
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

describe('a minified style sheet', () => {
  it('is without formatting and comments', () => {
    const css =
      '\n  .a,\n  .b {\n    /* why; { */\n    margin: 0 1px;\n    --c: var(--d, 1px);\n  }\n';
    assert.equal(minifyCss([css], []), '.a,.b{margin:0 1px;--c:var(--d,1px)}');
  });

  it('keeps expressions where they are: among rules, and among declarations', () => {
    const strings = ['\n', '\n.a {\n  ', '\n  color: red;\n}\n', '\n'];
    const minified = minifyCss(strings, ['${rules}', '${declarations}', '${more}']);
    assert.equal(minified, '${rules}.a{${declarations}color:red}${more}');
  });

  it('may be declarations alone, for the middle of a rule', () => {
    assert.equal(minifyCss(['\n  color: red;\n  width: 1px;\n'], []), 'color:red;width:1px;');
  });

  const kept: [what: string, css: string][] = [
    ['the space of a descendant before a colon', '.a :hover{b:c}'],
    ['the spaces around operators', 'a{width:calc(1px + (2em - 3%)*4)}'],
    ['quoted text', 'a{content:"a ;  } /* b */ : c"}'],
    ['an empty custom property', ':host{--a:;b:c}'],
    ['addresses', 'a{background:url(data:image/png;base64,AA//BB==)}'],
  ];
  for (const [what, css] of kept) {
    it(`keeps ${what}`, () => assert.equal(minifyCss([css], []), css));
  }

  it('is refused if it is not valid', () => {
    assert.throws(() => minifyCss(['a { color: red; } }'], []), /Unexpected "}"/);
  });
});

/** The minified strings of a template. */
const html: (template: TemplateStringsArray, ...values: unknown[]) => string[] = ({ raw }) =>
  minifyHtml(raw);

describe('a minified template', () => {
  it('is without the layout between tags and expressions', () => {
    assert.deepEqual(
      html`
        <div>
          <p>${1}</p>
          ${2}
          <b></b>
        </div>
      `,
      ['<div><p>', '</p>', '<b></b></div>'],
    );
  });

  it('is without the layout of attributes, expressions among them', () => {
    // prettier-ignore
    assert.deepEqual(
      html`<button
        type="button"
        ?disabled=${true}
        @click=${() => 1 > 0}
      >
        Try
        again
      </button>`,
      ['<button type="button" ?disabled=', ' @click=', '>Try again</button>'],
    );
  });

  const kept: [what: string, strings: string[]][] = [
    ['a space between words and expressions', ['', ', ', ' of ', ' left']],
    ['a space between two elements of a line', ['<b>1</b> <i>2</i>']],
    ['what is quoted', ['<a title="a  >\n  b" class="', '  c"></a>']],
    ['an unquoted value before the end of a void element', ['<img src=', ' />']],
    ['comments', ['<!-- a\n  > b -->']],
    ['a lone bracket', ['1 < 2']],
  ];
  for (const [what, strings] of kept) {
    it(`keeps ${what}`, () => assert.deepEqual(minifyHtml(strings), strings));
  }

  it('closes a void element without a space after a quoted value', () => {
    assert.deepEqual(html`<path d="M6 6l12 12" />`, ['<path d="M6 6l12 12"/>']);
  });
});
