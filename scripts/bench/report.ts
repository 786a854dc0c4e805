import type { Browser } from 'puppeteer-core';
import type { TopLevelSpec } from 'vega-lite';
import { tableMarkdown, type Table } from '../lib/cli.js';
import { significant } from '../lib/figures.js';
import {
  figure,
  html,
  htmlTable,
  type Markup,
  type Section as PageSection,
  PLOT_COLORS,
  renderPage,
} from '../lib/page.js';
import { BACKENDS, type BackendName, type BenchServer } from './browser.js';
import { type Estimate, interleave, type Task } from './statistics.js';

/** What one row of the benchmark found: printed, written into the document and drawn on the page. */
export interface Section {
  /** As `--only` names it. */
  readonly id: string;
  readonly title: string;
  /** What was measured, and how. */
  readonly lead: string;
  readonly tables: readonly Table[];
  /** For the page only. */
  readonly plots: readonly { readonly caption: string; readonly spec: TopLevelSpec }[];
  /** Figures for the short table at the top. */
  readonly goals: readonly Goal[];
}

export interface Goal {
  readonly what: string;
  /** What the project aims at, if it set an aim. */
  readonly bar?: string | undefined;
  readonly measured: string;
}

/** The options of a run. */
export interface Settings {
  readonly backends: readonly BackendName[];
  readonly only?: readonly string[];
  /** Decides the order within rounds and the generated networks. */
  readonly seed: number;
  /** Fewer and smaller measurements, for a look or a test. */
  readonly quick: boolean;
  /** How often each thing is measured; each row has its own default. */
  readonly rounds?: number;
}

export interface Stage {
  readonly server: BenchServer;
  readonly browser: Browser;
  /** The browser's program, for rows that start their own. */
  readonly executablePath: string;
  readonly settings: Settings;
}

export interface Row {
  readonly id: string;
  /** What it measures, for `--help`. */
  readonly summary: string;
  measure(stage: Stage): Promise<Section>;
}

/** Measures the tasks in as many rounds as the settings say; by default `full`, or `quick` ones. */
export function rounds<Figure>(
  { settings }: Stage,
  title: string,
  tasks: readonly Task<Figure>[],
  quick: number,
  full: number,
): Promise<ReadonlyMap<string, Figure[]>> {
  const count = settings.rounds ?? (settings.quick ? quick : full);
  return interleave(title, tasks, count, settings.seed);
}

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly browser: string;
  /** Load average of the minute before the run. */
  readonly load: number;
  readonly webgl: string;
  readonly webgpu: string;
}

export interface Results {
  readonly machine: Machine;
  readonly settings: Settings;
  readonly sections: readonly Section[];
}

/** Name of the part of docs/performance.md that a run writes. */
export const BENCH_PART = 'bench';

// Text

/** The machine, and what a reader of the figures should know first. */
export function conditionsOf({ machine, settings }: Pick<Results, 'machine' | 'settings'>): string {
  const { cores, processor, browser, load, webgl, webgpu } = machine;
  const conditions =
    `${cores} cores of ${processor}, load average ${significant(load)} at the start, ${browser}; ` +
    `webgl: ${webgl}; webgpu: ${webgpu}. Ratios carry over to other machines, absolute times do not: ` +
    'on a software GPU, webgl and webgpu compute on the processor.';
  if (!settings.quick) return conditions;
  return (
    `${conditions} This was a quick run with few rounds: a figure without an interval comes from ` +
    'fewer than three of them, and may be wrong by as much as the machine was busy.'
  );
}

/** The command that measures the same again. */
function commandOf({ quick, seed, rounds, only, backends }: Settings): string {
  const options = [
    only && `--only ${only.join(',')}`,
    backends.length < BACKENDS.length && `--backends ${backends.join(',')}`,
    quick && '--quick',
    rounds !== undefined && `--rounds ${rounds}`,
    `--seed ${seed}`,
  ];
  return `npm run bench -- ${options.filter((option) => typeof option === 'string').join(' ')}`;
}

/** The table at the top: the project's aims, and what was measured. */
function summaryTable(sections: readonly Section[]): Table {
  return {
    head: ['what', 'bar', 'measured'],
    lines: sections.flatMap(({ goals }) =>
      goals.map(({ what, bar, measured }) => [what, bar ?? '–', measured]),
    ),
  };
}

