import { ScriptError } from '../lib/cli.js';

export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A UNIPEN file that cannot be understood: `data-damaged`, naming the file and the line. */
export function placeError({ file, line }: Place, what: string): ScriptError {
  return new ScriptError('data-damaged', `${file}, line ${line}: ${what}.`);
}

/** A keyword with everything up to the next one. */
interface Statement extends Place {
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
function textOf(statement: Statement): string {
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

/** The coordinates from one `.PEN_DOWN` or `.PEN_UP` to the next statement. */
interface Component {
  readonly down: boolean;
  /** x, y, x, y, … in the file's own unit, y upwards. Never empty. */
  readonly points: readonly number[];
  /** The `.WRITER_ID` in force. */
  readonly writer: string | null;
}

/** Which of the numbers of a point are its x and y, as long as no `.COORD` says otherwise. */
const DEFAULT_COLUMNS = { count: 2, x: 0, y: 1 };

/** Reads `.COORD X Y T P`: what the numbers of each point mean. */
function readColumns(statement: Statement): typeof DEFAULT_COLUMNS {
  const names = textOf(statement).toUpperCase().split(' ');
  const [x, y] = [names.indexOf('X'), names.indexOf('Y')];
  if (x < 0 || y < 0) throw placeError(statement, `.COORD ${names.join(' ')} has no X and Y`);
  return { count: names.length, x, y };
}

/**
 * Reads a component's points. As in uplib, the UNIPEN foundation's own reader, numbers count and
 * not lines: so many of them make a point as `.COORD` has names.
 *
 * @returns x, y, x, y, …; empty for a pen-up whose way in the air was not recorded.
 */
function readPoints(statement: Statement, columns: typeof DEFAULT_COLUMNS): number[] {
  const points: number[] = [];
  let column = 0;
  let x = 0;
  let y = 0;
  for (const [index, line] of statement.lines.entries()) {
    for (const word of line.split(/\s+/)) {
      if (word === '') continue;
      if (column === columns.x) x = toNumber(word, statement, index);
      if (column === columns.y) y = toNumber(word, statement, index);
      column = (column + 1) % columns.count;
      if (column === 0) points.push(x, y);
    }
  }
  if (column !== 0) {
    const what = `the last point has ${column} of the ${columns.count} numbers that .COORD names`;
    throw placeError(statement, `.${statement.keyword}: ${what}`);
  }
  return points;
}

function toNumber(word: string, { file, line, keyword }: Statement, index: number): number {
  const value = Number(word);
  if (Number.isFinite(value)) return value;
  throw placeError({ file, line: line + index }, `"${word}" in .${keyword} is not a number`);
}

const RANGE = /^(\d+)(?::(\d+))?(?:-(\d+)(?::(\d+))?)?$/;

/**
 * Cuts out the strokes that a delineation names: `3`, `0-2`, `0-2,5`, `3:5-4:10`. Components and
 * points are counted from 0, both ends are meant, and a component without a point does not count
 * (as in uplib's `sigParseDelineation`). Only ink is returned, not the pen's way in the air.
 *
 * @returns strokes of x, y, x, y, …
 */
export function cutStrokes(
  delineation: string,
  components: readonly Component[],
  place: Place,
): number[][] {
  return delineation.split(',').flatMap((text) => cutRange(text, components, place));
}

function cutRange(text: string, components: readonly Component[], place: Place): number[][] {
  const [, start, from, end, to] = RANGE.exec(text) ?? [];
  if (start === undefined) throw placeError(place, `"${text}" is not a range of components`);
  const [first, last] = [Number(start), Number(end ?? start)];
  // A single point, `3:5`, is not in uplib's grammar; it can mean nothing else.
  const lastPoint = to ?? (end === undefined ? from : undefined);
  if (last < first) throw placeError(place, `the segment ${text} ends before it begins`);
  if (last >= components.length) {
    const count = `${components.length} components, counted from 0`;
    throw placeError(place, `the segment ${text} is not within the ${count}`);
  }
  return components.slice(first, last + 1).flatMap(({ down, points }, offset) => {
    const index = first + offset;
    const begin = index === first ? Number(from ?? 0) : 0;
    const count = points.length / 2;
    const stop = index === last && lastPoint !== undefined ? Number(lastPoint) + 1 : count;
    if (begin >= stop || stop > count) {
      throw placeError(place, `component ${index} has no points ${begin} to ${stop - 1}`);
    }
    return down ? [points.slice(2 * begin, 2 * stop)] : [];
  });
}

/** A labelled part of a file. */
export interface Segment extends Place {
  /** The level of the hierarchy, in capitals: `CHARACTER`, `WORD`. */
  readonly level: string;
  /** Which components; '?' where the file does not say. */
  readonly delineation: string;
  /** What was meant to be written; null if the file does not say. */
  readonly label: string | null;
  /** How many components stand before it. */
  readonly position: number;
  /** The first `.COMMENT` after it; some collections keep their bookkeeping there. */
  comment: string | null;
}

/** Level, delineation (blanks only after its commas), quality, label. */
const SEGMENT = /^(\S+) (\S+(?:(?<=,) \S+)*)(?: ([^\s"]+))?(?: ?"((?:[^"\\]|\\.)*)")?$/;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

/**
 * Reads `.SEGMENT CHARACTER 0-3 OK "4"`. The quality, often `?`, is passed over: contributors do not
 * agree on what it means.
 */
function readSegment(statement: Statement, position: number): Segment {
  const text = textOf(statement);
  const [, level, delineation, , label] = SEGMENT.exec(text) ?? [];
  if (level === undefined || delineation === undefined) {
    throw placeError(statement, `.SEGMENT ${text} is not a level, components, quality and label`);
  }
  return {
    file: statement.file,
    line: statement.line,
    level: level.toUpperCase(),
    delineation: delineation.replaceAll(' ', ''),
    label: label?.replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter) ?? null,
    position,
    comment: null,
  };
}

/** A UNIPEN file's text by its name, or undefined if there is none. */
export type FindFile = (name: string) => string | undefined;

/** Deeper than anybody nests; a file that includes itself by two names still ends. */
const MAX_DEPTH = 16;

/**
 * The statements of a file, with each `.INCLUDE` replaced by those of the file that it names.
 *
 * @param find looks a file up below the include directory.
 * @throws ScriptError `data-damaged` for an included file that is missing or includes itself, naming
 *   the file and line that ask for it.
 */
export function* readWithIncludes(
  text: string,
  file: string,
  find: FindFile,
  above: readonly string[] = [],
): Generator<Statement> {
  const chain = [...above, file];
  for (const statement of readStatements(text, file)) {
    if (statement.keyword !== 'INCLUDE') {
      yield statement;
      continue;
    }
    const name = textOf(statement);
    if (chain.includes(name)) throw placeError(statement, `${name} includes itself`);
    if (chain.length >= MAX_DEPTH) {
      throw placeError(statement, `files include each other more than ${MAX_DEPTH} deep`);
    }
    const included = find(name);
    if (included === undefined)
      throw placeError(statement, `the file to include, ${name}, is missing`);
    yield* readWithIncludes(included, name, find, chain);
  }
}

export interface UnipenDocument {
  readonly components: readonly Component[];
  readonly segments: readonly Segment[];
}

/**
 * Collects pen components and segments; what else the format knows is passed over. A component ends
 * at the next statement of any kind, so a missing `.PEN_UP` does no harm; one without a point, which
 * many files have between strokes, is none.
 *
 * @param level decides by its name, in capitals, whether segments of that level are kept.
 */
export function readDocument(
  statements: Iterable<Statement>,
  level: (name: string) => boolean,
): UnipenDocument {
  const components: Component[] = [];
  const segments: Segment[] = [];
  let columns = DEFAULT_COLUMNS;
  let writer: string | null = null;
  let latest: Segment | null = null;

  for (const statement of statements) {
    switch (statement.keyword) {
      case 'COORD':
        columns = readColumns(statement);
        break;
      case 'WRITER_ID':
        writer = textOf(statement) || null;
        break;
      case 'PEN_DOWN':
      case 'PEN_UP': {
        const points = readPoints(statement, columns);
        const down = statement.keyword === 'PEN_DOWN';
        if (points.length > 0) components.push({ down, points, writer });
        break;
      }
      case 'SEGMENT':
        latest = null;
        // Of other levels nothing is asked, so nothing in them need be right.
        if (!level(textOf(statement).split(' ', 1)[0]!.toUpperCase())) break;
        latest = readSegment(statement, components.length);
        segments.push(latest);
        break;
      case 'COMMENT':
        if (latest) latest.comment ??= textOf(statement);
        break;
    }
  }
  return { components, segments };
}
