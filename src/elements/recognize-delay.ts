import type { ComplexAttributeConverter } from 'lit';

/** Milliseconds after the pen lifts, or `live` to read while the pen is down. */
export type RecognizeDelay = number | 'live';

export const DEFAULT_RECOGNIZE_DELAY = 300;

/** Anything that is neither `live` nor a number of milliseconds means the default. */
export const recognizeDelayConverter: ComplexAttributeConverter<RecognizeDelay> = {
  fromAttribute(text) {
    const word = text?.trim().toLowerCase() ?? '';
    if (word === 'live') return word;
    const milliseconds = word === '' ? NaN : Number(word);
    return milliseconds >= 0 && Number.isFinite(milliseconds)
      ? milliseconds
      : DEFAULT_RECOGNIZE_DELAY;
  },
};
