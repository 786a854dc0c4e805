import { html, type TemplateResult } from 'lit';
import { share } from './share.js';
import { DIGITS, text, type Shown } from './shown.js';

/** Less than this rounds to nought percent. */
const SLIGHT = 0.005;

export interface Bars extends Shown {
  /** The digit that is highlighted; null for none. */
  readonly marked: number | null;
}

/** The ten probabilities as bars; empty bars without any. */
export function bars({ probabilities, marked, strings, format }: Bars): TemplateResult {
  return html`
    <ol
      class="bars"
      part="list"
      role="list"
      translate="no"
      aria-label=${strings.probabilities}
      aria-hidden=${String(probabilities === null)}
    >
      ${DIGITS.map((digit) => {
        const probability = probabilities?.[digit] ?? 0;
        const standing = digit === marked ? 'best' : probability < SLIGHT ? 'slight' : '';
        const shown = format.digit(digit);
        return html`
          <li part="probability${digit === marked ? ' best' : ''}" class=${standing}>
            <span class="spoken"
              >${text(strings.reading(shown, format.spokenPercent(probability)))}</span
            >
            <span class="digit" part="probability-digit" aria-hidden="true">${text(shown)}</span>
            <span class="track" part="track">
              <span class="bar" part="bar" ${share(probability)}></span>
            </span>
            <span class="percent" part="percent" aria-hidden="true"
              >${text(probabilities === null ? '' : format.percent(probability))}</span
            >
          </li>
        `;
      })}
    </ol>
  `;
}
