import { grouped } from '../../lib/figures.js';
import { html, type Markup } from '../../lib/html.js';
import { countConfusion } from '../confusion.js';
import type { ReadingGroup } from '../evaluation.js';

/** The colour is full where this share of a written digit's is misread as one other. */
const FULL = 0.05;

/** A confusion matrix as a heat table; a column for no answer only where there are such. */
export function confusionTable({ name, readings }: ReadingGroup): Markup {
  const labels = readings.map(({ sample }) => sample.label);
  const { table } = countConfusion(
    labels,
    readings.map(({ answer }) => answer && answer.digit),
  );
  const columns = table.some((row) => row[10]! > 0) ? 11 : 10;
  const heads = Array.from({ length: columns }, (_, read) => (read === 10 ? '–' : `${read}`));
  return html`<figure>
    <figcaption>${name}</figcaption>
    <table class="confusion">
      <thead>
        <tr>
          <th scope="col"><span class="hidden">written</span></th>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${table.map((row, label) => confusionRow(row.slice(0, columns), label))}
      </tbody>
    </table>
  </figure>`;
}

function confusionRow(row: readonly number[], label: number): Markup {
  const written = row.reduce((sum, count) => sum + count, 0);
  return html`<tr>
    <th scope="row">${label}</th>
    ${row.map((count, read) => {
      if (read === label) return html`<td class="right">${grouped(count)}</td>`;
      if (count === 0) return html`<td class="none">·</td>`;
      // By the root, so that single mistakes are seen beside the frequent ones.
      const heat = Math.min(1, Math.sqrt(count / written / FULL));
      const title = `${count} of ${written}: ${label} read as ${read === 10 ? 'nothing' : read}`;
      return html`<td style="--heat: ${heat.toFixed(2)}" title="${title}">${count}</td>`;
    })}
  </tr>`;
}
