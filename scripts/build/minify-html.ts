/** A comment, a tag with its quoted values, or the text between them. */
const PIECE = /<!--[^]*?-->|<\/?[a-z](?:"[^"]*"|'[^']*'|[^"'>])*>|[^<]+|</gi;

/**
 * The strings of an HTML or SVG template without the white space that only lays out its source. As
 * in JSX, white space with a line break beside a tag or an expression means nothing, and between
 * words one space; a space that is meant stands on a line with its neighbours.
 *
 * @param strings the template's literal parts, between which the expressions stand.
 */
export function minifyHtml(strings: readonly string[]): string[] {
  // An expression may stand in a tag, which must be seen as one: a character unknown to HTML marks it.
  const marked = strings.join('\0');
  return marked
    .replace(PIECE, (piece) => {
      if (piece.startsWith('<!--')) return piece;
      return piece.startsWith('<') ? minifyTag(piece) : minifyText(piece);
    })
    .split('\0');
}

function minifyTag(tag: string): string {
  return tag
    .replace(/("[^"]*"|'[^']*')|\s+/g, (_match, quoted?: string) => quoted ?? ' ')
    .replace(/ >$/, '>')
    .replace(/(?<=["']) \/>$/, '/>');
}

function minifyText(text: string): string {
  return text
    .split('\0')
    .map((part) => part.replace(/^\s*\n\s*|\s*\n\s*$/g, '').replace(/\s+/g, ' '))
    .join('\0');
}
