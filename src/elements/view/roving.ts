import { styleOf } from '../drawing/device-pixels.js';

/** The button of each toolbar that had the focus last. */
const lastFocused = new WeakMap<HTMLElement, HTMLButtonElement>();

/**
 * Makes one tab stop of the buttons of a toolbar, as the ARIA Authoring Practices have it: arrow keys,
 * Home and End move between them, and Tab comes back to the one that had the focus last.
 */
export function rove(event: Event): void {
  const toolbar = event.currentTarget as HTMLElement;
  const buttons = buttonsOf(toolbar).filter((button) => button.getClientRects().length > 0);
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  if (at === -1) return;
  if (event.type === 'keydown') move(event as KeyboardEvent, buttons, at);
  else {
    lastFocused.set(toolbar, buttons[at]!);
    holdTabStop(toolbar, buttons[at]);
  }
}

/** To be called after each update: buttons come, go and become disabled. */
export function settleToolbars(root: ParentNode): void {
  for (const toolbar of root.querySelectorAll<HTMLElement>('[role="toolbar"]')) {
    const buttons = buttonsOf(toolbar);
    const last = lastFocused.get(toolbar);
    holdTabStop(toolbar, last && buttons.includes(last) ? last : buttons[0]);
  }
}

function move(event: KeyboardEvent, buttons: readonly HTMLElement[], at: number): void {
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

function holdTabStop(toolbar: HTMLElement, holder: HTMLElement | undefined): void {
  for (const button of toolbar.querySelectorAll('button')) {
    button.tabIndex = button === holder ? 0 : -1;
  }
}
