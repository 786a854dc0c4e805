export interface Table {
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
  /** Of all columns but the first, which is always left-aligned; by default right, for figures. */
  readonly align?: 'left' | 'right';
}

/** A Markdown table, formatted as Prettier does. */
export function tableMarkdown({ head, lines, align = 'right' }: Table): string {
  const escaped = [head, ...lines].map((line) => line.map((cell) => cell.replaceAll('|', '\\|')));
  const [first, ...rest] = aligned([...escaped, head.map(() => '---')], align);
  const rule = rest
    .pop()!
    .map((cell, column) =>
      column > 0 && align === 'right' ? `${'-'.repeat(cell.length - 1)}:` : '-'.repeat(cell.length),
    );
  return [first!, rule, ...rest].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A table for a terminal. */
export function tableText({ head, lines, align = 'right' }: Table): string {
  return aligned([head, ...lines], align)
    .map((line) => line.join('   '))
    .join('\n');
}

function aligned(lines: readonly (readonly string[])[], align: 'left' | 'right'): string[][] {
  const widths = lines[0]!.map((_, column) =>
    Math.max(...lines.map((line) => line[column]!.length)),
  );
  return lines.map((line) =>
    line.map((cell, column) =>
      column > 0 && align === 'right'
        ? cell.padStart(widths[column]!)
        : cell.padEnd(widths[column]!),
    ),
  );
}
