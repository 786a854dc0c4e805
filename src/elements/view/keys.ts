/** What a key does to the field. */
export type KeyAct =
  | { readonly kind: 'undo' | 'redo' | 'clear' }
  /** 0 to 9. */
  | { readonly kind: 'enter'; readonly digit: number }
  /** Of the form, for a field that has the focus. */
  | { readonly kind: 'submit' }
  /** To the next or the last digit, as on a spin button. */
  | { readonly kind: 'step'; readonly by: 1 | -1 };

/**
 * By the conventions of text fields and spin buttons; null for any other key, and for every key that
 * is pressed on a button inside.
 */
export function keyAct(event: KeyboardEvent): KeyAct | null {
  if (event.defaultPrevented || event.altKey || event.isComposing) return null;
  if ((event.composedPath()[0] as Element).localName === 'button') return null;
  // What fills in forms fires keydown events without a key.
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

/** Digits of every script: an Arabic or Devanagari keyboard types its own. */
function typedDigit(key: string): number | null {
  if (!/^\p{Nd}$/u.test(key)) return null;
  const code = key.codePointAt(0) ?? 0;
  // Unicode puts the ten digits of a script in a row, from zero on.
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return code - zero;
}
