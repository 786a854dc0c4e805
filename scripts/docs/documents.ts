import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../build/paths.js';
import { replacePart } from '../lib/replace-part.js';
import { elementDeclarations, type ElementDeclaration } from '../manifest/manifest.js';
import { apiTables } from './api-tables.js';

/** Name of the part of a document that is written here. */
const PART = 'api';

/** The element that the README describes; a document of its own has the others. */
const MAIN = 'digit-recognizer';
const README = 'README.md';
const OTHERS = 'docs/elements.md';

/** The documents as they should be, by path in the repository: with the tables the sources give. */
export async function writtenDocuments(): Promise<Map<string, string>> {
  const elements = elementDeclarations();
  const others = elements.filter(({ tagName }) => tagName !== MAIN);
  const parts = [
    [
      README,
      elements
        .filter(({ tagName }) => tagName === MAIN)
        .map(apiTables)
        .join(''),
    ],
    [OTHERS, others.map(section).join('\n\n')],
  ] as const;
  const documents = new Map<string, string>();
  for (const [name, text] of parts) {
    const filepath = ROOT + name;
    const written = replacePart(await readFile(filepath, 'utf8'), PART, text);
    const config = await resolveConfig(filepath);
    documents.set(name, await format(written, { ...config, filepath }));
  }
  return documents;
}

function section(element: ElementDeclaration): string {
  return `## \`<${element.tagName}>\`\n\n${element.description}\n\n${apiTables(element)}`;
}
