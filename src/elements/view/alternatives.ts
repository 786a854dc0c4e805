import { html, nothing, type TemplateResult } from 'lit';
import { rove } from './roving.js';
import { ranking, text, type Shown } from './shown.js';

/** Maximum number of alternatives shown. */
const MAX_ALTERNATIVES = 3;
/** A digit less likely than this is no alternative. */
const MIN_PROBABILITY = 0.05;

export interface Alternatives extends Pick<Shown, 'strings' | 'format'> {
  readonly digits: readonly number[];
  /** They stand behind a digit that is the value. */
  readonly others: boolean;
  choose(digit: number): void;
}

/** @param value the digit that stands; empty for none. */
export function likelyAlternatives(probabilities: readonly number[], value: string): number[] {
  return ranking(probabilities)
    .filter((digit) => String(digit) !== value && probabilities[digit]! >= MIN_PROBABILITY)
    .slice(0, MAX_ALTERNATIVES);
}

/** The likeliest digits besides the one that stands, as buttons that put themselves in its place. */
export function alternatives(props: Alternatives): TemplateResult {
  const { digits, others, strings } = props;
  return html`
    <div
      class="alternatives"
      part="alternatives"
      role="toolbar"
      aria-label=${strings.alternatives}
      ?hidden=${digits.length === 0}
      @keydown=${rove}
      @focusin=${rove}
    >
      ${others ? html`<span class="or" aria-hidden="true">${text(strings.or)}</span>` : nothing}
      ${digits.map((digit) => alternative(digit, props))}
    </div>
  `;
}

function alternative(digit: number, { strings, format, choose }: Alternatives): TemplateResult {
  const shown = format.digit(digit);
  return html`<button
    type="button"
    part="button alternative"
    translate="no"
    aria-label=${strings.correct(shown)}
    @click=${() => choose(digit)}
  >
    ${text(shown)}
  </button>`;
}
