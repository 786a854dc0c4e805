import { html } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { Format } from '../strings/format.js';
import type { Strings } from '../strings/strings.js';

/** What the views of probabilities are given. */
export interface Shown {
  /** Of the ten digits, 0 to 1; null for none. */
  readonly probabilities: readonly number[] | null;
  readonly strings: Strings;
  readonly format: Format;
}

export const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** The digits from the likeliest to the least likely; ties in their own order. */
export function ranking(probabilities: readonly number[]): number[] {
  return [...DIGITS].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
}

/** Text that changes. A translator may have replaced the text node that Lit would write to. */
export function text(value: string): unknown {
  return keyed(value, html`${value}`);
}
