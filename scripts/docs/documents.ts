import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../build/paths.js';
import { replacePart } from '../lib/replace-part.js';
import { elementDeclarations, type ElementDeclaration } from '../manifest/manifest.js';
import { apiTables } from './api-tables.js';

/** Name of the part of the document that is written here. */
const PART = 'api';

/** The element that comes first. */
const MAIN = 'digit-recognizer';
const DOCUMENT = 'docs/elements.md';

/** The documents as they should be, by path in the repository: with the tables that the sources give. */
export async function writtenDocuments(): Promise<Map<string, string>> {
  const elements = elementDeclarations();
  const [main, others] = [true, false].map((isMain) =>
    elements.filter(({ tagName }) => (tagName === MAIN) === isMain),
  );
  const tables = [...main!, ...others!].map(section).join('\n\n');
  const filepath = ROOT + DOCUMENT;
  const written = replacePart(await readFile(filepath, 'utf8'), PART, tables);
  const config = await resolveConfig(filepath);
  return new Map([[DOCUMENT, await format(written, { ...config, filepath })]]);
}

function section(element: ElementDeclaration): string {
  return `## \`<${element.tagName}>\`\n\n${element.description}\n\n${apiTables(element)}`;
}
