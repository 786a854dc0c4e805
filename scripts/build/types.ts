import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { DIST, ROOT } from './paths.js';

const TYPES = `${DIST}types/`;

/** The declarations of the package's exports. Others are kept only if these import them. */
const ENTRIES = /^(digit-recognizer|recognizer|standalone|react|elements\/[\w-]+)\.d\.ts$/;

/**
 * Writes the declarations of the package's exports into dist/types, without `@internal`, protected
 * and private members and members named by symbols.
 *
 * @throws Error if tsc finds errors
 */
export function emitTypes(): void {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(
    process.execPath,
    [tsc, '-p', `${ROOT}scripts/build/tsconfig.types.json`],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`tsc found errors:\n${stdout}`);
  const files = readdirSync(TYPES, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.d.ts'));
  const texts = new Map(
    files.map((file) => [file, publicDeclarations(readFileSync(TYPES + file, 'utf8'))]),
  );
  const needed = new Set<string>();
  const need = (file: string): void => {
    const text = texts.get(file);
    if (text === undefined || needed.has(file)) return;
    needed.add(file);
    for (const [, from] of text.matchAll(/(?:from |import\()["'](\.[^"']+)\.js["']/g)) {
      need(path.posix.join(path.posix.dirname(file), `${from}.d.ts`));
    }
  };
  for (const file of files.filter((name) => ENTRIES.test(name))) need(file);
  for (const [file, text] of texts) {
    if (needed.has(file)) writeFileSync(TYPES + file, text);
    else rmSync(TYPES + file);
  }
}

/** A module of declarations with only public members and the imports that these need. */
export function publicDeclarations(text: string): string {
  const source = ts.createSourceFile('it.d.ts', text, ts.ScriptTarget.Latest, true);
  const hidden: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (isHidden(node)) hidden.push(node);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  // A node starts with its comment.
  const shown = hidden.reduceRight(
    (rest, { pos, end }) => rest.slice(0, pos) + rest.slice(end),
    text,
  );
  const body = shown.replace(IMPORT, '');
  const isUsed = (name: string) => new RegExp(`\\b${name.split(' ').at(-1)}\\b`).test(body);
  return shown.replace(IMPORT, (_, type = '', names: string, from: string) => {
    const list = names
      .replace(/[{}]/g, '')
      .split(',')
      .map((name) => name.trim());
    const used = list.filter((name) => name !== '' && isUsed(name)).join(', ');
    if (used === '') return '';
    return `import ${type}${names.startsWith('{') ? `{ ${used} }` : used} from ${from};\n`;
  });
}

/** An import as tsc writes it, but not one for side effects only. */
const IMPORT = /^import (type )?([^'";]*?) from ([^;]+);\n/gm;

function isHidden(node: ts.Node): boolean {
  if (ts.isVariableStatement(node)) return node.getText().endsWith(': unique symbol;');
  if (!ts.isClassElement(node) && !ts.isTypeElement(node)) return false;
  const { name } = node;
  if (name && ts.isComputedPropertyName(name)) return !name.getText().startsWith('[Symbol.');
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  return modifiers.some(
    ({ kind }) => kind === ts.SyntaxKind.ProtectedKeyword || kind === ts.SyntaxKind.PrivateKeyword,
  );
}
