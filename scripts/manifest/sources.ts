/** Reads the elements from the TypeScript sources. */
import ts from 'typescript';
import { ROOT } from '../build/paths.js';
import { ScriptError } from '../lib/cli.js';

/** Registers the elements, and declares their classes by tag name. */
const ENTRY = `${ROOT}src/digit-recognizer.ts`;

/** An element in the sources. */
export interface ElementSource {
  readonly tag: string;
  readonly declaration: ts.ClassDeclaration;
}

export interface Sources {
  readonly checker: ts.TypeChecker;
  readonly elements: readonly ElementSource[];
}

/**
 * Finds the elements by the tag names that our sources add to `HTMLElementTagNameMap`.
 *
 * @throws ScriptError `bad-sources`
 */
export function readSources(): Sources {
  const config = ts.readConfigFile(`${ROOT}tsconfig.json`, (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
  const program = ts.createProgram([ENTRY], options);
  const checker = program.getTypeChecker();
  const elements: ElementSource[] = [];
  const visit = (node: ts.Node): void => {
    if (!ts.isInterfaceDeclaration(node) || node.name.text !== 'HTMLElementTagNameMap') {
      ts.forEachChild(node, visit);
      return;
    }
    for (const { name, type } of node.members.filter(ts.isPropertySignature)) {
      const tag = ts.isStringLiteral(name) ? name.text : '';
      const symbol = type && checker.getTypeFromTypeNode(type).symbol;
      elements.push({ tag, declaration: classOf(symbol, tag) });
    }
  };
  ts.forEachChild(program.getSourceFile(ENTRY)!, visit);
  if (elements.length === 0)
    throw new ScriptError('bad-sources', `${ENTRY} adds no element to HTMLElementTagNameMap.`);
  return { checker, elements };
}

function classOf(symbol: ts.Symbol | undefined, tag: string): ts.ClassDeclaration {
  const declaration = symbol?.declarations?.find(ts.isClassDeclaration);
  if (declaration?.name) return declaration;
  throw new ScriptError('bad-sources', `HTMLElementTagNameMap has no named class for <${tag}>.`);
}

/** Whether the library declares this, rather than Lit or the platform. */
export function isOurs(node: ts.Node): boolean {
  return node.getSourceFile().fileName.startsWith(`${ROOT}src/`);
}

/**
 * A class and its base classes in our sources, nearest first. TypeScript's type of a class has
 * inherited members, but neither its statics nor its comments.
 */
export function inheritanceOf(
  declaration: ts.ClassDeclaration,
  checker: ts.TypeChecker,
): ts.ClassDeclaration[] {
  const heritage = declaration.heritageClauses?.find(
    ({ token }) => token === ts.SyntaxKind.ExtendsKeyword,
  );
  const type = heritage && checker.getTypeAtLocation(heritage.types[0]!);
  const base = type?.symbol?.declarations?.find(ts.isClassDeclaration);
  return [declaration, ...(base && isOurs(base) ? inheritanceOf(base, checker) : [])];
}

/** A tag of a class's comment like `@slot label - The label.` */
export interface NamedTag {
  readonly name: string;
  readonly description: string;
}

/** The tags of a class and its base classes; of two with the same name, the nearest. */
export function tagsOf(classes: readonly ts.ClassDeclaration[], tagName: string): NamedTag[] {
  const found = new Map<string, NamedTag>();
  for (const tag of classes.flatMap((declaration) => [...ts.getJSDocTags(declaration)])) {
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

/** The comment of a class, without its tags. */
export function summaryOf(declaration: ts.ClassDeclaration, checker: ts.TypeChecker): string {
  const symbol = checker.getSymbolAtLocation(declaration.name!);
  return oneLine(ts.displayPartsToString(symbol?.getDocumentationComment(checker)));
}

/** The comment of a member, with its `@throws`. */
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
  // A class and its interface may have the same text.
  return [...new Set(texts)].map((text) => `${before}${text}`);
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const FLAGS =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

/** A type written out for readers: `'bars' | 'chips'`, not the alias `Display`. */
export function typeText(type: ts.Type, checker: ts.TypeChecker): string {
  return checker.typeToString(type, undefined, FLAGS | ts.TypeFormatFlags.InTypeAlias);
}

/** The strings in a union like `number | 'live'`. */
export function literalsOf(text: string): string[] {
  return text.split('|').flatMap((part) => /^'([^']*)'$/.exec(part.trim())?.[1] ?? []);
}
