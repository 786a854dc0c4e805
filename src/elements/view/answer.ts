import { html, type TemplateResult } from 'lit';
import type { Result } from '../../recognizer/index.js';
import { percent } from './percent.js';
import { probabilities } from './probabilities.js';

/**
 * The digit large, how certain it is, and the ten probabilities.
 *
 * @param value of the field: the digit where there is no result, and empty where the result is too
 * uncertain to be one.
 */
export function answer(result: Result | null, value: string): TemplateResult {
  const digit = result === null ? value : String(result.digit);
  return html`
    <div class="result" part="result">
      <div class="answer ${digit === '' ? 'blank' : value === '' ? 'unsure' : ''}">
        <span class="reading" part="digit">${digit === '' ? '–' : digit}</span>
        <span class="confidence" part="confidence"
          >${result === null ? '' : percent(result.confidence)}</span
        >
      </div>
      ${probabilities(result)}
    </div>
  `;
}
