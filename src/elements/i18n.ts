import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { nextTask } from '../util/async.js';
import { watchTree } from './dom.js';
import { en } from './languages/en.js';
import type { NumberStrings } from './number-strings.js';

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
  readonly valueMissing: string;
  /** The answer is too uncertain to be the value. */
  readonly unclear: (digit: string) => string;
  /** The drawing does not look like a digit. */
  readonly unreadable: string;
  /** The drawing is several digits side by side. */
  readonly severalDigits: string;
  /** The drawing is hardly larger than a dot. */
  readonly tooSmall: string;
}

type Loaders<T> = Readonly<Record<string, () => Promise<{ default: T }>>>;

/** Words from the page, which take precedence over those of the library. */
const registered = new Map<string, object>();
/** Counts changes of words. */
let version = 0;
const listeners = new Set<() => void>();

/** The words of some elements in all languages. */
export class Words<T extends object> {
  readonly #en: T;
  readonly #bundled: Loaders<T>;
  readonly #loaded: Map<string, T>;
  readonly #loading = new Map<string, Promise<void>>();
  /** What {@link in} returned, by language. */
  readonly #merged = new Map<string, T>();
  #version = 0;

  /** @param bundled the languages of the library; each is a module of its own, loaded when needed. */
  constructor(en: T, bundled: Loaders<T>) {
    this.#en = en;
    this.#bundled = bundled;
    this.#loaded = new Map([['en', en]]);
  }

  /** The words for a language; English until it is loaded. */
  in(language: string): T {
    if (this.#version !== version) this.#merged.clear();
    this.#version = version;
    let strings = this.#merged.get(language);
    if (!strings) {
      const tags = ['en', ...fallbacks(language).reverse()];
      strings = { ...this.#en };
      for (const tag of tags)
        Object.assign(strings, this.#loaded.get(tag), this.#usable(registered.get(tag) ?? {}));
      this.#merged.set(language, strings);
    }
    return strings;
  }

  /** Loads the words for a language from the library, if it has that language. */
  async load(language: string): Promise<void> {
    const tag = fallbacks(language).find((tag) => this.#loaded.has(tag) || tag in this.#bundled);
    if (tag === undefined || this.#loaded.has(tag)) return;
    const load = this.#loading.get(tag) ?? this.#loadTable(tag);
    this.#loading.set(tag, load);
    await load;
  }

  async #loadTable(tag: string): Promise<void> {
    try {
      const { default: strings } = await this.#bundled[tag]!();
      this.#loaded.set(tag, strings);
      changed();
    } catch {
      // English is used; the next element in this language tries again.
      this.#loading.delete(tag);
    }
  }

  /** A missing word, such as undefined for one not translated yet, must not hide the fallback. */
  #usable(table: object): object {
    const known = Object.entries(table).filter(
      ([name, text]) => typeof text === typeof this.#en[name as keyof T],
    );
    return Object.fromEntries(known) as object;
  }
}

const words = new Words<Strings>(en, {
  ar: () => import('./languages/ar.js'),
  de: () => import('./languages/de.js'),
  es: () => import('./languages/es.js'),
  fr: () => import('./languages/fr.js'),
  ja: () => import('./languages/ja.js'),
  'zh-hans': () => import('./languages/zh-hans.js'),
});

/**
 * Adds a language, or replaces words of one. Elements on the page change at once. Words that are missing
 * come from the more general tag, then from English.
 *
 * @param language a BCP 47 tag such as `pt` or `pt-BR`; `pt` covers all of Portuguese.
 */
export function registerStrings(language: string, strings: Partial<Strings & NumberStrings>): void {
  const tag = language.trim().toLowerCase();
  registered.set(tag, { ...registered.get(tag), ...strings });
  changed();
}

/** The words for a language; English until it is loaded. */
export function stringsFor(language: string): Strings {
  return words.in(language);
}

/** Loads the words for a language from the library, if it has that language. */
export function loadStrings(language: string): Promise<void> {
  return words.load(language);
}

/** @returns a function that unsubscribes. */
export function subscribeToStrings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changed(): void {
  version++;
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
