import { readFileSync } from 'node:fs';
import { globSync } from 'glob';
import { ROOT } from '../build/paths.js';

/**
 * What custom properties are where a page does not set them, by name: `D` of `var(--name, D)` in the
 * style sheets of the elements. Of several the last holds, which is for the newer browsers.
 */
export function styleDefaults(): Map<string, string> {
  const defaults = new Map<string, string>();
  for (const file of globSync('src/elements/view/styles*.ts', { cwd: ROOT }).sort()) {
    const css = readFileSync(ROOT + file, 'utf8');
    for (const { 1: name, index, 0: start } of css.matchAll(/var\((--[a-z][\w-]*)\s*(?=[,)])/g)) {
      // What the sheets call --_x for short is the page's property of that name.
      const value = argument(css, index + start.length).replaceAll('--_', '--digit-recognizer-');
      defaults.set(name!, value);
    }
  }
  return defaults;
}

/** What stands between the comma at `begin`, if there is one, and the bracket that closes. */
function argument(css: string, begin: number): string {
  let depth = 0;
  for (let at = begin; at < css.length; at++) {
    if (css[at] === '(') depth++;
    else if (css[at] === ')' && depth-- === 0) return css.slice(begin + 1, at).trim();
  }
  return '';
}
