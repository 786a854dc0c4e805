import { html, type TemplateResult } from 'lit';
import { share } from './share.js';
import { DIGITS, ranking, type Shown } from './shown.js';

export interface Chips extends Shown {
  readonly disabled: boolean;
  choose(digit: number): void;
}

/** The ten digits as buttons, each filled as far as it is likely. */
export function chips(shown: Chips): TemplateResult {
  const { probabilities, strings, format, disabled, choose } = shown;
  const best = probabilities && ranking(probabilities)[0];
  return html`
    <div class="chips" part="list" role="group" aria-label=${strings.probabilities}>
      ${DIGITS.map((digit) => {
        const probability = probabilities?.[digit] ?? 0;
        const text = format.digit(digit);
        return html`
          <button
            type="button"
            part="probability${digit === best ? ' best' : ''}"
            class=${digit === best ? 'best' : ''}
            aria-label=${
              probabilities ? strings.reading(text, format.spokenPercent(probability)) : text
            }
            ?disabled=${disabled}
            @click=${() => choose(digit)}
          >
            <span class="bar" part="bar" ${share(probability)}></span>
            <span class="digit" part="probability-digit">${text}</span>
          </button>
        `;
      })}
    </div>
  `;
}
