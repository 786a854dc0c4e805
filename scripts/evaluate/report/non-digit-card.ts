import type { Preparation } from '../../../src/ink/index.js';
import { html, type Markup } from '../../lib/html.js';
import { percent } from '../../lib/percent.js';
import type { NonDigitReading } from '../non-digits.js';
import { pictures } from './pictures.js';
import { probabilityBars } from './probability-bars.js';

/** What each drawing was taken for, and how surely. */
export function nonDigitCards(
  readings: readonly NonDigitReading[],
  preparation: Preparation,
): Markup {
  return html`<div class="cards">
    ${readings.map(
      ({ name, drawing, answer }) =>
        html`<article class="card">
          <div class="pictures">${pictures(drawing, preparation)}</div>
          <p>
            ${name} read as <b class="read">${answer?.digit ?? 'no digit'}</b>
            ${answer && html`<span class="confidence">${percent(answer.confidence)}</span>`}
          </p>
          ${answer && probabilityBars(answer)}
        </article> `,
    )}
  </div>`;
}
