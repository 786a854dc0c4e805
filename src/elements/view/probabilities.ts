import { html, type TemplateResult } from 'lit';
import type { Result } from '../../recognizer/index.js';
import { percent } from './percent.js';
import { share } from './share.js';

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** The ten probabilities as bars; empty bars without a result. */
export function probabilities(result: Result | null): TemplateResult {
  return html`
    <ol class="bars" part="probabilities" aria-label="Probability of each digit">
      ${DIGITS.map((digit) => bar(digit, result))}
    </ol>
  `;
}

function bar(digit: number, result: Result | null): TemplateResult {
  const probability = result?.probabilities[digit] ?? 0;
  const best = result?.digit === digit;
  return html`
    <li part="probability${best ? ' best' : ''}" class=${best ? 'best' : ''}>
      <span class="digit" part="probability-digit">${digit}</span>
      <span class="track" part="track">
        <span class="bar" part="bar" ${share(probability)}></span>
      </span>
      <span class="percent" part="percent">${result === null ? '' : percent(probability)}</span>
    </li>
  `;
}
