import type { Plugin } from 'rollup';

/** Replacements in Lit 3.3, by module. */
const REPLACEMENTS: readonly [module: string, what: string, instead: string][] = [
  // Form-associated elements and ES2022 need browsers that also have adopted style sheets (Chrome 73,
  // Firefox 101, Safari 16.4).
  [
    '@lit/reactive-element/css-tag.js',
    't.ShadowRoot&&(void 0===t.ShadyCSS||t.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype',
    'true',
  ],
  // As in Lit's own build for Node, so that importing the elements is safe on a server.
  [
    '@lit/reactive-element/reactive-element.js',
    'extends HTMLElement',
    'extends(globalThis.HTMLElement??class{})',
  ],
  ['lit-html/lit-html.js', 'l=document,', 'l=globalThis.document??{createTreeWalker:()=>({})},'],
];

/** Removes Lit's code for older browsers, and lets it be imported without a DOM. */
export function litPlugin(): Plugin {
  return {
    name: 'lit',
    transform(code, id) {
      const replaced = REPLACEMENTS.filter(([module]) => id.endsWith(`node_modules/${module}`));
      if (replaced.length === 0) return null;
      for (const [, what, instead] of replaced) {
        if (!code.includes(what))
          throw new Error(`${id} has changed: adapt lit-plugin.ts to this version of Lit.`);
        code = code.replace(what, instead);
      }
      return { code, map: null };
    },
  };
}
