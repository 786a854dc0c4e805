import type { NumberStrings } from '../number-strings.js';

const strings: NumberStrings = {
  numberField: 'Nombre manuscrit',
  writeNumber: 'Écrivez un nombre',
  numberInstructions: 'Écrivez un nombre à la main ou au clavier.',
  keyboard: 'Clavier',
  digits: 'Chiffres',
  change: (d) => `Modifier ${d}`,
  split: 'Séparer',
  insert: 'Insérer avant',
  join: 'Joindre au suivant',
  delete: 'Supprimer',
  eitherOr: (a, b) => `${a} ou ${b}`,
  numberMissing: 'Veuillez écrire un nombre.',
  unreadableNumber: 'Illisible. Réessayez ou tapez-le.',
  unclearNumber: (d) => `Cela ressemble à ${d}, mais ce n’est pas clair. Veuillez le réécrire.`,
  notANumber: 'Veuillez saisir un nombre.',
  tooSmallNumber: (d) => `Doit être au moins ${d}.`,
  tooLargeNumber: (d) => `Doit être au plus ${d}.`,
  notAStep: (d) => `Nombre autorisé le plus proche : ${d}.`,
  tooShort: (d) => `Il faut au moins ${d} chiffres.`,
  tooLong: (d) => `Ne doit pas dépasser ${d} chiffres.`,
};

export default strings;
