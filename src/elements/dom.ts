import { html, noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import { keyed } from 'lit/directives/keyed.js';
import type { DigitEventDetails, DigitEventType } from './events.js';

/** The window of the element's document. It changes when an element is moved to another document. */
export function viewOf({ ownerDocument }: Element): Window & typeof globalThis {
  return ownerDocument.defaultView ?? window;
}

/** The computed style; empty where the browser throws, so that drawing goes on. */
export function styleOf(element: Element): Partial<CSSStyleDeclaration> {
  try {
    return viewOf(element).getComputedStyle(element);
  } catch {
    return {};
  }
}

/** Text that changes. A translation tool may have replaced the text node that Lit would write to. */
export function text(value: string): unknown {
  return keyed(value, html`${value}`);
}

class RenderedDirective extends Directive {
  /** Only declares the parameters; the directive is never rendered as text. */
  declare render: (act: (element: HTMLElement) => void) => unknown;

  override update(part: ElementPart, [act]: [(element: HTMLElement) => void]): unknown {
    act(part.element as HTMLElement);
    return noChange;
  }
}

/** Calls a function with the element whose tag contains it, at each update. */
export const whenRendered = directive(RenderedDirective);

/**
 * Sets custom properties, each `--_` and its name. Lit's `styleMap` writes a style attribute on its first
 * render, which a strict content security policy refuses.
 */
export function variables(values: Readonly<Record<string, number>>): unknown {
  return whenRendered(({ style }) => {
    for (const name in values) style.setProperty(`--_${name}`, values[name]!.toFixed(4));
  });
}

interface Watcher {
  readonly observer: MutationObserver;
  readonly callbacks: Set<() => void>;
}

/** By the kind of changes, then by the root of the observed tree. */
const watchers = new Map<MutationObserverInit, Map<Node, Watcher>>();

/**
 * Calls back when something changes in the tree that contains the element, or in any tree around that
 * one, across shadow roots. All elements in a tree share one observer for each kind of changes.
 *
 * @param changes what to watch for; watchers that pass the same object share an observer.
 * @returns a function that stops watching.
 */
export function watchTree(
  element: Element,
  changes: MutationObserverInit,
  callback: () => void,
): () => void {
  const known = watchers.get(changes) ?? new Map<Node, Watcher>();
  watchers.set(changes, known);
  const roots: Node[] = [];
  for (let root = element.getRootNode(); ; root = (root.host as Element).getRootNode()) {
    roots.push(root);
    if (!known.has(root)) known.set(root, observe(root, changes));
    known.get(root)!.callbacks.add(callback);
    if (!('host' in root)) break;
  }
  return () => {
    for (const root of roots) {
      const { observer, callbacks } = known.get(root) ?? {};
      callbacks?.delete(callback);
      if (callbacks?.size !== 0) continue;
      observer!.disconnect();
      known.delete(root);
    }
  };
}

function observe(root: Node, changes: MutationObserverInit): Watcher {
  const callbacks = new Set<() => void>();
  const observer = new MutationObserver(() => {
    for (const call of callbacks) call();
  });
  observer.observe(root, { ...changes, subtree: true });
  return { observer, callbacks };
}

/** How far outside the viewport counts as near. */
const MARGIN = '200px';

/**
 * Calls back once, when the element is in or near the viewport; at once where the browser cannot tell.
 *
 * @returns a function that gives up waiting.
 */
export function whenNear(element: Element, callback: () => void): () => void {
  try {
    const { IntersectionObserver } = viewOf(element);
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        callback();
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  } catch {
    // Pages of tests (jsdom) have none; to load at once is then as good.
    callback();
    return () => undefined;
  }
}

export const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** The digits from the likeliest to the least likely; ties in ascending order. */
export function ranking(probabilities: readonly number[]): number[] {
  return [...DIGITS].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
}

/** @returns false if it is `cancelable` and the page prevented its default. */
export function dispatchDigitEvent<T extends DigitEventType>(
  target: EventTarget,
  type: T,
  detail: DigitEventDetails[T],
  cancelable = false,
): boolean {
  const init = { detail, bubbles: true, composed: true, cancelable };
  return target.dispatchEvent(new CustomEvent(type, init));
}

/** As the browser's own controls do. */
export function dispatchInput(target: EventTarget): void {
  target.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
}

/** As the browser's own controls do. */
export function dispatchChange(target: EventTarget): void {
  target.dispatchEvent(new Event('change', { bubbles: true }));
}
