import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { nextTask } from '../util/async.js';
import { watchTree } from './dom.js';
import { en } from './languages/en.js';

/** All words of the elements in one language. Numbers are passed in as text, formatted by `Intl`. */
export interface Strings {
  /** Accessible name of a field without a label. */
  readonly field: string;
  /** Guide on the empty surface. */
  readonly draw: string;
  /** Accessible name of a `<digit-pad>`. */
  readonly surface: string;
  /** How to use the field; a part of its accessible description. */
  readonly instructions: string;
  readonly toolbar: string;
  readonly undo: string;
  readonly redo: string;
  readonly clear: string;
  /** Title of the button that chooses a picture of a digit. */
  readonly picture: string;
  readonly probabilities: string;
  /** Accessible name of the buttons that correct the answer. */
  readonly alternatives: string;
  /** Shown before those buttons: "7 … or 1 9". */
  readonly or: string;
  /** Accessible name of a button that corrects the answer to `digit`. */
  readonly correct: (digit: string) => string;
  /** The answer for screen readers: "7, 98 percent". */
  readonly reading: (digit: string, percent: string) => string;
  /** For screen readers, after the field was cleared. */
  readonly empty: string;
  readonly loading: string;
  readonly loadingFailed: string;
  /** The computation failed. The drawing may be fine. */
  readonly readingFailed: string;
  readonly retry: string;
  /** The field is checked before its ink is read. */
  readonly notReadYet: string;
  readonly valueMissing: string;
  /** The answer is too uncertain to be the value. */
  readonly unclear: (digit: string) => string;
  /** The drawing does not look like a digit. */
  readonly unreadable: string;
  /** The drawing is several digits side by side. */
  readonly severalDigits: string;
  /** The drawing is hardly larger than a dot. */
  readonly tooSmall: string;

  /** Accessible name of a number field without a label. */
  readonly numberField: string;
  /** Guide on its empty surface. */
  readonly writeNumber: string;
  /** How to use it; a part of its accessible description. */
  readonly numberInstructions: string;
  /** Accessible name of the button that opens the on-screen keyboard. */
  readonly keyboard: string;
  /** Accessible name of the brackets under the digits. */
  readonly digits: string;
  /** Accessible name of a bracket, which opens what can be done with a digit. */
  readonly change: (digit: string) => string;
  readonly split: string;
  /** Makes room for a digit before this one. */
  readonly insert: string;
  /** Joins a digit with the next. */
  readonly join: string;
  readonly delete: string;
  /** For screen readers, when in doubt: "1 3 7 or 1 8 7". */
  readonly eitherOr: (one: string, other: string) => string;
  readonly numberMissing: string;
  readonly unreadableNumber: string;
  readonly unclearNumber: (number: string) => string;
  /** What was typed is not a number. */
  readonly notANumber: string;
  readonly tooSmallNumber: (min: string) => string;
  readonly tooLargeNumber: (max: string) => string;
  /** Of the one or two nearest valid numbers: "3 or 8". */
  readonly notAStep: (nearest: string) => string;
  readonly tooShort: (digits: string) => string;
  readonly tooLong: (digits: string) => string;
}

/** The languages of the library; each is a module of its own, loaded when needed. */
const bundled: Readonly<Record<string, () => Promise<{ default: Strings }>>> = {
  ar: () => import('./languages/ar.js'),
  de: () => import('./languages/de.js'),
  es: () => import('./languages/es.js'),
  fr: () => import('./languages/fr.js'),
  ja: () => import('./languages/ja.js'),
  'zh-hans': () => import('./languages/zh-hans.js'),
};

const loaded = new Map<string, Strings>([['en', en]]);
const loading = new Map<string, Promise<void>>();
/** Words from the page, which take precedence over those of the library. */
const registered = new Map<string, Partial<Strings>>();
/** What {@link stringsFor} returned, by language. */
const merged = new Map<string, Strings>();
const listeners = new Set<() => void>();

/**
 * Adds a language, or replaces words of one. Elements on the page change at once. Words that are missing
 * come from the more general tag, then from English.
 *
 * @param language a BCP 47 tag such as `pt` or `pt-BR`; `pt` covers all of Portuguese.
 */
export function registerStrings(language: string, strings: Partial<Strings>): void {
  const tag = language.trim().toLowerCase();
  registered.set(tag, { ...registered.get(tag), ...strings });
  changed();
}

/** The words for a language; English until it is loaded. */
export function stringsFor(language: string): Strings {
  let strings = merged.get(language);
  if (!strings) {
    strings = { ...en };
    for (const tag of ['en', ...fallbacks(language).reverse()])
      Object.assign(strings, loaded.get(tag), usable(registered.get(tag) ?? {}));
    merged.set(language, strings);
  }
  return strings;
}

/** A missing word, such as undefined for one not translated yet, must not hide the fallback. */
function usable(table: Partial<Strings>): Partial<Strings> {
  const known = Object.entries(table).filter(
    ([name, text]) => typeof text === typeof en[name as keyof Strings],
  );
  return Object.fromEntries(known);
}

