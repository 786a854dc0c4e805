/** What dist/ weighs, and whether it keeps to its budget. */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { filesForPages } from '../build/package-files.js';
import { DIST } from '../build/paths.js';
import { ScriptError, tableMarkdown, type Table } from '../lib/cli.js';
import { grouped, kilobytes } from '../lib/figures.js';

export interface Size {
  readonly raw: number;
  /** At the strongest settings, as for brotli. */
  readonly gzip: number;
  readonly brotli: number;
}

/** What a page fetches up to its first answer, each file compressed separately. */
export interface SizeSum extends Size {
  readonly name: string;
  /** Paths below dist/. */
  readonly files: readonly string[];
  /** Gzipped bytes that the project promises not to exceed. */
  readonly limit?: number | undefined;
}

export interface SizeReport {
  /** By path below dist/. */
  readonly files: ReadonlyMap<string, Size>;
  readonly sums: readonly SizeSum[];
}

/** Gzipped bytes of each file and sum when the budget was last set. */
export type SizeBudget = Readonly<Record<string, number>>;

/** By path below dist/: paths of imported modules, and of modules imported with `import()`. */
export type ImportGraph = ReadonlyMap<
  string,
  { readonly static: readonly string[]; readonly lazy: readonly string[] }
>;

/** Name of the part of a document that holds sizes. */
export const SIZE_PART = 'size';

export const BUDGET_FILE = fileURLToPath(new URL('size-budget.json', import.meta.url));

/** A way to the first answer. */
interface Case {
  readonly name: string;
  readonly title: string;
  readonly entry: string;
  /** In an order in which each is imported by those before it. */
  readonly lazy: readonly string[];
  readonly data?: readonly string[];
  readonly limit?: number;
}

const onBackend = (name: string, backend: string, more: Partial<Case> = {}): Case => ({
  name,
  title: `\`${backend}\``,
  entry: 'digit-recognizer.js',
  lazy: ['chunks/bundled-network.js', `backends/${backend}.js`],
  ...more,
});

const CASES: readonly Case[] = [
  // first-answer.slow.test.ts checks that `auto` takes cpu for the bundled network.
  onBackend('auto', 'cpu', { title: '`backend="auto"`, the default', limit: 64_000 }),
  onBackend('cpu', 'cpu'),
  onBackend('wasm without its binary', 'wasm', {
    title: '`wasm`, without its binary',
    limit: 80_000,
  }),
  onBackend('wasm', 'wasm', {
    title: '`wasm`, with its binary',
    // Each browser that runs the element has SIMD.
    data: ['wasm/tfjs-backend-wasm-simd.wasm'],
  }),
  onBackend('webgl', 'webgl', { limit: 110_000 }),
  onBackend('webgpu', 'webgpu', { limit: 100_000 }),
  {
    name: 'standalone',
    title: 'the standalone script, any backend',
    entry: 'digit-recognizer.standalone.js',
    lazy: [],
  },
];

/** Weighs all that a page may load of the built package. */
export async function measureBuild(): Promise<SizeReport> {
  const names = await filesForPages();
  const files = new Map<string, Size>();
  for (const name of names) files.set(name, weigh(await readFile(DIST + name)));
  const graph = await importGraph(names.filter((name) => name.endsWith('.js')));
  const sums = CASES.map(({ name, entry, lazy, data = [], limit }) => {
    const fetched = [...modulesFetched(graph, entry, lazy), ...data];
    return { name, files: fetched, limit, ...addSizes(files, fetched) };
  });
  return { files, sums };
}

function weigh(content: Buffer): Size {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return {
    raw: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
    brotli: brotliCompressSync(content, { params }).length,
  };
}

export function addSizes(sizes: ReadonlyMap<string, Size>, files: readonly string[]): Size {
  const sum = { raw: 0, gzip: 0, brotli: 0 };
  for (const file of files) {
    const size = sizes.get(file);
    if (!size) throw new Error(`dist/${file} is missing, but a page would request it.`);
    sum.raw += size.raw;
    sum.gzip += size.gzip;
    sum.brotli += size.brotli;
  }
  return sum;
}

async function importGraph(names: readonly string[]): Promise<ImportGraph> {
  const { metafile } = await build({
    entryPoints: names.map((name) => DIST + name),
    outdir: DIST,
    absWorkingDir: DIST,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    write: false,
    metafile: true,
    ignoreAnnotations: true,
    logLevel: 'error',
  });
  const graph = Object.entries(metafile.inputs).map(([name, { imports }]) => {
    const of = (wanted: string) =>
      imports.flatMap(({ kind, external, path }) => (kind === wanted && !external ? path : []));
    return [name, { static: of('import-statement'), lazy: of('dynamic-import') }] as const;
  });
  return new Map(graph);
}

/**
 * The modules that a page fetches if it starts with `entry` and later imports `lazy`, sorted.
 *
 * @throws Error if a module is missing, or if no module before it imports a lazy one.
 */
