import { html, nothing, type TemplateResult } from 'lit';
import type { Format } from '../strings/format.js';
import { enteredIcon } from './icons.js';
import { text } from './shown.js';

export interface Answer {
  /** The digit to show; null for none. */
  readonly digit: number | null;
  /** 0 to 1, or null where it is not shown. */
  readonly confidence: number | null;
  /**
   * - `blank`: there is nothing to read
   * - `unsure`: the drawing is no digit, or too uncertain to be the value
   * - `entered`: typed or chosen, also in place of what was read
   */
  readonly standing: 'blank' | 'unsure' | 'read' | 'entered';
  readonly format: Format;
}

/** The digit large, and how certain it is. */
export function answer({ digit, confidence, standing, format }: Answer): TemplateResult {
  const shown = digit === null ? (standing === 'unsure' ? '?' : '') : format.digit(digit);
  return html`
    <div class="answer ${standing}" part="result" translate="no">
      <span class="reading" part="digit">${text(shown)}</span>
      <span class="confidence" part="confidence"
        >${text(confidence === null ? '' : format.percent(confidence))}</span
      >
      ${standing === 'entered' ? enteredIcon : nothing}
    </div>
  `;
}
