import type { Strings } from '../i18n.js';

const de: Strings = {
  field: 'Handgeschriebene Ziffer',
  draw: 'Ziffer schreiben',
  surface: 'Schreibfläche für eine Ziffer',
  instructions: 'Ziffer schreiben oder eintippen. Die Rücktaste löscht.',
  toolbar: 'Zeichnung',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  clear: 'Löschen',
  picture: 'Bild lesen',
  probabilities: 'Wahrscheinlichkeit jeder Ziffer',
  alternatives: 'Andere Möglichkeiten',
  or: 'oder',
  correct: (digit) => `In ${digit} ändern`,
  reading: (digit, percent) => `${digit}, ${percent}`,
  empty: 'Leer',
  loading: 'Wird geladen',
  loadingFailed: 'Laden fehlgeschlagen',
  readingFailed: 'Erkennung fehlgeschlagen',
  retry: 'Erneut versuchen',
  valueMissing: 'Bitte eine Ziffer schreiben.',
  unclear: (digit) =>
    `Das könnte eine ${digit} sein, ist aber undeutlich. Bitte noch einmal schreiben.`,
  unreadable: 'Nicht lesbar. Bitte noch einmal schreiben oder eintippen.',
  severalDigits: 'Bitte nur eine Ziffer schreiben.',
  tooSmall: 'Bitte größer schreiben.',
};

export default de;
