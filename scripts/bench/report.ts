import { html, type Markup } from '../lib/html.js';
import { renderPage } from '../lib/page.js';
import { plot } from '../lib/plot.js';
import type { Table } from '../lib/table.js';
import { commandOf, conditionsOf, shortTable, type Results } from './results.js';
import type { Plot, Section } from './section.js';

const STYLE = `
.scroll + .scroll, .side-by-side { margin-top: 1.25rem; }
`;

/** A run as one page with its plots. */
export async function renderResults(results: Results): Promise<string> {
  const { settings, sections } = results;
  const short = shortTable(sections);
  const rows = await Promise.all(
    sections.map(async (section) => ({
      id: section.id,
      title: section.title,
      body: await sectionBody(section),
    })),
  );
  return renderPage({
    style: STYLE,
    title: 'How quick digit-recognizer is',
    lead: html`<p class="faint"><code>${commandOf(settings)}</code></p>
      <p class="faint">${conditionsOf(results)}</p>`,
    sections: [
      ...(short.lines.length > 0
        ? [{ id: 'short', title: 'In short', body: tableMarkup(short) }]
        : []),
      ...rows,
    ],
  });
}

async function sectionBody({ lead, tables, plots }: Section): Promise<Markup> {
  return html`<p class="faint">${lead}</p>
    ${tables.map(tableMarkup)}
    <div class="side-by-side">${await Promise.all(plots.map(figure))}</div>`;
}

async function figure({ caption, spec }: Plot): Promise<Markup> {
  return html`<figure>
    <figcaption>${caption}</figcaption>
    <div class="plot">${await plot(spec)}</div>
  </figure>`;
}

function tableMarkup({ head, lines }: Table): Markup {
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
