import type { Strings } from '../i18n.js';

const fr: Strings = {
  field: 'Chiffre manuscrit',
  draw: 'Tracez un chiffre',
  surface: 'Surface pour tracer un chiffre',
  instructions: 'Tracez ou saisissez un chiffre. La touche Retour arrière efface.',
  toolbar: 'Dessin',
  undo: 'Annuler',
  redo: 'Rétablir',
  clear: 'Effacer',
  picture: 'Lire une image',
  probabilities: 'Probabilité de chaque chiffre',
  alternatives: 'Autres possibilités',
  or: 'ou',
  correct: (digit) => `Corriger en ${digit}`,
  reading: (digit, percent) => `${digit}, ${percent}`,
  empty: 'Vide',
  loading: 'Chargement',
  loadingFailed: 'Échec du chargement',
  readingFailed: 'Échec de l’analyse',
  retry: 'Réessayer',
  valueMissing: 'Veuillez tracer un chiffre.',
  unclear: (digit) =>
    `C’est peut-être un ${digit}, mais ce n’est pas net. Veuillez le tracer à nouveau.`,
  unreadable: 'Illisible. Recommencez ou saisissez le chiffre.',
  severalDigits: 'Tracez un seul chiffre.',
  tooSmall: 'Tracez-le plus grand.',
};

export default fr;
