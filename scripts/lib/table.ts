export interface Table {
  /** The first column names the line; the others are figures. */
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** In columns as prettier lays them out, so that the document stays as it was written. */
export function tableMarkdown({ head, lines }: Table): string {
  const all = [head, ...lines].map((line) => line.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]!.length), 3));
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [first, ...rest] = all.map((line) =>
    row(
      line.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
      ),
    ),
  );
  const rule = row(
    widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)),
  );
  return [first, rule, ...rest].join('\n');
}

/** For a terminal: the first column to the left, figures to the right. */
export function tableText({ head, lines }: Table): string {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]!.length)));
  return all
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
        )
        .join('   '),
    )
    .join('\n');
}
