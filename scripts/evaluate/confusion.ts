/** What was read for what was written; a digit that was not read at all counts as wrong. */
export interface Confusion {
  readonly count: number;
  readonly correct: number;
  /** [written][read], 0 to 9 each; the eleventh column counts those without an answer. */
  readonly table: readonly (readonly number[])[];
}

const NO_ANSWER = 10;

export function countConfusion(
  labels: ArrayLike<number>,
  digits: readonly (number | null)[],
): Confusion {
  const table = Array.from({ length: 10 }, () => new Array<number>(NO_ANSWER + 1).fill(0));
  digits.forEach((digit, index) => table[labels[index]!]![digit ?? NO_ANSWER]!++);
  const correct = table.reduce((sum, row, label) => sum + row[label]!, 0);
  return { count: digits.length, correct, table };
}

/** The table with written digits down and read ones across; the last column only where needed. */
export function formatConfusion({ table }: Confusion): string {
  const unanswered = table.some((row) => row[NO_ANSWER]! > 0);
  const columns = unanswered ? NO_ANSWER + 1 : NO_ANSWER;
  const heads = Array.from({ length: columns }, (_, read) =>
    read === NO_ANSWER ? '–' : `${read}`,
  );
  const widest = Math.max(...table.flat()).toString().length + 2;
  const line = (head: string, cells: readonly string[]) =>
    head.padEnd(8) + cells.map((cell) => cell.padStart(widest)).join('');
  return [
    line('written', heads),
    ...table.map((row, label) => line(`${label}`, row.slice(0, columns).map(cell))),
  ].join('\n');
}

/** Zeros are left out to a dot: what catches the eye should be the mistakes. */
function cell(count: number): string {
  return count === 0 ? '·' : String(count);
}
