import { grouped } from '../../lib/figures.js';
import { html, type Markup } from '../../lib/html.js';
import { percent } from '../../lib/percent.js';
import type { SourceTally, Tally } from '../tally.js';
import { intervalText } from '../interval-text.js';

/** A row per source; the columns without wrong labels only where the list names any. */
export function accuracyTable(tallies: readonly SourceTally[]): Markup {
  const listed = tallies.some(({ kept }) => kept);
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">source</th>
          <th scope="col">digits</th>
          <th scope="col">right</th>
          <th scope="col">share</th>
          <th scope="col">95 % interval</th>
          <th scope="col">calibration error</th>
          ${
            listed &&
            html`<th scope="col">without wrong labels</th>
              <th scope="col">95 % interval</th>`
          }
        </tr>
      </thead>
      <tbody>
        ${tallies.map((tally) => tallyRow(tally, listed))}
      </tbody>
    </table>
  </div>`;
}

function tallyRow({ name, all, kept }: SourceTally, listed: boolean): Markup {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${grouped(all?.count ?? 0)}</td>
    <td>${all ? grouped(all.correct) : '–'}</td>
    <td><b>${all ? percent(all.share) : '–'}</b></td>
    <td>${all ? intervalText(all) : '–'}</td>
    <td>${all ? percent(all.calibrationError) : '–'}</td>
    ${listed && keptCells(kept)}
  </tr> `;
}

function keptCells(kept: Tally | null): Markup {
  if (!kept)
    return html`<td></td>
      <td></td>`;
  return html`<td><b>${percent(kept.share)}</b> of ${grouped(kept.count)}</td>
    <td>${intervalText(kept)}</td>`;
}
