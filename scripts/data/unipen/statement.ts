import type { Place } from './fault.js';

/** A keyword with everything up to the next one. */
export interface Statement extends Place {
  /** In capitals, without its dot: `PEN_DOWN`. */
  readonly keyword: string;
  /** What follows the keyword on its own line, then the lines after it; none is left out. */
  readonly lines: readonly string[];
}

/** A keyword is a word that begins with a dot in the first column; `.5` is a number. */
const KEYWORD = /^\.([A-Za-z_]\w*)(.*)$/;

/**
 * Reads the statements of a file in the UNIPEN 1.0 format (Guyon, Schomaker, Plamondon, Liberman and
 * Janet, ICPR 1994; the format's own definition is `unipen.def`), one at a time. Lines may end in LF
 * or CR LF. What stands before the first keyword belongs to none and is passed over.
 *
 * @param file names the file in messages.
 */
export function* readStatements(text: string, file: string): Generator<Statement> {
  let open: { keyword: string; lines: string[]; line: number } | null = null;
  let number = 0;
  for (const line of linesOf(text)) {
    number++;
    const [, keyword, rest] = KEYWORD.exec(line) ?? [];
    if (keyword !== undefined) {
      if (open) yield { file, ...open };
      open = { keyword: keyword.toUpperCase(), lines: [rest!.trim()], line: number };
    } else {
      open?.lines.push(line);
    }
  }
  if (open) yield { file, ...open };
}

/** A statement's text as one line, the blanks between its words single. */
export function textOf(statement: Statement): string {
  return statement.lines.join(' ').replace(/\s+/g, ' ').trim();
}

function* linesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    start = end + 1;
  }
}
