import type { NumberStrings } from '../number-strings.js';

const strings: NumberStrings = {
  numberField: 'Handgeschriebene Zahl',
  writeNumber: 'Zahl schreiben',
  numberInstructions: 'Schreiben Sie eine Zahl oder tippen Sie sie.',
  keyboard: 'Tastatur',
  digits: 'Ziffern',
  change: (d) => `${d} ändern`,
  split: 'Teilen',
  insert: 'Davor einfügen',
  join: 'Mit der nächsten verbinden',
  delete: 'Löschen',
  eitherOr: (a, b) => `${a} oder ${b}`,
  numberMissing: 'Bitte schreiben Sie eine Zahl.',
  unreadableNumber: 'Das ist nicht lesbar. Versuchen Sie es noch einmal oder tippen Sie es.',
  unclearNumber: (d) =>
    `Das sieht aus wie ${d}, ist aber nicht eindeutig. Bitte schreiben Sie es noch einmal.`,
  notANumber: 'Bitte geben Sie eine Zahl ein.',
  tooSmallNumber: (d) => `Muss mindestens ${d} sein.`,
  tooLargeNumber: (d) => `Darf höchstens ${d} sein.`,
  notAStep: (d) => `Nächste erlaubte Zahl: ${d}.`,
  tooShort: (d) => `Braucht mindestens ${d} Ziffern.`,
  tooLong: (d) => `Darf höchstens ${d} Ziffern haben.`,
};

export default strings;
