import type { TemplateResult } from 'lit';
import { DigitPadElement } from './digit-pad-element.js';
import { DigitProbabilitiesElement } from './digit-probabilities-element.js';
import type { BaseElement } from './base-element.js';

type LibraryElement = CustomElementConstructor & Pick<typeof BaseElement, 'version'>;
type MaybeOurs = CustomElementConstructor & Partial<LibraryElement>;

/** The parts of `<digit-recognizer>`, by the names in its template. */
const PARTS = {
  'digit-pad': DigitPadElement,
  'digit-probabilities': DigitProbabilitiesElement,
};

/** For each name in the template that another class has taken, the name of our part. */
const renamed = new Map<string, string>();

/** Registers the parts for the field's own shadow tree, under other names if the page has taken theirs. */
export function defineOwnParts(registry: CustomElementRegistry): void {
  defineParts(registry);
  for (const [name, element] of Object.entries(PARTS)) {
    if (renamed.has(name) || isOurs(registry.get(name), element)) continue;
    let own = `${name}-of-field`;
    while (registry.get(own)) own += '-';
    registry.define(own, class extends (element as CustomElementConstructor) {});
    renamed.set(name, own);
  }
}

/** The name that a part has in the field's shadow tree. */
export function ownName(name: keyof typeof PARTS): string {
  return renamed.get(name) ?? name;
}

/** The text of a template or a style sheet, with the parts' own names. */
function withOwnNames(text: string): string {
  const rename = (all: string, [name, own]: [string, string]): string =>
    all.replaceAll(new RegExp(`${name}(?![\\w-])`, 'g'), own);
  return [...renamed].reduce(rename, text);
}

const rewritten = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/** A value for Lit to render, with the parts' own names. */
export function withOwnParts(value: unknown): unknown {
  if (renamed.size === 0) return value;
  if (Array.isArray(value)) return value.map(withOwnParts);
  if (typeof value !== 'object' || value === null || !('_$litType$' in value)) return value;
  const template = value as TemplateResult;
  let strings = rewritten.get(template.strings);
  if (!strings) {
    const texts = template.strings.map(withOwnNames);
    strings = Object.assign(texts, { raw: texts });
    rewritten.set(template.strings, strings);
  }
  return { ...template, strings, values: template.values.map(withOwnParts) };
}

/** Replaces names in a shadow tree's style sheets by the parts' own names. */
export function renameInStyles(root: ShadowRoot): void {
  if (renamed.size === 0) return;
  root.adoptedStyleSheets = root.adoptedStyleSheets.map((sheet) => {
    const own = new CSSStyleSheet();
    own.replaceSync(withOwnNames([...sheet.cssRules].map(({ cssText }) => cssText).join('')));
    return own;
  });
}

/** Registers the parts, with {@link register}. */
export function defineParts(registry: CustomElementRegistry): void {
  for (const [name, element] of Object.entries(PARTS)) register(name, element, registry);
}

/**
 * Registers an element unless the name is taken. If another class has it, logs a warning and does not throw:
 * two copies of the library must not break a page.
 */
export function register(
  tag: string,
  element: LibraryElement,
  registry: CustomElementRegistry,
): void {
  const taken = registry.get(tag);
  if (taken === undefined) registry.define(tag, elementFor(element, registry));
  else if (!isOurs(taken, element)) warnOf(tag, taken, element);
}

function isOurs(taken: CustomElementConstructor | undefined, element: LibraryElement): boolean {
  return taken === element || taken?.prototype instanceof element;
}

/** What was already warned of: names, or the version of another copy of the library. */
const warned = new Set<string>();

function warnOf(tag: string, taken: MaybeOurs, { version }: LibraryElement): void {
  const subject = taken.version ?? tag;
  if (warned.has(subject)) return;
  warned.add(subject);
  console.warn(
    taken.version === undefined
      ? `<${tag}> is defined already by another class; that one stays.`
      : `digit-recognizer ${taken.version} is on this page already and stays; ${version}, loaded after it, is not used. Load one of them.`,
  );
}

/** A registry accepts a class only once, so a second name gets a subclass. */
function elementFor(
  element: CustomElementConstructor,
  registry: CustomElementRegistry,
): CustomElementConstructor {
  const known = registry.getName?.(element) ?? null;
  return known === null ? element : class extends element {};
}
