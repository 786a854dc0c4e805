import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { minifyCss } from '../../scripts/build/minify-css.js';

describe('a minified style sheet', () => {
  const cases: [what: string, from: string, to: string][] = [
    [
      'layout',
      '\n  .a,\n  .b {\n    margin: 0 1px;\n    color: red;\n  }\n',
      '.a,.b{margin:0 1px;color:red}',
    ],
    ['comments', 'a { /* why; { */ color: red; }', 'a{color:red}'],
    ['a comment between words', 'a/**/b { color: red }', 'a b{color:red}'],
    ['nested rules', '@media (a: b) {\n  p {\n    c: d;\n  }\n}\n', '@media (a:b){p{c:d}}'],
  ];
  for (const [what, from, to] of cases) {
    it(`is without ${what}`, () => assert.equal(minifyCss(from), to));
  }

  const kept: [what: string, css: string][] = [
    ['the space of a descendant before a colon', '.a :hover{b:c}'],
    ['the spaces around operators', 'a{width:calc(1px + (2px - 3px) * 4)}'],
    ['the space before a bracket', '@container (a:b) and (c:d){p{e:f}}'],
    ['combinators', 'a > b + c ~ d{e:f}'],
    ['double quotes', 'a{content:"a ;  } /* b */ : c"}'],
    ['single quotes', "a{content:'it\\'s ;  }'}"],
    ['an empty custom property', ':host{--a:;b:c}'],
    ['addresses', 'a{background:url(data:image/png;base64,AA//BB==)}'],
  ];
  for (const [what, css] of kept) {
    it(`keeps ${what}`, () => assert.equal(minifyCss(css), css));
  }
});
