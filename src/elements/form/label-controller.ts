import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { styleOf, watchTree } from '../dom.js';

/** What an accessible name or description may depend on. */
const CHANGES: MutationObserverInit = {
  childList: true,
  characterData: true,
  attributeFilter: [
    ...['for', 'id', 'slot', 'title', 'alt', 'hidden'],
    ...['aria-label', 'aria-labelledby', 'aria-hidden', 'aria-description', 'aria-describedby'],
  ],
};

type Host = ReactiveControllerHost &
  HTMLElement & {
    /** The `<label>` elements that name it. */
    readonly labels: NodeList;
    /** The attribute, for a page that fills no slot. */
    readonly label: string;
  };

/**
 * The accessible name and description that the page gives a control, for what has the focus inside
 * it: what the page refers to the control does not reach into its shadow tree. Follows every change.
 */
export class LabelController implements ReactiveController {
  readonly #host: Host;
  #name = '';
  #description = '';
  #stop: () => void = () => undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  /** As for the browser's own controls; empty for none. */
  get name(): string {
    return this.#name;
  }

  /** Empty for none. */
  get description(): string {
    return this.#description;
  }

  hostConnected(): void {
    this.#stop = watchTree(this.#host, CHANGES, () => this.update());
    this.update();
  }

  hostDisconnected(): void {
    this.#stop();
  }

  hostUpdate(): void {
    this.update();
  }

  /** Reads both from the page again. */
  update(): void {
    const host = this.#host;
    const slotted = [...(host.children ?? [])].filter(({ slot }) => slot === 'label');
    const title = host.title?.trim() ?? '';
    const name =
      textOfAll(referred(host, 'labelledby'), host) ||
      (host.getAttribute('aria-label')?.trim() ?? '') ||
      textOfAll([...(host.labels ?? [])], host) ||
      textOfAll(slotted, host) ||
      String(host.label ?? '').trim() ||
      title;
    const description =
      textOfAll(referred(host, 'describedby'), host) ||
      (host.getAttribute('aria-description')?.trim() ?? '') ||
      (title === name ? '' : title);
    if (name === this.#name && description === this.#description) return;
    this.#name = name;
    this.#description = description;
    host.requestUpdate();
  }
}

/** The elements that `aria-labelledby` or `aria-describedby` names, or that the page set as objects. */
function referred(host: HTMLElement, relation: 'labelledby' | 'describedby'): Element[] {
  const elements =
    relation === 'labelledby' ? host.ariaLabelledByElements : host.ariaDescribedByElements;
  if (elements) return [...elements];
  const ids = host.getAttribute(`aria-${relation}`)?.match(/\S+/g) ?? [];
  // A server, where the field may be rendered, has no other elements.
  const root = host.getRootNode?.() as Partial<Document> | undefined;
  return ids.flatMap((id) => root?.getElementById?.(id) ?? []);
}

function textOfAll(nodes: readonly Node[], host: Element): string {
  const texts = nodes.map((node) =>
    node === host ? host.getAttribute('aria-label') : contentOf(node, host),
  );
  return texts.join(' ').replace(/\s+/g, ' ').trim();
}

/** The text of what is inside, without what the control itself shows. */
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
