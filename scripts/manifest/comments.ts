import ts from 'typescript';
import { ScriptError } from '../lib/script-error.js';

/** A line of a class's comment like `@slot label - What is asked for.` */
export interface NamedTag {
  readonly name: string;
  readonly description: string;
}

/** The tags of this name at a class and those it extends; of two with one name, the nearest. */
export function tagsOf(lineage: readonly ts.ClassLikeDeclaration[], tagName: string): NamedTag[] {
  const found = new Map<string, NamedTag>();
  for (const tag of lineage.flatMap((declaration) => [...ts.getJSDocTags(declaration)])) {
    if (tag.tagName.text !== tagName) continue;
    const text = oneLine(ts.getTextOfJSDocComment(tag.comment) ?? '');
    const [, name, description] = /^(\S+)\s+-\s+(.*)$/.exec(text) ?? [];
    if (name === undefined || description === undefined) {
      throw new ScriptError(
        'bad-sources',
        `@${tagName} ${text}: write it as @${tagName} NAME - DESCRIPTION.`,
      );
    }
    if (!found.has(name)) found.set(name, { name, description });
  }
  return [...found.values()];
}

/** What the comment of a class says before its tags. */
export function summaryOf(declaration: ts.ClassDeclaration, checker: ts.TypeChecker): string {
  const symbol = checker.getSymbolAtLocation(declaration.name!);
  return oneLine(ts.displayPartsToString(symbol?.getDocumentationComment(checker)));
}

/** What is said of a member, with what it throws. */
export function descriptionOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return oneLine([text, ...sentences(symbol, checker, 'throws', 'Throws ')].join(' '));
}

export function returnOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return sentences(symbol, checker, 'returns', '').join(' ');
}

export function isInternal(symbol: ts.Symbol): boolean {
  return symbol.getJsDocTags().some(({ name }) => name === 'internal');
}

function sentences(
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
  tag: string,
  before: string,
): string[] {
  const texts = symbol
    .getJsDocTags(checker)
    .filter(({ name }) => name === tag)
    .map(({ text }) => oneLine(ts.displayPartsToString(text)));
  // A class and the interface that it implements may both be asked.
  return [...new Set(texts)].map((text) => `${before}${text}`);
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
