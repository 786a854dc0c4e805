import { html, type TemplateResult } from 'lit';
import { share } from './share.js';
import { DIGITS, ranking, type Shown } from './shown.js';

/** Less than this rounds to nought percent. */
const SLIGHT = 0.005;

/** The ten probabilities as bars; empty bars without any. */
export function bars({ probabilities, strings, format }: Shown): TemplateResult {
  const best = probabilities && ranking(probabilities)[0];
  return html`
    <ol class="bars" part="list" aria-label=${strings.probabilities}>
      ${DIGITS.map((digit) => {
        const probability = probabilities?.[digit] ?? 0;
        const standing = digit === best ? 'best' : probability < SLIGHT ? 'slight' : '';
        return html`
          <li part="probability${digit === best ? ' best' : ''}" class=${standing}>
            <span class="digit" part="probability-digit">${format.digit(digit)}</span>
            <span class="track" part="track">
              <span class="bar" part="bar" ${share(probability)}></span>
            </span>
            <span class="percent" part="percent"
              >${probabilities === null ? '' : format.percent(probability)}</span
            >
          </li>
        `;
      })}
    </ol>
  `;
}
