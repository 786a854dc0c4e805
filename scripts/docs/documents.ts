import type { ClassField, ClassMethod } from 'custom-elements-manifest/schema';
import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../build/paths.js';
import { replacePart } from '../lib/files.js';
import { tableMarkdown } from '../lib/cli.js';
import { elementDeclarations, fieldsOf, type ElementDeclaration } from '../manifest/manifest.js';

const DOCUMENT = 'docs/elements.md';

/** Name of the part of the document that is written here. */
const PART = 'api';

/** The documents with the tables of the sources, by path in the repository. */
export async function writtenDocuments(): Promise<Map<string, string>> {
  const filepath = ROOT + DOCUMENT;
  const tables = elementDeclarations().map(section).join('\n\n');
  const written = replacePart(await readFile(filepath, 'utf8'), PART, tables);
  const config = await resolveConfig(filepath);
  return new Map([[DOCUMENT, await format(written, { ...config, filepath })]]);
}

function section(element: ElementDeclaration): string {
  return `## \`<${element.tagName}>\`\n\n${element.description}\n\n${apiTables(element)}`;
}

interface Item {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
}

/** All that a page may use of an element, as Markdown tables without empty ones. */
export function apiTables(element: ElementDeclaration): string {
  const { attributes, events, slots = [], cssParts = [] } = element;
  const { cssProperties = [], cssStates = [] } = element;
  const states = cssStates.map((state) => ({ ...state, name: `:state(${state.name})` }));
  const named = (heading: string, items: readonly Item[]) =>
    table(
      [heading, 'meaning'],
      items.map(({ name, description }) => [code(name), description]),
    );
  return [
    table(
      ['attribute, property', 'type', 'default', 'meaning'],
      attributes.map(({ name, fieldName, type, default: initial, description }) => [
        // Both names if they differ.
        name === fieldName ? code(name) : `${code(name)}, ${code(fieldName)}`,
        ...[code(type!.text), code(initial), description],
      ]),
    ),
    properties(element),
    methods(element),
    table(
      ['event', 'type', 'when'],
      events.map(({ name, type, description }) => [code(name), code(type.text), description]),
    ),
    named('slot', slots),
    table(
      ['custom property', 'default', 'meaning'],
      cssProperties.map((item: Item) => [code(item.name), code(item.default), item.description]),
    ),
    named('part', cssParts),
    named('state', states),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function properties(element: ElementDeclaration): string {
  const covered = new Set(element.attributes.map(({ fieldName }) => fieldName));
  const fields = fieldsOf(element).filter(({ name }) => !covered.has(name));
  const statics = element.members
    .filter((member): member is ClassField => member.kind === 'field' && member.static === true)
    .map((field) => ({ ...field, name: `${element.name}.${field.name}` }));
  return table(
    ['property', 'type', 'meaning'],
    [...fields, ...statics].map(({ name, type, readonly, description }) => [
      code(name),
      code(type!.text),
      readonly ? `${description} Read-only.` : description,
    ]),
  );
}

function methods({ members }: ElementDeclaration): string {
  return table(
    ['method', 'returns', 'meaning'],
    members
      .filter((member): member is ClassMethod => member.kind === 'method')
      .map(({ name, parameters = [], return: result, description }) => [
        code(
          `${name}(${parameters.map(({ name, optional }) => name + (optional ? '?' : '')).join(', ')})`,
        ),
        code(result!.type!.text),
        [
          description,
          ...parameters
            .filter((parameter) => parameter.description)
            .map((parameter) => `${code(parameter.name)}: ${parameter.description}`),
          ...(result!.description ? [`Returns ${result!.description}`] : []),
        ].join(' '),
      ]),
  );
}

function code(text: string | undefined): string {
  return text === undefined ? '' : `\`${text}\``;
}

function table(
  head: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): string {
  if (rows.length === 0) return '';
  return tableMarkdown({
    head,
    lines: rows.map((row) => row.map((cell = '') => cell)),
    align: 'left',
  });
}
