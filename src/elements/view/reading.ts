import { html, type TemplateResult } from 'lit';
import type { Format } from '../strings/format.js';

export interface Reading {
  /** The digit to show; null for none. */
  readonly digit: number | null;
  /** 0 to 1, or null where nothing was read. */
  readonly confidence: number | null;
  /** The digit is too uncertain to be the value. */
  readonly unsure: boolean;
  readonly format: Format;
}

/** The digit large, and how certain it is. */
export function reading({ digit, confidence, unsure, format }: Reading): TemplateResult {
  return html`
    <div class="answer ${digit === null ? 'blank' : unsure ? 'unsure' : ''}">
      <span class="reading" part="digit">${digit === null ? '–' : format.digit(digit)}</span>
      <span class="confidence" part="confidence"
        >${confidence === null ? '' : format.percent(confidence)}</span
      >
    </div>
  `;
}
