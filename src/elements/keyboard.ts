import { styleOf } from './dom.js';

/** What a key does to the field. */
export type KeyAction =
  | { readonly kind: 'undo' | 'redo' | 'clear' }
  /** 0 to 9. */
  | { readonly kind: 'enter'; readonly digit: number }
  /** Submits the form, if the field has the focus. */
  | { readonly kind: 'submit' }
  /** To the next or the previous digit, as on a spin button. */
  | { readonly kind: 'step'; readonly by: 1 | -1 };

/**
 * Reads a key by the conventions of text fields and spin buttons.
 *
 * @returns null for any other key, and for a key pressed on a button of the element.
 */
export function keyAction(event: KeyboardEvent): KeyAction | null {
  if (event.defaultPrevented || event.altKey || event.isComposing) return null;
  if ((event.composedPath()[0] as Element).localName === 'button') return null;
  // Form fillers fire keydown events without a key.
  const key = event.key?.toLowerCase() ?? '';
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') return { kind: event.shiftKey ? 'redo' : 'undo' };
    return key === 'y' ? { kind: 'redo' } : null;
  }
  if (key === 'backspace' || key === 'delete') return { kind: 'clear' };
  if (key === 'enter') return { kind: 'submit' };
  if (key === 'home') return { kind: 'enter', digit: 0 };
  if (key === 'end') return { kind: 'enter', digit: 9 };
  if (key === 'arrowup') return { kind: 'step', by: 1 };
  if (key === 'arrowdown') return { kind: 'step', by: -1 };
  const digit = typedDigit(key);
  return digit === null ? null : { kind: 'enter', digit };
}

/** Reads digits of every script: an Arabic or Devanagari keyboard types its own. */
export function typedDigit(key: string): number | null {
  if (!/^\p{Nd}$/u.test(key)) return null;
  const code = key.codePointAt(0) ?? 0;
  // In Unicode, the ten digits of a script are consecutive, starting at zero.
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return code - zero;
}

/** For each toolbar, the button that had the focus last. */
const lastFocused = new WeakMap<HTMLElement, HTMLButtonElement>();

/**
 * Handles `keydown` and `focusin` of a toolbar, which is one tab stop, as the ARIA Authoring Practices
 * say: arrow keys, Home and End move between its buttons, and Tab returns to the one focused last.
 */
export function rove(event: Event): void {
  const toolbar = event.currentTarget as HTMLElement;
  const buttons = buttonsOf(toolbar).filter((button) => button.getClientRects().length > 0);
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  if (at === -1) return;
  if (event.type === 'keydown') moveFocus(event as KeyboardEvent, buttons, at);
  else {
    lastFocused.set(toolbar, buttons[at]!);
    setTabStop(toolbar, buttons[at]);
  }
}

/** Call it after each update: buttons may have come, gone or become disabled. */
export function updateTabStops(root: ParentNode): void {
  for (const toolbar of root.querySelectorAll<HTMLElement>('[role="toolbar"]')) {
    const buttons = buttonsOf(toolbar);
    const last = lastFocused.get(toolbar);
    setTabStop(toolbar, last && buttons.includes(last) ? last : buttons[0]);
  }
}

function moveFocus(event: KeyboardEvent, buttons: readonly HTMLElement[], at: number): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const { direction } = styleOf(event.currentTarget as Element);
  const ahead = direction === 'rtl' ? -1 : 1;
  const last = buttons.length - 1;
  const to = { ArrowRight: at + ahead, ArrowLeft: at - ahead, Home: 0, End: last }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons.at(to % buttons.length)!.focus();
}

function buttonsOf(toolbar: HTMLElement): HTMLButtonElement[] {
  return [...toolbar.querySelectorAll<HTMLButtonElement>('button:enabled')];
}

function setTabStop(toolbar: HTMLElement, stop: HTMLElement | undefined): void {
  for (const button of toolbar.querySelectorAll('button')) {
    button.tabIndex = button === stop ? 0 : -1;
  }
}
