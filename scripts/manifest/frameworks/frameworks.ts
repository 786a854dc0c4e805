import type { ElementDeclaration } from '../manifest.js';
import { baseName, elementImports, HEADER } from './props.js';

/** How a framework's templates know elements. */
interface Framework {
  /** What is imported of its types. */
  readonly imports: string;
  /** What declares its elements, around `body`. */
  augment(body: string): string;
  /** The type of an element in its templates. */
  entry(base: string): string;
}

/** Types of the attributes of any element, less those that an element of ours has its own for. */
function others(attributes: string, base: string): string {
  return `Omit<${attributes}<${base}Element>, keyof ${base}Props>`;
}

/** The frameworks that the package has types for, by the names of their modules of types. */
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
  /** For templates alone: the element has no such property. */
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

/** The modules of types, by the name of the framework: importing one makes its templates checked. */
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
