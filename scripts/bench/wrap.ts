const WIDTH = 100;

/** Breaks a paragraph into lines. */
export function wrapped(text: string): string {
  return text.replace(new RegExp(`(.{1,${WIDTH}})(?: |$)`, 'g'), '$1\n').trimEnd();
}
