import type { Plugin } from 'rollup';

/** What is put into Lit 3.3 in place of what, by module. */
const REPLACEMENTS: readonly [module: string, what: string, instead: string][] = [
  // Form-associated elements and the syntax of ES2022 ask for browsers that have adopted style
  // sheets: those are there since Chrome 73, Firefox 101 and Safari 16.4.
  [
    '@lit/reactive-element/css-tag.js',
    't.ShadowRoot&&(void 0===t.ShadyCSS||t.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype',
    'true',
  ],
  // As Lit's own build for Node has it, so that importing the elements is safe on a server.
  [
    '@lit/reactive-element/reactive-element.js',
    'extends HTMLElement',
    'extends(globalThis.HTMLElement??class{})',
  ],
  ['lit-html/lit-html.js', 'l=document,', 'l=globalThis.document??{createTreeWalker:()=>({})},'],
];

/** Leaves out of Lit what is for browsers too old for us, and lets it be imported without a DOM. */
export function litPlugin(): Plugin {
  return {
    name: 'lit',
    transform(code, id) {
      const replaced = REPLACEMENTS.filter(([module]) => id.endsWith(`node_modules/${module}`));
      if (replaced.length === 0) return null;
      for (const [, what, instead] of replaced) {
        if (!code.includes(what)) throw new Error('Lit is not the version expected');
        code = code.replace(what, instead);
      }
      return { code, map: null };
    },
  };
}
