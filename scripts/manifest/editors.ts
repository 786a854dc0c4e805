import type { ClassField, ClassMethod, Parameter } from 'custom-elements-manifest/schema';
import { fieldsOf, type ElementDeclaration } from './manifest.js';
import { literalsOf } from './sources.js';

/** Custom data for `html.customData` of VS Code: the elements and their attributes. */
export function htmlCustomData(elements: readonly ElementDeclaration[]): object {
  return {
    version: 1.1,
    tags: elements.map(({ tagName, attributes, ...element }) => ({
      name: tagName,
      description: element.description,
      attributes: attributes.map(({ name, type, description, default: initial }) => ({
        name,
        description: initial ? `${description} Default: ${initial}.` : description,
        // For VS Code, `v` means an attribute without a value.
        ...(type!.text === 'boolean'
          ? { valueSet: 'v' }
          : { values: literalsOf(type!.text).map((value) => ({ name: value })) }),
      })),
    })),
  };
}

/** Custom data for `css.customData` of VS Code: custom properties, parts and states. */
export function cssCustomData(elements: readonly ElementDeclaration[]): object {
  return {
    version: 1.1,
    properties: described(elements.flatMap(({ cssProperties = [] }) => cssProperties)),
    pseudoElements: described(
      elements.flatMap(({ cssParts = [] }) =>
        cssParts.map((part) => ({ ...part, name: `::part(${part.name})` })),
      ),
    ),
    pseudoClasses: described(
      elements.flatMap(({ cssStates = [] }) =>
        cssStates.map((state) => ({ ...state, name: `:state(${state.name})` })),
      ),
    ),
  };
}

/** Each name once, with its first description: elements share some. */
function described(
  items: readonly { readonly name: string; readonly description?: string }[],
): object[] {
  const first = new Map([...items].reverse().map((item) => [item.name, item.description]));
  return [...first].map(([name, description]) => ({ name, description })).reverse();
}

/** Data for the editors of JetBrains: https://github.com/JetBrains/web-types, version 1. */
export function webTypes(elements: readonly ElementDeclaration[], version: string): object {
  return {
    $schema: 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
    name: 'digit-recognizer',
    version,
    'description-markup': 'markdown',
    contributions: { html: { elements: elements.map(element) } },
  };
}

function element(declaration: ElementDeclaration): object {
  const { name, tagName, description, attributes, members, events } = declaration;
  const { slots = [], cssParts = [], cssProperties = [], cssStates = [] } = declaration;
  return {
    name: tagName,
    description,
    source: { module: 'digit-recognizer', symbol: name },
    attributes: attributes.map((attribute) => ({
      name: attribute.name,
      description: attribute.description,
      ...(attribute.default === undefined ? {} : { default: attribute.default }),
      value: valueOf(attribute.type!.text),
    })),
    slots,
    js: {
      properties: [
        ...fieldsOf(declaration).map(property),
        ...members.filter((member) => member.kind === 'method').map(method),
      ],
      events: events.map((event) => ({
        name: event.name,
        description: event.description,
        type: event.type.text,
      })),
    },
    css: {
      parts: cssParts.map(nameAndDescription),
      properties: cssProperties.map(nameAndDescription),
      'pseudo-classes': cssStates.map((state) => ({
        ...nameAndDescription(state),
        name: `state(${state.name})`,
      })),
    },
  };
}

function valueOf(type: string): object {
  return type === 'boolean' ? { kind: 'no-value', type } : { kind: 'plain', required: true, type };
}

function property({ name, description, type, readonly, default: initial }: ClassField): object {
  return {
    ...{ name, description, type: type!.text },
    ...(readonly ? { 'read-only': true } : {}),
    ...(initial === undefined ? {} : { default: initial }),
  };
}

function method({ name, description, parameters = [], return: result }: ClassMethod): object {
  const list = parameters.map(parameter).join(', ');
  return { name, description, 'read-only': true, type: `(${list}) => ${result!.type!.text}` };
}

function parameter({ name, optional, type }: Parameter): string {
  return `${name}${optional ? '?' : ''}: ${type!.text}`;
}

function nameAndDescription(item: { readonly name: string; readonly description?: string }) {
  return { name: item.name, description: item.description };
}
