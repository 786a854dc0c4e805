import { en } from './en.js';
import { fallbacks } from './fallbacks.js';
import type { Strings } from './strings.js';

type Table = Partial<Strings>;
type Loader = () => Promise<{ default: Strings }>;

/** Languages that come with the library, each in a file of its own that is fetched when needed. */
const BUNDLED: Readonly<Record<string, Loader>> = {
  ar: () => import('./ar.js'),
  de: () => import('./de.js'),
  es: () => import('./es.js'),
  fr: () => import('./fr.js'),
  ja: () => import('./ja.js'),
  'zh-hans': () => import('./zh-hans.js'),
};

/** What came with the library and has been fetched. */
const fetched = new Map<string, Table>([['en', en]]);
/** What pages gave; it goes before what came with the library. */
const registered = new Map<string, Table>();
const loading = new Map<string, Promise<void>>();
const merged = new Map<string, Strings>();
const listeners = new Set<() => void>();

/**
 * Adds a language, or puts other words in the place of those that are there. Elements on the page
 * take them over at once. What a table lacks is looked up in the more general tag, then in English.
 *
 * @param language a BCP 47 tag such as `pt` or `pt-BR`; `pt` serves every kind of Portuguese.
 */
export function registerStrings(language: string, strings: Table): void {
  const tag = language.trim().toLowerCase();
  // A gap, such as undefined for a text that is not translated yet, must not hide the fallback.
  const given = Object.entries(strings).filter(
    ([name, text]) => typeof text === typeof en[name as keyof Strings],
  );
  registered.set(tag, { ...registered.get(tag), ...Object.fromEntries(given) });
  changed();
}

/** The words for a language, or English while they are not there. */
export function stringsFor(language: string): Strings {
  let strings = merged.get(language);
  if (!strings) {
    const tables = fallbacks(language).map((tag) => [fetched.get(tag), registered.get(tag)]);
    strings = Object.assign({}, en, registered.get('en'), ...tables.reverse().flat()) as Strings;
    merged.set(language, strings);
  }
  return strings;
}

/** Fetches the words for a language that comes with the library, unless they are there. */
export async function loadStrings(language: string): Promise<void> {
  const tag = fallbacks(language).find((tag) => fetched.has(tag) || tag in BUNDLED);
  if (tag === undefined || fetched.has(tag)) return;
  const load = loading.get(tag) ?? fetchTable(tag);
  loading.set(tag, load);
  await load;
}

/** @returns a function that ends the subscription. */
export function subscribeToStrings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function fetchTable(tag: string): Promise<void> {
  try {
    const { default: strings } = await BUNDLED[tag]!();
    fetched.set(tag, strings);
    changed();
  } catch {
    // English stands in; the next element that asks tries again.
    loading.delete(tag);
  }
}

function changed(): void {
  merged.clear();
  for (const listener of listeners) listener();
}
