import { html, type TemplateResult } from 'lit';
import type { Bars } from './bars.js';
import { rove } from './roving.js';
import { share } from './share.js';
import { DIGITS, text } from './shown.js';

export interface Chips extends Bars {
  /** The digit that stands; null for none. */
  readonly value: number | null;
  readonly disabled: boolean;
  choose(digit: number): void;
}

/** The ten digits as buttons, each filled as far as it is likely. */
export function chips(props: Chips): TemplateResult {
  const { probabilities, marked, value, strings, format, disabled, choose } = props;
  return html`
    <div
      class="chips"
      part="list"
      role="toolbar"
      translate="no"
      aria-label=${strings.probabilities}
      @keydown=${rove}
      @focusin=${rove}
    >
      ${DIGITS.map((digit) => {
        const probability = probabilities?.[digit] ?? 0;
        const shown = format.digit(digit);
        return html`
          <button
            type="button"
            part="probability${digit === marked ? ' best' : ''}"
            class=${digit === marked ? 'best' : ''}
            aria-label=${
              probabilities ? strings.reading(shown, format.spokenPercent(probability)) : shown
            }
            aria-pressed=${String(digit === value)}
            ?disabled=${disabled}
            @click=${() => choose(digit)}
          >
            <span class="bar" part="bar" ${share(probability)}></span>
            <span class="digit" part="probability-digit">${text(shown)}</span>
          </button>
        `;
      })}
    </div>
  `;
}
