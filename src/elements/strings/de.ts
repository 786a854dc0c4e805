import type { Strings } from './strings.js';

const de: Strings = {
  field: 'Handgeschriebene Ziffer',
  draw: 'Ziffer schreiben',
  surface: 'Schreibfläche für eine Ziffer',
  instructions: 'Ziffer schreiben oder tippen. Die Rücktaste löscht.',
  toolbar: 'Zeichnung',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  clear: 'Löschen',
  probabilities: 'Wahrscheinlichkeit jeder Ziffer',
  alternatives: 'Andere Lesarten',
  or: 'oder',
  correct: (digit) => `In ${digit} ändern`,
  reading: (digit, percent) => `${digit}, ${percent}`,
  empty: 'Leer',
  loading: 'Wird geladen',
  loadingFailed: 'Laden fehlgeschlagen',
  readingFailed: 'Nicht lesbar',
  retry: 'Erneut versuchen',
  valueMissing: 'Bitte eine Ziffer schreiben.',
  unclear: (digit) =>
    `Das könnte eine ${digit} sein, ist aber nicht deutlich. Bitte noch einmal schreiben.`,
  unreadable: 'Nicht lesbar. Bitte noch einmal schreiben oder tippen.',
  tooSmall: 'Bitte größer schreiben.',
};

export default de;
