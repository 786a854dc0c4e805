/** Text that is HTML already: what {@link html} makes, and what {@link trusted} vouches for. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template; false, null and undefined are nothing, lists are joined. */
export type HtmlValue = string | number | Markup | false | null | undefined | readonly HtmlValue[];

/** A template tag for HTML: every value is escaped, for text and for quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  return new Markup(strings.reduce((text, part, index) => text + render(values[index - 1]) + part));
}

/** Takes text as HTML unescaped. Only for what a program made, never for what was read. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** Escapes for HTML text and for attributes in either kind of quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function render(value: HtmlValue): string {
  if (value === false || value === null || value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(render).join('');
  return escapeHtml(String(value));
}
