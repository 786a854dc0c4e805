import ts from 'typescript';
import { ROOT } from '../build/paths.js';
import { ScriptError } from '../lib/script-error.js';

/** Registers the elements, and says which name stands for which class. */
const ENTRY = `${ROOT}src/digit-recognizer.ts`;

/** An element as the sources declare it. */
export interface ElementSource {
  readonly tag: string;
  readonly declaration: ts.ClassDeclaration;
}

/** The elements of the library, and what TypeScript knows of them. */
export interface Sources {
  readonly checker: ts.TypeChecker;
  readonly elements: readonly ElementSource[];
}

/**
 * Reads the sources by the names that `HTMLElementTagNameMap` is extended by.
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
  if (elements.length === 0) throw new ScriptError('bad-sources', `${ENTRY} names no element.`);
  return { checker, elements };
}

function classOf(symbol: ts.Symbol | undefined, tag: string): ts.ClassDeclaration {
  const declaration = symbol?.declarations?.find(ts.isClassDeclaration);
  if (declaration?.name) return declaration;
  throw new ScriptError('bad-sources', `HTMLElementTagNameMap gives <${tag}> no class of a name.`);
}

/** Whether this is declared by the library, not by Lit or the platform. */
export function isOurs(node: ts.Node): boolean {
  return node.getSourceFile().fileName.startsWith(`${ROOT}src/`);
}
