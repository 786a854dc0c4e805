import type { Strings } from './strings.js';

export const en: Strings = {
  field: 'Handwritten digit',
  draw: 'Draw a digit',
  surface: 'Drawing surface for one digit',
  instructions: 'Draw a digit, or type one. Backspace clears.',
  toolbar: 'Drawing',
  undo: 'Undo',
  redo: 'Redo',
  clear: 'Clear',
  probabilities: 'Probability of each digit',
  alternatives: 'Other readings',
  or: 'or',
  correct: (digit) => `Correct to ${digit}`,
  reading: (digit, percent) => `${digit}, ${percent}`,
  empty: 'Empty',
  loading: 'Loading',
  loadingFailed: 'Loading failed',
  readingFailed: 'Reading failed',
  retry: 'Try again',
  valueMissing: 'Please draw a digit.',
  unclear: (digit) => `This may be a ${digit}, but it is not clear. Please draw it again.`,
};