/** Breaks a paragraph into lines of at most 100 characters. */
export function wrapped(text: string): string {
  return text.replace(/(.{1,100})(?: |$)/g, '$1\n').trimEnd();
}

export function printSection({ title, lead, tables }: Section): void {
  console.log([`\n${title}\n${wrapped(lead)}`, ...tables.map(tableMarkdown)].join('\n\n'));
}

export function printSummary(sections: readonly Section[]): void {
  const summary = summaryTable(sections);
  if (summary.lines.length > 0) console.log(`\nIn short\n\n${tableMarkdown(summary)}`);
}

export function resultsMarkdown(results: Results): string {
  const { settings, sections } = results;
  return [
    wrapped(`\`${commandOf(settings)}\` on ${conditionsOf(results)}`),
    tableMarkdown(summaryTable(sections)),
    ...sections.flatMap(({ title, lead, tables }) => [
      `## ${title}`,
      wrapped(lead),
      ...tables.map(tableMarkdown),
    ]),
  ].join('\n\n');
}

// Page

export async function renderResults(results: Results): Promise<string> {
  const { settings, sections } = results;
  const summary = summaryTable(sections);
  const rows: PageSection[] = await Promise.all(
    sections.map(async (section) => ({ ...section, body: await sectionBody(section) })),
  );
  if (summary.lines.length > 0) {
    rows.unshift({ id: 'short', title: 'In short', body: htmlTable(summary) });
  }
  return renderPage({
    style: '\n.scroll + .scroll, .side-by-side { margin-top: 1.25rem; }\n',
    title: 'How fast digit-recognizer is',
    lead: html`<p class="faint"><code>${commandOf(settings)}</code></p>
      <p class="faint">${conditionsOf(results)}</p>`,
    sections: rows,
  });
}

async function sectionBody({ lead, tables, plots }: Section): Promise<Markup> {
  const figures = plots.map(({ caption, spec }) => figure(caption, spec));
  return html`<p class="faint">${lead}</p>
    ${tables.map(htmlTable)}
    <div class="side-by-side">${await Promise.all(figures)}</div>`;
}

// Plots

const WIDTH = 420;

const log = { type: 'log' as const, nice: false };

/** Ratios with their intervals, one below the other, on a logarithmic scale around 1. */
export function ratioPlot(ratios: readonly (Estimate & { readonly name: string })[]): TopLevelSpec {
  const y = {
    field: 'name',
    type: 'nominal' as const,
    sort: null,
    axis: { title: null, labelLimit: 240 },
  };
  const x = {
    field: 'value',
    type: 'quantitative' as const,
    scale: { ...log, padding: 12 },
    axis: { title: 'ratio', format: '~r', tickCount: 6 },
  };
  const { faint, good } = PLOT_COLORS;
  return {
    width: WIDTH,
    height: { step: 22 },
    data: {
      values: ratios.map(({ name, value, interval }) => {
        const [low, high] = interval ?? [value, value];
        return { name, value, low, high };
      }),
    },
    layer: [
      {
        data: { values: [{ value: 1 }] },
        mark: { type: 'rule', color: faint, strokeDash: [4, 4] },
        encoding: { x },
      },
      {
        mark: { type: 'rule', color: good, strokeWidth: 2 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', color: good, filled: true, size: 60, opacity: 1 },
        encoding: { y, x },
      },
    ],
  };
}

/** Curves on logarithmic scales, one color for each `line`. */
export function logLogPlot(
  points: readonly { readonly line: string; readonly x: number; readonly y: number }[],
  titles: { readonly x: string; readonly y: string },
): TopLevelSpec {
  const domain = [...new Set(points.map(({ line }) => line))];
  const { good, bad, third, fourth, faint } = PLOT_COLORS;
  const axis = (field: 'x' | 'y', format: string) => ({
    field,
    type: 'quantitative' as const,
    scale: log,
    axis: { title: titles[field], format, tickCount: 6 },
  });
  return {
    width: WIDTH,
    height: 300,
    data: { values: [...points] },
    mark: { type: 'line', point: { size: 30 } },
    encoding: {
      x: axis('x', '~s'),
      y: axis('y', ',~r'),
      color: {
        field: 'line',
        type: 'nominal',
        scale: { domain, range: [good, bad, third, fourth].slice(0, domain.length) },
        legend: { title: null, labelColor: faint, orient: 'top', symbolType: 'stroke' },
      },
    },
  };
}