/** Loads the words for a language from the library, if it has that language. */
export async function loadStrings(language: string): Promise<void> {
  const tag = fallbacks(language).find((tag) => loaded.has(tag) || tag in bundled);
  if (tag === undefined || loaded.has(tag)) return;
  const load = loading.get(tag) ?? loadTable(tag);
  loading.set(tag, load);
  await load;
}

async function loadTable(tag: string): Promise<void> {
  try {
    loaded.set(tag, (await bundled[tag]!()).default);
    changed();
  } catch {
    // English is used; the next element in this language tries again.
    loading.delete(tag);
  }
}

/** @returns a function that unsubscribes. */
export function subscribeToStrings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changed(): void {
  merged.clear();
  for (const listener of listeners) listener();
}

/**
 * The tags to look for words under, the most specific first: `zh-CN` gives `zh-cn`, `zh-hans`, `zh`. The
 * script is included because a country implies it: `zh-TW` is not written in `hans`.
 *
 * @param language a BCP 47 tag.
 * @returns empty if the tag is not valid.
 */
export function fallbacks(language: string): string[] {
  try {
    const locale = new Intl.Locale(language.trim());
    const { script } = locale.maximize();
    const parts = locale.baseName.split('-');
    const shorter = parts.map((_, count) => parts.slice(0, parts.length - count).join('-'));
    const bare = shorter.pop()!;
    const tags = [...shorter, ...(script ? [`${bare}-${script}`] : []), bare];
    return [...new Set(tags.map((tag) => tag.toLowerCase()))];
  } catch {
    return [];
  }
}

/** Writes numbers in one language. */
export interface Format {
  /** A digit, 0 to 9. */
  digit(digit: number): string;
  /** A fraction from 0 to 1 in whole percent, for the screen: "98%". */
  percent(fraction: number): string;
  /** The same for screen readers: "98 percent". */
  spokenPercent(fraction: number): string;
}

interface NumberFormats {
  readonly digit: Intl.NumberFormat;
  readonly percent: Intl.NumberFormat;
  readonly spokenPercent: Intl.NumberFormat;
}

const formats = new Map<string, NumberFormats>();

/** @param language a BCP 47 tag; English is used for one that is not valid or not supported. */
export function formatFor(language: string): Format {
  return {
    digit: (digit) => numberFormats(language).digit.format(digit),
    percent: (fraction) => numberFormats(language).percent.format(fraction),
    spokenPercent: (fraction) => numberFormats(language).spokenPercent.format(fraction * 100),
  };
}

function numberFormats(language: string): NumberFormats {
  let known = formats.get(language);
  if (!known) {
    known = createFormats(supported(language));
    formats.set(language, known);
  }
  return known;
}

function createFormats(language: string): NumberFormats {
  return {
    digit: new Intl.NumberFormat(language),
    percent: new Intl.NumberFormat(language, { style: 'percent' }),
    spokenPercent: new Intl.NumberFormat(language, {
      style: 'unit',
      unit: 'percent',
      unitDisplay: 'long',
      maximumFractionDigits: 0,
    }),
  };
}

/** The first number format of a page takes Chromium some 20 ms, so it gets a task of its own. */
async function loadFormat(language: string): Promise<void> {
  await nextTask();
  numberFormats(language);
}

function supported(language: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

const CHANGES: MutationObserverInit = { attributeFilter: ['lang'] };

/** Words and number formats in the language of the host, which is updated when the language changes. */
export class LanguageController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #changed: () => void;
  #language = '';
  #stop: (() => void)[] = [];

  /** @param changed called when words or formats have changed. */
  constructor(host: ReactiveControllerHost & HTMLElement, changed: () => void = () => undefined) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  /** A BCP 47 tag; empty if the page has none. */
  get tag(): string {
    return this.#language;
  }

  get strings(): Strings {
    return stringsFor(this.#language);
  }

  get format(): Format {
    return formatFor(this.#language);
  }

  hostConnected(): void {
    this.#stop = [
      watchTree(this.#host, CHANGES, () => this.#update()),
      subscribeToStrings(() => this.notify()),
    ];
    this.#update();
    void loadFormat(this.#language);
  }

  hostDisconnected(): void {
    for (const stop of this.#stop) stop();
  }

  #update(): void {
    const language = languageOf(this.#host);
    if (language === this.#language) return;
    this.#language = language;
    void loadStrings(language);
    this.notify();
  }

  /** Call it when words have changed. */
  notify(): void {
    this.#host.requestUpdate();
    this.#changed();
  }
}

/** The nearest `lang`, across shadow roots as languages are inherited; else empty. */
function languageOf(element: Element): string {
  const holder = element.closest('[lang]');
  if (holder) return holder.getAttribute('lang') ?? '';
  const root = element.getRootNode();
  return 'host' in root ? languageOf(root.host as Element) : '';
}
