import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { minifyHtml } from '../../scripts/build/minify-html.js';

/** A template as its tag gets it. */
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
