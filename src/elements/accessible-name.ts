import { styleOf } from './dom.js';

/** What an accessible name or description may depend on. */
export const LABEL_CHANGES: MutationObserverInit = {
  childList: true,
  characterData: true,
  attributeFilter: [
    ...['for', 'id', 'slot', 'title', 'alt', 'hidden'],
    ...['aria-label', 'aria-labelledby', 'aria-hidden', 'aria-description', 'aria-describedby'],
  ],
};

/** The accessible name and description that the page gives a control; empty strings if it gives none. */
export interface Label {
  readonly name: string;
  readonly description: string;
}

/**
 * Computes the accessible name and description that the page gives a form control. The control copies them to
 * the focusable element in its shadow tree, because the page's id references do not reach it.
 *
 * @param labels the `<label>` elements of the control.
 * @param label the control's `label` attribute, used if the `label` slot is empty.
 */
export function readLabel(
  host: HTMLElement,
  labels: Iterable<Node> | null | undefined,
  label: unknown,
): Label {
  const slotted = [...(host.children ?? [])].filter(({ slot }) => slot === 'label');
  const title = host.title?.trim() ?? '';
  const name =
    textOfAll(referred(host, 'labelledby'), host) ||
    (host.getAttribute('aria-label')?.trim() ?? '') ||
    textOfAll([...(labels ?? [])], host) ||
    textOfAll(slotted, host) ||
    String(label ?? '').trim() ||
    title;
  const description =
    textOfAll(referred(host, 'describedby'), host) ||
    (host.getAttribute('aria-description')?.trim() ?? '') ||
    (title === name ? '' : title);
  return { name, description };
}

/** The elements that `aria-labelledby` or `aria-describedby` refers to, by id or as objects. */
function referred(host: HTMLElement, relation: 'labelledby' | 'describedby'): Element[] {
  const elements =
    relation === 'labelledby' ? host.ariaLabelledByElements : host.ariaDescribedByElements;
  if (elements) return [...elements];
  const ids = host.getAttribute(`aria-${relation}`)?.match(/\S+/g) ?? [];
  // During server rendering there is no document to look the ids up in.
  const root = host.getRootNode?.() as Partial<Document> | undefined;
  return ids.flatMap((id) => root?.getElementById?.(id) ?? []);
}

function textOfAll(nodes: readonly Node[], host: Element): string {
  const texts = nodes.map((node) =>
    node === host ? host.getAttribute('aria-label') : contentOf(node, host),
  );
  return texts.join(' ').replace(/\s+/g, ' ').trim();
}

/** The text content, without the text of the control itself. */
function contentOf(node: Node, host: Element): string {
  const assigned = 'assignedNodes' in node ? (node as HTMLSlotElement).assignedNodes() : [];
  const nodes = assigned.length > 0 ? assigned : [...node.childNodes];
  return nodes.map((child) => textOf(child, host)).join('');
}

function textOf(node: Node, host: Element): string {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue ?? '';
  if (!isElement(node) || node === host || node.getAttribute('aria-hidden') === 'true') return '';
  const { display = '' } = styleOf(node);
  if (display === 'none') return '';
  const text = node.getAttribute('aria-label') ?? node.getAttribute('alt') ?? contentOf(node, host);
  return /^(inline|contents)/.test(display) && node.localName !== 'br' ? text : ` ${text} `;
}

function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}
