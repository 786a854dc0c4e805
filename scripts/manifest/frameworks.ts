import { fieldsOf, type ElementDeclaration } from './manifest.js';

/** How a framework types elements in its templates. */
interface Framework {
  /** Imports of the framework's types. */
  readonly imports: string;
  /** The declaration of its elements around `body`. */
  augment(body: string): string;
  /** The type of an element. */
  entry(base: string): string;
}

/** The framework's attributes for any element, without those that ours types itself. */
function others(attributes: string, base: string): string {
  return `Omit<${attributes}<${base}Element>, keyof ${base}Props>`;
}

/** By the name of the module of types. */
const FRAMEWORKS: Readonly<Record<string, Framework>> = {
  react: {
    imports: "import type { DetailedHTMLProps, HTMLAttributes } from 'react';",
    augment: (body) => `declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {${body}
    }
  }
}`,
    entry: (base) =>
      `DetailedHTMLProps<${others('HTMLAttributes', base)}, ${base}Element> & ${base}Props & Listeners<${base}Events, 'on'>`,
  },
  preact: {
    imports: "import type { JSX } from 'preact';",
    augment: (body) => `declare global {
  namespace preact.JSX {
    interface IntrinsicElements {${body}
    }
  }
}`,
    entry: (base) =>
      `${others('JSX.HTMLAttributes', base)} & ${base}Props & Listeners<${base}Events, 'on'>`,
  },
  solid: {
    imports: "import type { JSX } from 'solid-js';",
    augment: (body) => `declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {${body}
    }
  }
}`,
    entry: (base) =>
      `${others('JSX.HTMLAttributes', base)} & ${base}Props & Listeners<${base}Events, 'on:'>`,
  },
  svelte: {
    imports: "import type { HTMLAttributes } from 'svelte/elements';",
    augment: (body) => `declare module 'svelte/elements' {
  interface SvelteHTMLElements {${body}
  }
}`,
    entry: (base) =>
      `${others('HTMLAttributes', base)} & ${base}Props & Listeners<${base}Events, 'on'> & Listeners<${base}Events, 'on:'>`,
  },
  vue: {
    imports: "import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';",
    augment: (body) => `/** An element as Vue's templates take a component. */
type ElementComponent<Element, Props, Events> = new () => Element & {
  /** For templates only: the element has no such property. */
  $props: Props & Omit<HTMLAttributes, keyof Props> & PublicProps;
  $emit: EmitFn<{ [Type in keyof Events]: (event: Events[Type]) => void }>;
};

declare module 'vue' {
  interface GlobalComponents {${body}
  }
}`,
    entry: (base) => `ElementComponent<${base}Element, ${base}Props, ${base}Events>`,
  },
};

/** Modules of types by framework. Importing one makes the framework's templates type-checked. */
export function frameworkModules(elements: readonly ElementDeclaration[]): Map<string, string> {
  return new Map(
    Object.entries(FRAMEWORKS).map(([name, framework]) => [name, moduleOf(framework, elements)]),
  );
}

function moduleOf(framework: Framework, elements: readonly ElementDeclaration[]): string {
  const entries = elements.map((element) => {
    const base = baseName(element);
    return { base, text: `'${element.tagName}': ${framework.entry(base)};` };
  });
  const text = framework.augment(entries.map((entry) => `\n${entry.text}`).join(''));
  const names = entries.flatMap(({ base }) => [`${base}Events`, `${base}Props`]);
  const used = [...names, 'Listeners'].filter((name) => text.includes(name));
  return [
    ...[HEADER, framework.imports, ...elementImports(elements)],
    `import type { ${used.join(', ')} } from './props.js';`,
    ...['', text, ''],
  ].join('\n');
}

/** The prefix of an element's types: `DigitPad` for `DigitPadElement`. */
function baseName({ name }: ElementDeclaration): string {
  return name.replace(/Element$/, '');
}

/**
 * The module of types that all frameworks share: the properties, attributes and events of each
 * element that a template may use.
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

const HEADER = '// Written by the build, from the sources of the elements.';

function elementImports(elements: readonly ElementDeclaration[]): string[] {
  return elements.map(
    ({ name, tagName }) => `import type { ${name} } from '../elements/${tagName}-element.js';`,
  );
}

const EVENTS = "import type { DigitEventMap } from '../elements/events.js';";

const LISTENERS = `/** Listeners for the library's own events; frameworks have types for "input" and "change". */
export type Listeners<Events, Prefix extends string> = {
  [Type in keyof Events as Type extends keyof DigitEventMap ? \`\${Prefix}\${Type}\` : never]?: (
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
      // A template may write a number as a string, as in HTML.
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
      const map = event.includes('-') ? 'DigitEventMap' : 'HTMLElementEventMap';
      return `  '${event}': ${map}['${event}'];`;
    }),
    '}',
    '',
  ].join('\n');
}

function line(name: string, description: string | undefined, type: string): string {
  return `  /** ${description} */\n  '${name}'?: ${type};`;
}
