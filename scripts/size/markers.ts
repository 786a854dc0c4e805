import { headRoom } from './budget.js';

const BEGIN = '<!-- size:begin -->';
const END = '<!-- size:end -->';

/** What stands between the markers of a document; null where it has none. */
export function tableBetweenMarkers(text: string): string | null {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  return begin < 0 || end < 0 ? null : text.slice(begin + BEGIN.length, end).trim();
}

/** The document with `table` between its markers, which it has. */
export function putBetweenMarkers(text: string, table: string): string {
  const begin = text.indexOf(BEGIN) + BEGIN.length;
  const end = text.indexOf(END, begin);
  return `${text.slice(0, begin)}\n\n${table}\n\n${text.slice(end)}`;
}

/**
 * Whether a written table still says what `table` says: the same rows, and sizes as near as the
 * budget asks, so that another machine's zlib makes no document untrue.
 */
export function saysTheSame(written: string, table: string): boolean {
  const [before, now] = [written, table].map(cellsOf);
  return (
    before!.length === now!.length &&
    before!.every((cell, index) => cell === now![index] || isNear(cell, now![index]!))
  );
}

function cellsOf(table: string): string[] {
  return table.split(/[|\n]/).flatMap((cell) => {
    const text = cell.trim();
    // The rule below the headings is as long as the formatter likes it.
    return text === '' || /^:?-+:?$/.test(text) ? [] : [text];
  });
}

function isNear(before: string, now: string): boolean {
  const [a, b] = [before, now].map((cell) => Number(/^([\d.]+) kB$/.exec(cell)?.[1]) * 1000);
  return Math.abs(a! - b!) <= headRoom(Math.max(a!, b!));
}