export function modulesFetched(
  graph: ImportGraph,
  entry: string,
  lazy: readonly string[],
): string[] {
  const fetched = new Set<string>();
  const offered = new Set<string>();
  const fetch = (file: string): void => {
    if (fetched.has(file)) return;
    fetched.add(file);
    const imports = graph.get(file);
    if (!imports) throw new Error(`dist/${file} is missing, but a page would request it.`);
    imports.lazy.forEach((target) => offered.add(target));
    imports.static.forEach(fetch);
  };
  fetch(entry);
  for (const file of lazy) {
    if (!offered.has(file) && !fetched.has(file)) {
      throw new Error(`Nothing that dist/${entry} loads imports dist/${file}.`);
    }
    fetch(file);
  }
  return [...fetched].sort();
}

export async function readBudget(): Promise<SizeBudget> {
  return JSON.parse(await readFile(BUDGET_FILE, 'utf8')) as SizeBudget;
}

export function budgetOf({ files, sums }: SizeReport): SizeBudget {
  return Object.fromEntries([
    ...[...files].map(([file, { gzip }]) => [`dist/${file}`, gzip] as const),
    ...sums.map(({ name, gzip }) => [`all for ${name}`, gzip] as const),
  ]);
}

/** Allowed on top of a recorded size: versions of zlib differ slightly. */
function tolerance(bytes: number): number {
  return Math.max(100, Math.ceil(bytes / 100));
}

/**
 * Checks a build against the budget and the limits.
 *
 * @returns a hint if the budget leaves room that the build no longer needs, else ''.
 * @throws ScriptError `over-budget` naming everything that is too large.
 */
export function checkSizes(report: SizeReport, budget: SizeBudget): string {
  const now = budgetOf(report);
  const grown = Object.entries(now).flatMap(([what, bytes]) => {
    const before = budget[what];
    if (before === undefined) return `${what} is new, with ${grouped(bytes)} bytes and no budget`;
    const allowed = before + tolerance(before);
    if (bytes <= allowed) return [];
    return (
      `${what} grew from ${grouped(before)} to ${grouped(bytes)} bytes: ${grouped(bytes - before)} ` +
      `more, which is ${grouped(bytes - allowed)} over its budget of ${grouped(allowed)}`
    );
  });
  const beyond = report.sums.flatMap(({ name, gzip, limit = Infinity }) =>
    gzip <= limit
      ? []
      : `all for ${name} weighs ${grouped(gzip)} bytes: ${grouped(gzip - limit)} over its limit of ${grouped(limit)}`,
  );
  const faults: string[] = [];
  if (grown.length > 0) {
    faults.push(
      list('Gzipped, the package outgrew its budget:', grown),
      'Make it smaller, or raise the budget on purpose: npm run size -- --update.',
    );
  }
  if (beyond.length > 0) {
    faults.push(
      list('Gzipped, the package is larger than the project promises:', beyond),
      'These limits are in scripts/size/size.ts, and no update moves them: make it smaller.',
    );
  }
  if (faults.length > 0) throw new ScriptError('over-budget', faults.join('\n'));
  const loose = Object.entries(budget).flatMap(([what, before]) => {
    const bytes = now[what];
    if (bytes === undefined) return `${what} is gone`;
    if (bytes + tolerance(before) >= before) return [];
    return `${what} shrank from ${grouped(before)} to ${grouped(bytes)} bytes`;
  });
  if (loose.length === 0) return '';
  return list('The budget is too wide; npm run size -- --update narrows it:', loose);
}

const list = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${line}`)].join('\n');

function sizeTable(title: string, rows: readonly (readonly [name: string, size: Size])[]): Table {
  return {
    head: [title, 'raw', 'gzip -9', 'brotli 11'],
    lines: rows.map(([name, { raw, gzip, brotli }]) => [
      name,
      ...[raw, gzip, brotli].map(kilobytes),
    ]),
  };
}

export function fileTable({ files }: SizeReport): Table {
  return sizeTable(
    'file of `dist/`',
    [...files].map(([name, size]) => [`\`${name}\``, size]),
  );
}

export function sumTable({ sums }: SizeReport): Table {
  const titleOf = (sum: SizeSum) => CASES.find(({ name }) => name === sum.name)?.title ?? sum.name;
  return sizeTable(
    'up to the first answer with',
    sums.map((sum) => [titleOf(sum), sum]),
  );
}

/** The documents that hold sizes, with what stands there. */
export function sizeTables(report: SizeReport): ReadonlyMap<string, string> {
  const sums = tableMarkdown(sumTable(report));
  return new Map([
    ['README.md', sums],
    ['docs/performance.md', `${sums}\n\n${tableMarkdown(fileTable(report))}`],
  ]);
}

/**
 * Whether a document still says the same: the same rows, and sizes within the tolerance of the
 * budget, because versions of zlib differ.
 */
export function saysTheSame(document: string, tables: string): boolean {
  const [, part = ''] = document.split(/<!-- size:(?:begin|end) -->/);
  // The rule below the head is as long as the widest cell.
  const [before, now] = [part, tables].map((text) =>
    text.split(/[|\n]/).flatMap((cell) => (/^[ :-]*$/.test(cell) ? [] : cell.trim())),
  );
  const bytes = (cell: string): number => Number(/^([\d.]+) kB$/.exec(cell)?.[1]) * 1000;
  const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= tolerance(Math.max(a, b));
  return (
    before!.length === now!.length &&
    before!.every((cell, at) => cell === now![at] || isNear(bytes(cell), bytes(now![at]!)))
  );
}
