import type { ClassField, ClassMethod, Parameter } from 'custom-elements-manifest/schema';
import { fieldsOf, type ElementDeclaration } from '../manifest.js';

/** What JetBrains' editors read: https://github.com/JetBrains/web-types, version 1. */
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
