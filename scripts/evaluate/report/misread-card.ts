import type { Preparation } from '../../../src/ink/index.js';
import { html, type Markup } from '../../lib/html.js';
import { percent } from '../../lib/percent.js';
import type { Reading } from '../reading.js';
import { pictures } from './pictures.js';
import { probabilityBars } from './probability-bars.js';

/** A misread digit: what it looks like, what it was taken for, and where it is found. */
export function misreadCard({ sample, answer }: Reading, preparation: Preparation): Markup {
  const { id, label, input, wrongLabel } = sample;
  return html`<article class="card misread">
    <div class="pictures">${pictures(input, preparation)}</div>
    <p>
      <b class="written">${label}</b> read as
      <b class="read">${answer?.digit ?? 'no digit'}</b>
      ${answer && html`<span class="confidence">${percent(answer.confidence)}</span>`}
    </p>
    ${answer && probabilityBars(answer, label)}
    <p class="id">${id}</p>
    ${wrongLabel && html`<p class="wrong-label"><b>Wrong label:</b> ${wrongLabel.reason}</p>`}
  </article> `;
}
