/**
 * Declarations in the place of frameworks that this repository does not have installed: as much of
 * the shape of theirs as the types of ours build on, and no more. That the real ones have this shape
 * is not tested by them.
 */
export const STAND_INS: Readonly<Record<string, string>> = {
  'preact/jsx.d.ts': `
    export namespace JSXInternal {
      interface Element { readonly type: unknown }
      interface HTMLAttributes<T extends EventTarget> {
        id?: string;
        slot?: string;
        children?: unknown;
        ref?: (element: T | null) => void;
        onInput?: (event: Event & { currentTarget: T }) => void;
      }
      interface IntrinsicElements { div: HTMLAttributes<HTMLDivElement> }
    }`,
  'preact/index.d.ts': `
    export as namespace preact;
    import { JSXInternal } from './jsx';
    export import JSX = JSXInternal;`,
  'preact/jsx-runtime.d.ts': `
    import { JSXInternal } from './jsx';
    export import JSX = JSXInternal;
    export function jsx(type: string, props: object): JSX.Element;
    export function jsxs(type: string, props: object): JSX.Element;`,

  'solid-js/jsx.d.ts': `
    export namespace JSX {
      interface Element { readonly type: unknown }
      interface HTMLAttributes<T> {
        id?: string;
        slot?: string;
        children?: unknown;
        ref?: T | ((element: T) => void);
        onInput?: (event: Event & { currentTarget: T }) => void;
      }
      interface IntrinsicElements { div: HTMLAttributes<HTMLDivElement> }
    }`,
  'solid-js/index.d.ts': `
    import { JSX } from './jsx';
    export type { JSX };`,
  'solid-js/jsx-runtime.d.ts': `
    export type { JSX } from './jsx';
    export function jsx(type: string, props: object): unknown;
    export function jsxs(type: string, props: object): unknown;`,

  'svelte/elements.d.ts': `
    export interface HTMLAttributes<T extends EventTarget> {
      id?: string | null;
      oninput?: (event: Event & { currentTarget: T }) => void;
    }
    export interface SvelteHTMLElements { div: HTMLAttributes<HTMLDivElement> }`,
};
