import { en } from './en.js';
import type { Strings } from './strings.js';

type Loader = () => Promise<{ default: Strings }>;

/** Languages that come with the library, each in a file of its own that is fetched when needed. */
const BUNDLED: Readonly<Record<string, Loader>> = {};

const registered = new Map<string, Strings>([['en', en]]);
const loading = new Map<string, Promise<void>>();
const listeners = new Set<() => void>();

/**
 * Adds a language, or puts other words in the place of those that are there. Elements on the page
 * take it over at once.
 *
 * @param language a BCP 47 tag such as `pt` or `pt-BR`; `pt` serves every kind of Portuguese that has
 * no table of its own.
 */
export function registerStrings(language: string, strings: Strings): void {
  registered.set(canonical(language), strings);
  for (const listener of listeners) listener();
}

/** The words for a language, or English while they are not there. */
export function stringsFor(language: string): Strings {
  for (const tag of fallbacks(language)) {
    const strings = registered.get(tag);
    if (strings) return strings;
  }
  return en;
}

/** Fetches the words for a language that comes with the library, unless they are there. */
export function loadStrings(language: string): Promise<void> {
  for (const tag of fallbacks(language)) {
    if (registered.has(tag)) return Promise.resolve();
    const load = BUNDLED[tag];
    if (load) return fetchOnce(tag, load);
  }
  return Promise.resolve();
}

/** @returns a function that ends the subscription. */
export function subscribeToStrings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function fetchOnce(tag: string, load: Loader): Promise<void> {
  const known = loading.get(tag);
  if (known) return known;
  const fetched = load().then(
    ({ default: strings }) => {
      if (!registered.has(tag)) registerStrings(tag, strings);
    },
    // English stands in; the next element that asks tries again.
    () => void loading.delete(tag),
  );
  loading.set(tag, fetched);
  return fetched;
}

/** `zh-Hans-CN`, `zh-Hans`, `zh`. */
function fallbacks(language: string): string[] {
  const parts = canonical(language).split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}

function canonical(language: string): string {
  return language.trim().toLowerCase();
}
