import { html, nothing, type TemplateResult } from 'lit';
import { ranking, type Shown } from './shown.js';

/** Maximum number of alternatives shown. */
const MAX_ALTERNATIVES = 3;
/** A digit less likely than this is no alternative. */
const MIN_PROBABILITY = 0.05;

/** What {@link alternatives} is given. */
export interface Alternatives extends Shown {
  /** The digit that stands; empty for none. */
  readonly value: string;
  choose(digit: number): void;
}

/** The likeliest digits besides the one that stands, as buttons that put themselves in its place. */
export function alternatives(shown: Alternatives): TemplateResult {
  const { probabilities, value, strings } = shown;
  const digits =
    probabilities === null
      ? []
      : ranking(probabilities)
          .filter((digit) => String(digit) !== value && probabilities[digit]! >= MIN_PROBABILITY)
          .slice(0, MAX_ALTERNATIVES);
  return html`
    <div class="alternatives" part="alternatives" role="group" aria-label=${strings.alternatives}>
      ${
        digits.length > 0 && value !== ''
          ? html`<span class="or" aria-hidden="true">${strings.or}</span>`
          : nothing
      }
      ${digits.map((digit) => alternative(digit, shown))}
    </div>
  `;
}

function alternative(digit: number, { strings, format, choose }: Alternatives): TemplateResult {
  const text = format.digit(digit);
  const label = strings.correct(text);
  return html`<button
    type="button"
    part="button alternative"
    aria-label=${label}
    title=${label}
    @click=${() => choose(digit)}
  >
    ${text}
  </button>`;
}
