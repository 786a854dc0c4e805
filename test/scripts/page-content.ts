/** How often a pattern (global) occurs. */
export function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

/** Whatever a page would fetch from elsewhere; names of XML namespaces are no addresses. */
export function foreignReferences(page: string): string[] {
  const rest = page
    .replaceAll(/ xmlns(:\w+)?="[^"]*"/g, '')
    .replaceAll(/"data:image\/png;base64,[\w+/=]*"/g, '"data:"');
  return [
    ...rest.matchAll(
      /(?:https?:)?\/\/[\w.]+|@import|<link\b[^>]*|\bsrc="(?!data:)[^"]*"|url\([^)]*\)/gi,
    ),
  ].map(([found]) => found);
}
