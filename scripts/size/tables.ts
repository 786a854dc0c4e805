import { kilobytes } from '../lib/figures.js';
import type { Size, SizeReport } from './size-report.js';

type Row = readonly [name: string, raw: string, gzip: string, brotli: string];

const HEADINGS = ['raw', 'gzip -9', 'brotli 11'] as const;

/** For a terminal: every file that a page may load, then what each way to an answer adds up to. */
export function textTables(report: SizeReport): string {
  return [
    textTable(['file of dist/', ...HEADINGS], fileRows(report)),
    textTable(['all up to the first answer', ...HEADINGS], sumRows(report)),
  ].join('\n\n');
}

/** For the README: what each way to an answer adds up to. */
export function sumsInMarkdown(report: SizeReport): string {
  const rows = sumRows(report).map(([name, ...sizes]): Row => [CASE_NAMES[name] ?? name, ...sizes]);
  return markdownTable(['up to the first answer with', ...HEADINGS], rows);
}

export function filesInMarkdown(report: SizeReport): string {
  const rows = fileRows(report).map(([name, ...sizes]): Row => [`\`${name}\``, ...sizes]);
  return markdownTable(['file of `dist/`', ...HEADINGS], rows);
}

/** Where the name of a sum alone would not tell a reader of the documents enough. */
const CASE_NAMES: Readonly<Record<string, string>> = {
  auto: '`backend="auto"`, the default',
  cpu: '`cpu`',
  'wasm without its binary': '`wasm`, without its binary',
  wasm: '`wasm`, with its binary',
  webgl: '`webgl`',
  webgpu: '`webgpu`',
  standalone: 'the standalone script, any backend',
};

function fileRows({ files }: SizeReport): Row[] {
  return [...files].map(([name, size]) => row(name, size));
}

function sumRows({ sums }: SizeReport): Row[] {
  return sums.map((sum) => row(sum.name, sum));
}

function row(name: string, { raw, gzip, brotli }: Size): Row {
  return [name, kilobytes(raw), kilobytes(gzip), kilobytes(brotli)];
}

function textTable(headings: Row, rows: readonly Row[]): string {
  const lines = [headings, ...rows];
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((line) => line[column]!.length)),
  );
  return lines
    .map(([name, ...sizes]) =>
      [
        name.padEnd(widths[0]!),
        ...sizes.map((size, column) => size.padStart(widths[column + 1]!)),
      ].join('  '),
    )
    .join('\n');
}

function markdownTable(headings: Row, rows: readonly Row[]): string {
  const lines = [headings, ['---', '---:', '---:', '---:'], ...rows];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
