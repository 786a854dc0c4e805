import type { ClassField, ClassMethod } from 'custom-elements-manifest/schema';
import { fieldsOf, type ElementDeclaration } from '../manifest/manifest.js';

interface Item {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
}

/** All that a page may use of an element, as tables of Markdown; none that would be empty. */
export function apiTables(element: ElementDeclaration): string {
  const { slots = [], cssParts = [], cssProperties = [], cssStates = [] } = element;
  return [
    attributes(element),
    properties(element),
    methods(element),
    table(
      ['event', 'type', 'when'],
      element.events.map(({ name, type, description }) => [
        code(name),
        code(type.text),
        description,
      ]),
    ),
    named('slot', slots),
    table(
      ['custom property', 'default', 'meaning'],
      cssProperties.map((item: Item) => [code(item.name), code(item.default), item.description]),
    ),
    named('part', cssParts),
    named(
      'state',
      cssStates.map((state) => ({ ...state, name: `:state(${state.name})` })),
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** A field that has an attribute stands here, by both names where they differ. */
function attributes(element: ElementDeclaration): string {
  return table(
    ['attribute, property', 'type', 'default', 'meaning'],
    element.attributes.map(({ name, fieldName, type, default: initial, description }) => [
      name === fieldName ? code(name) : `${code(name)}, ${code(fieldName)}`,
      code(type!.text),
      code(initial),
      description,
    ]),
  );
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

function named(heading: string, items: readonly Item[]): string {
  return table(
    [heading, 'meaning'],
    items.map(({ name, description }) => [code(name), description]),
  );
}

function code(text: string | undefined): string {
  return text === undefined ? '' : `\`${text}\``;
}

function table(
  headings: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): string {
  if (rows.length === 0) return '';
  return [headings, headings.map(() => '---'), ...rows]
    .map((row) => `| ${row.map((cell = '') => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
