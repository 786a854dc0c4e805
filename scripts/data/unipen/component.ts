import { fault } from './fault.js';
import { textOf, type Statement } from './statement.js';

/** The coordinates from one `.PEN_DOWN` or `.PEN_UP` to the next statement. */
export interface Component {
  readonly down: boolean;
  /** x, y, x, y, … in the file's own unit, y upwards. Never empty. */
  readonly points: readonly number[];
  /** The `.WRITER_ID` in force. */
  readonly writer: string | null;
}

/** Which of the numbers of a point are its x and y. */
export interface Columns {
  readonly count: number;
  readonly x: number;
  readonly y: number;
}

/** What holds as long as no `.COORD` says otherwise. */
export const DEFAULT_COLUMNS: Columns = { count: 2, x: 0, y: 1 };

/**
 * Reads `.COORD X Y T P`: what the numbers of each point mean.
 *
 * @throws ScriptError `data-damaged` if there is no X or no Y among them.
 */
export function readColumns(statement: Statement): Columns {
  const names = textOf(statement).toUpperCase().split(' ');
  const [x, y] = [names.indexOf('X'), names.indexOf('Y')];
  if (x < 0 || y < 0) throw fault(statement, `.COORD ${names.join(' ')} has no X and Y`);
  return { count: names.length, x, y };
}

/**
 * Reads a component's points. As in uplib, the UNIPEN foundation's own reader, numbers count and
 * not lines: so many of them make a point as `.COORD` has names.
 *
 * @returns x, y, x, y, …; empty for a pen-up whose way in the air was not recorded.
 * @throws ScriptError `data-damaged`, naming the line of what is not a number.
 */
export function readPoints(statement: Statement, columns: Columns): number[] {
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
    throw fault(statement, `.${statement.keyword}: ${what}`);
  }
  return points;
}

function toNumber(word: string, { file, line, keyword }: Statement, index: number): number {
  const value = Number(word);
  if (Number.isFinite(value)) return value;
  throw fault({ file, line: line + index }, `"${word}" in .${keyword} is not a number`);
}
