import type { Plugin } from 'rollup';

/** As css-tag.js of @lit/reactive-element 2.1 asks. */
const ADOPTS_STYLE_SHEETS =
  't.ShadowRoot&&(void 0===t.ShadyCSS||t.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype';

/**
 * Leaves out Lit's style elements for browsers without adopted style sheets. Form-associated
 * elements and the syntax of ES2022 ask for newer ones: sheets are there since Chrome 73, Firefox
 * 101 and Safari 16.4.
 */
export function litPlugin(): Plugin {
  return {
    name: 'lit',
    transform(code, id) {
      if (!id.endsWith('@lit/reactive-element/css-tag.js')) return null;
      if (!code.includes(ADOPTS_STYLE_SHEETS)) throw new Error('Lit is not the version expected');
      return { code: code.replace(ADOPTS_STYLE_SHEETS, 'true'), map: null };
    },
  };
}
