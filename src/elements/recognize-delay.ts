import type { ComplexAttributeConverter } from 'lit';

/** Milliseconds after the pen lifts, or `live` to read while the pen is down. */
export type RecognizeDelay = number | 'live';

export const DEFAULT_RECOGNIZE_DELAY = 300;

/** What a page set may be anything, and is then the default. */
export function knownDelay(value: unknown): RecognizeDelay {
  const isDelay = typeof value === 'number' && value >= 0 && Number.isFinite(value);
  return isDelay || value === 'live' ? value : DEFAULT_RECOGNIZE_DELAY;
}

/** Anything that is neither `live` nor a number of milliseconds means the default. */
export const recognizeDelayConverter: ComplexAttributeConverter<RecognizeDelay> = {
  fromAttribute(text) {
    const word = text?.trim().toLowerCase() ?? '';
    if (word === 'live') return word;
    return knownDelay(word === '' ? NaN : Number(word));
  },
};
