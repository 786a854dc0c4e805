const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/.source;

/** All strings, which stay as they are, and all of what the pattern finds outside them. */
function outsideStrings(pattern: RegExp): RegExp {
  return new RegExp(`(${STRING})|${pattern.source}`, 'g');
}

const COMMENT = outsideStrings(/\/\*[^]*?\*\//);
const SPACES = outsideStrings(/\s+/);
/**
 * A space before a colon stays, for it may be a descendant selector's; so do those around operators
 * and brackets, which `calc()` and `and (` need.
 */
const IDLE_SPACE = outsideStrings(/ (?=[{};,])|(?<=[{};:,]) |^ | $/);
const LAST_SEMICOLON = outsideStrings(/;(?=\})/);

/** A style sheet without comments and without the white space that means nothing. */
export function minifyCss(css: string): string {
  const kept = (other: string) => (_match: string, string?: string) => string ?? other;
  return css
    .replace(COMMENT, kept(' '))
    .replace(SPACES, kept(' '))
    .replace(IDLE_SPACE, kept(''))
    .replace(LAST_SEMICOLON, kept(''));
}
