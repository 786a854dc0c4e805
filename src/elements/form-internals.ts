/** What the browser and the page give a form control: a name, its form, and internals. */
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

/** `checkValidity()` of a field or a form is running, so no error may be shown. */
let silent = false;
/** Forms whose methods are wrapped. */
const watched = new WeakSet<HTMLFormElement>();

/** An error is not to be shown. */
export function isSilent(): boolean {
  return silent;
}

/** Runs a check, whose errors are shown or not. */
export function withSilence<T>(isSilent: boolean, check: () => T): T {
  const before = silent;
  silent = isSilent;
  try {
    return check();
  } finally {
    silent = before;
  }
}

/**
 * Wraps two methods of a form. An `invalid` event does not tell whether the form checks or also reports:
 * anything but `checkValidity()` that fires the event reports. And what is only to be read must not keep
 * `requestSubmit()` from firing `submit`.
 *
 * @param submitting called before the form checks what it submits.
 */
export function watchForm(form: HTMLFormElement, submitting: () => void): void {
  if (watched.has(form)) return;
  watched.add(form);
  const { checkValidity, requestSubmit } = form;
  const methods: Partial<HTMLFormElement> = {
    checkValidity: () => withSilence(true, () => checkValidity.call(form)),
    requestSubmit(submitter) {
      submitting();
      requestSubmit.call(form, submitter);
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    // Fails if a control of the form has this name.
    Reflect.defineProperty(form, name, { value, configurable: true, writable: true });
  }
}

/** The first button that submits a form. */
export function defaultButtonOf(form: HTMLFormElement): HTMLElement | undefined {
  // `form.elements` lacks image buttons. In a frame, `instanceof` would fail.
  const buttons = (form.getRootNode() as ParentNode).querySelectorAll<
    HTMLButtonElement | HTMLInputElement
  >('button, input[type=submit], input[type=image]');
  return [...buttons].find((button) => submits(button, form));
}

/** Whether a button submits this form. */
export function submits(
  { form, type }: HTMLButtonElement | HTMLInputElement,
  of: Element | null,
): boolean {
  return form !== null && form === of && (type === 'submit' || type === 'image');
}

/** The browser's internals, or a stand-in: happy-dom has none, and jsdom's do not support forms. */
export function internalsOf(host: HTMLElement): ElementInternals {
  const own: ElementInternals | undefined = (host as Partial<HTMLElement>).attachInternals?.();
  return (own as Partial<ElementInternals> | undefined)?.setFormValue ? own! : standInFor(host);
}

/** For tests in jsdom and happy-dom: validity, form and labels are right, but nothing is submitted. */
function standInFor(host: HTMLElement): ElementInternals {
  let flags: ValidityStateFlags = {};
  const isValid = (): boolean =>
    !standIn.willValidate ||
    standIn.validity.valid ||
    (host.dispatchEvent(new Event('invalid', { cancelable: true })), false);
  const standIn = {
    validationMessage: '',
    setFormValue() {},
    setValidity(next: ValidityStateFlags, message = '') {
      flags = next;
      standIn.validationMessage = message;
    },
    get validity() {
      return { ...flags, valid: standIn.validationMessage === '' };
    },
    get willValidate() {
      return !host.matches('[readonly], [disabled], fieldset[disabled] *');
    },
    get form() {
      return host.closest('form');
    },
    get labels() {
      return [...host.ownerDocument.querySelectorAll('label')].filter(
        (label) => label.contains(host) || (label.htmlFor !== '' && label.htmlFor === host.id),
      );
    },
    checkValidity: isValid,
    reportValidity: isValid,
  };
  return standIn as unknown as ElementInternals;
}
