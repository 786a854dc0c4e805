import type { Input } from '../../scripts/evaluate/built-recognizer.js';
import type { Reading } from '../../scripts/evaluate/readings.js';
import type { WrongLabel } from '../../scripts/lib/strokes.js';

export interface ReadingOptions {
  readonly id?: string;
  readonly input?: Input;
  readonly wrongLabel?: WrongLabel;
}

/** A reading made up: `label` written, `digit` read with `confidence`, the rest shared evenly. */
export function reading(
  label: number,
  digit: number | null,
  confidence = 1,
  { id = 'made up:1', input = [[{ x: 0, y: 0 }]], wrongLabel }: ReadingOptions = {},
): Reading {
  const probabilities = Array.from({ length: 10 }, (_, value) =>
    value === digit ? confidence : (1 - confidence) / 9,
  );
  const answer = digit === null ? null : { digit, confidence, probabilities };
  return { sample: { id, label, input, wrongLabel }, answer };
}
