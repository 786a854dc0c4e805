import { fieldsOf, type ElementDeclaration } from '../manifest.js';

/** The name that types of an element begin with: `DigitPad` for `DigitPadElement`. */
export function baseName({ name }: ElementDeclaration): string {
  return name.replace(/Element$/, '');
}

/**
 * A module of types, which those of all frameworks share: what may be set on each element in a
 * template, properties and attributes, and what may be listened to.
 */
export function propsModule(elements: readonly ElementDeclaration[]): string {
  return [
    HEADER,
    EVENTS,
    ...elementImports(elements),
    '',
    ...elements.map(propsAndEvents),
    LISTENERS,
  ].join('\n');
}

export const HEADER = '// Written by the build, from the sources of the elements.';

export function elementImports(elements: readonly ElementDeclaration[]): string[] {
  return elements.map(
    ({ name, tagName }) => `import type { ${name} } from '../elements/${tagName}-element.js';`,
  );
}

const EVENTS = "import type { DigitEventMap } from '../elements/events.js';";

const LISTENERS = `/** Listeners for the library's own events; frameworks have types for "input" and "change". */
export type Listeners<Events, Prefix extends string> = {
  [Type in keyof Events as Type extends \`digit-\${string}\` ? \`\${Prefix}\${Type}\` : never]?: (
    event: Events[Type],
  ) => void;
};
`;

function propsAndEvents(element: ElementDeclaration): string {
  const { name, attributes, events } = element;
  const fields = fieldsOf(element).filter(({ readonly }) => !readonly);
  const properties = fields.map((field) =>
    line(field.name, field.description, `${name}['${field.name}']`),
  );
  const others = attributes
    .filter((attribute) => !fields.some((field) => field.name === attribute.name))
    .map(({ name: attribute, fieldName, description, type }) => {
      // A template may write a number as it stands in HTML.
      const text = type!.text.includes('number') ? ' | `${number}`' : '';
      return line(attribute, description, `${name}['${fieldName}']${text}`);
    });
  return [
    `export interface ${baseName(element)}Props {`,
    ...properties,
    ...others,
    '}',
    '',
    `export interface ${baseName(element)}Events {`,
    ...events.map(({ name: event }) => {
      const map = event.startsWith('digit-') ? 'DigitEventMap' : 'HTMLElementEventMap';
      return `  '${event}': ${map}['${event}'];`;
    }),
    '}',
    '',
  ].join('\n');
}

function line(name: string, description: string | undefined, type: string): string {
  return `  /** ${description} */\n  '${name}'?: ${type};`;
}
