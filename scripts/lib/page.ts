import { PNG } from 'pngjs';
import { parse, View } from 'vega';
import { compile, type Config, type TopLevelSpec } from 'vega-lite';
import type { Table } from './cli.js';

/** Text that is HTML already: what {@link html} makes, and what {@link trusted} vouches for. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template; false, null and undefined are nothing, lists are joined. */
export type HtmlValue = string | number | Markup | false | null | undefined | readonly HtmlValue[];

/** A template tag for HTML: every value is escaped, for text and for quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  return new Markup(strings.reduce((text, part, index) => text + render(values[index - 1]) + part));
}

/** Takes text as HTML unescaped. Only for what a program made, never for what was read. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** Escapes for HTML text and for attributes in either kind of quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function render(value: HtmlValue): string {
  if (value === false || value === null || value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(render).join('');
  return escapeHtml(String(value));
}

/**
 * What all reports look like. Plots name the same colors, as CSS variables, so that they follow the
 * reader's scheme too.
 */
const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fff;
  --card: #f6f7f9;
  --ink: #1b1f24;
  --faint: #5b6470;
  --line: #d8dde3;
  --grid: #e6e9ed;
  --good: #0b63c4;
  --bad: #c2410c;
  --third: #15803d;
  --fourth: #8b3fc4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b;
    --card: #1d2127;
    --ink: #e8eaed;
    --faint: #a3acb7;
    --line: #3a414b;
    --grid: #2a3038;
    --good: #6fb1ff;
    --bad: #ff9a57;
    --third: #6fd08c;
    --fourth: #d09bff;
  }
}
* { box-sizing: border-box; }
body {
  max-width: 72rem;
  margin: 0 auto;
  padding: 1.5rem 1rem 4rem;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif;
}
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 0.5rem; font-size: 1.2rem; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 1rem; }
p { max-width: 44rem; margin: 0.25rem 0 0.75rem; }
.faint { color: var(--faint); }
.nowrap { white-space: nowrap; }
a { color: var(--good); }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin-top: 1rem; font-size: 0.9rem; }
section { margin-top: 2.75rem; scroll-margin-top: 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.3rem 0.75rem 0.3rem 0; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { color: var(--faint); font-size: 0.85rem; font-weight: 500; vertical-align: bottom; }
tbody th { font-weight: inherit; }
tbody tr { border-top: 1px solid var(--line); }
.scroll { overflow-x: auto; }
figure { margin: 0; min-width: 0; }
figcaption { margin-bottom: 0.5rem; font-weight: 600; font-size: 0.95rem; }
figure .plot svg { display: block; width: 100%; max-width: 32rem; height: auto; }
.figures {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
  gap: 0.75rem;
}
.figures > div { padding: 0.75rem 0.9rem; border-radius: 0.5rem; background: var(--card); }
.figures dt { color: var(--faint); font-size: 0.85rem; }
.figures dd { margin: 0; overflow-wrap: anywhere; }
.figures dd:first-of-type { font-size: 1.4rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.figures dd + dd { color: var(--faint); font-size: 0.8rem; }
.side-by-side {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(23rem, 100%), 1fr));
  gap: 1.5rem 2rem;
}
@media (max-width: 40rem) {
  table { font-size: 0.85rem; }
  th, td { padding-right: 0.6rem; }
}
@media print { nav { display: none; } }
`;

export interface Page {
  readonly title: string;
  readonly lead: HtmlValue;
  readonly sections: readonly Section[];
  /** CSS of this page's own, after the shared one. */
  readonly style?: string;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: HtmlValue;
}

/** Nothing may be fetched: the browser itself holds the page to being one file. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** A report as one HTML file: no script, no request, light or dark as the reader's system is. */
export function renderPage({ title, lead, sections, style = '' }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <title>${title}</title>
        <style>
          ${trusted(PAGE_STYLE + style)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          ${lead}
          <nav aria-label="Sections">
            ${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a> `)}
          </nav>
        </header>
        <main>
          ${sections.map(
            ({ id, title, body }) =>
              html`<section id="${id}">
                <h2>${title}</h2>
                ${body}
              </section> `,
          )}
        </main>
      </body>
    </html> `.text;
}

/** Names of the page's colors, for marks; they follow the reader's scheme. */
export const PLOT_COLORS = {
  ink: 'var(--ink)',
  faint: 'var(--faint)',
  good: 'var(--good)',
  bad: 'var(--bad)',
  third: 'var(--third)',
  fourth: 'var(--fourth)',
} as const;

const CONFIG: Config = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: PLOT_COLORS.faint,
    titleColor: PLOT_COLORS.faint,
    titleFontWeight: 'normal',
    labelFontSize: 11,
    titleFontSize: 12,
    gridColor: 'var(--grid)',
    domainColor: 'var(--line)',
    tickColor: 'var(--line)',
  },
};

/**
 * Draws a Vega-Lite specification for a page made by renderPage, whose colors it takes on.
 *
 * Marks must not be clipped: the ids that clipping needs are the same in every plot of a page.
 *
 * @returns an `<svg>` that scales with what it stands in.
 */
export async function plot(spec: TopLevelSpec): Promise<Markup> {
  const { spec: compiled } = compile({ ...spec, config: CONFIG });
  const view = new View(parse(compiled), { renderer: 'none' });
  try {
    return trusted(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** A {@link plot} with its caption. */
export async function figure(caption: string, spec: TopLevelSpec): Promise<Markup> {
  return html`<figure>
    <figcaption>${caption}</figcaption>
    <div class="plot">${await plot(spec)}</div>
  </figure>`;
}

export function htmlTable({ head, lines }: Table): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${head.map((cell) => html`<th scope="col">${cell}</th> `)}
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          ([name, ...cells]) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${cells.map((cell) => html`<td>${cell}</td> `)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/**
 * A PNG of gray values as a data URL.
 *
 * @param values rows × width values from 0 (black) to 1 (white), row by row.
 */
export function grayPngUrl(values: Float32Array, width: number): string {
  const data = Uint8Array.from(values, (value) => Math.round(value * 255));
  const pixels = { width, height: values.length / width, data };
  const png = PNG.sync.write(pixels, { colorType: 0, inputColorType: 0 });
  return `data:image/png;base64,${png.toString('base64')}`;
}
