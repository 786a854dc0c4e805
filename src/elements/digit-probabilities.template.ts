import { html, type TemplateResult } from 'lit';
import { variables, text, DIGITS } from './dom.js';
import type { Format, Strings } from './i18n.js';
import { rove } from './keyboard.js';

/** Below this, a probability rounds to zero percent. */
const SLIGHT = 0.005;

export interface Bars {
  /** The probabilities of the ten digits, 0 to 1; null without a result. */
  readonly probabilities: readonly number[] | null;
  /** The digit to highlight, or null. */
  readonly marked: number | null;
  readonly strings: Strings;
  readonly format: Format;
}

export interface Chips extends Bars {
  /** The chip to show as pressed, or null. */
  readonly value: number | null;
  readonly disabled: boolean;
  choose(digit: number): void;
}

/** What bars and chips show of one digit. */
function describe(digit: number, { probabilities, marked, strings, format }: Bars) {
  const probability = probabilities?.[digit] ?? 0;
  const label = format.digit(digit);
  return {
    probability,
    label,
    spoken: strings.reading(label, format.spokenPercent(probability)),
    best: digit === marked ? 'best' : '',
  };
}

/** The ten probabilities as bars; empty bars without a result. */
export function bars(props: Bars): TemplateResult {
  const { probabilities, strings, format } = props;
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
        const { probability, label, spoken, best } = describe(digit, props);
        return html`
          <li part="probability ${best}" class=${best || (probability < SLIGHT ? 'slight' : '')}>
            <span class="spoken">${text(spoken)}</span>
            <span class="digit" part="probability-digit" aria-hidden="true">${text(label)}</span>
            <span class="track" part="track">
              <span class="bar" part="bar" ${variables({ fraction: probability })}></span>
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

/** The ten digits as buttons, each with a bar that shows its probability. */
export function chips(props: Chips): TemplateResult {
  const { probabilities, value, strings, disabled, choose } = props;
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
        const { probability, label, spoken, best } = describe(digit, props);
        return html`
          <button
            type="button"
            part="probability ${best}"
            class=${best}
            aria-label=${probabilities ? spoken : label}
            aria-pressed=${String(digit === value)}
            ?disabled=${disabled}
            @click=${() => choose(digit)}
          >
            <span class="bar" part="bar" ${variables({ fraction: probability })}></span>
            <span class="digit" part="probability-digit">${text(label)}</span>
          </button>
        `;
      })}
    </div>
  `;
}
