import { readFileSync } from 'node:fs';
import { globSync } from 'glob';
import { ROOT } from '../build/paths.js';

/** A name that the style sheets have among themselves, for what a page may set. */
const OWN_NAME = /(--_[\w-]+)\s*:\s*var\((--[a-z][\w-]*)/g;

/**
 * What custom properties are where a page does not set them, by name: `D` of `var(--name, D)` in the
 * style sheets of the elements. Of several the last holds, which is for the newer browsers.
 */
export function styleDefaults(): Map<string, string> {
  const files = globSync('src/elements/view/styles*.ts', { cwd: ROOT }).sort();
  return defaultsIn(files.map((file) => readFileSync(ROOT + file, 'utf8')).join('\n'));
}

/** @param css in which names that a page cannot set stand for others that it can. */
export function defaultsIn(css: string): Map<string, string> {
  const pages = new Map([...css.matchAll(OWN_NAME)].map(([, own, name]) => [own!, name!]));
  const defaults = new Map<string, string>();
  for (const { 1: name, index, 0: start } of css.matchAll(/var\((--[a-z][\w-]*)\s*(?=[,)])/g)) {
    const value = argument(css, index + start.length);
    defaults.set(
      name!,
      value.replace(/--_[\w-]+/g, (own) => pages.get(own) ?? own),
    );
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
