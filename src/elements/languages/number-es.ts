import type { NumberStrings } from '../number-strings.js';

const strings: NumberStrings = {
  numberField: 'Número manuscrito',
  writeNumber: 'Escriba un número',
  numberInstructions: 'Escriba un número a mano o con el teclado.',
  keyboard: 'Teclado',
  digits: 'Cifras',
  change: (d) => `Cambiar ${d}`,
  split: 'Dividir',
  insert: 'Insertar antes',
  join: 'Unir con la siguiente',
  delete: 'Eliminar',
  eitherOr: (a, b) => `${a} o ${b}`,
  numberMissing: 'Escriba un número.',
  unreadableNumber: 'No se puede leer. Inténtelo de nuevo o use el teclado.',
  unclearNumber: (d) => `Parece ${d}, pero no está claro. Escríbalo de nuevo.`,
  notANumber: 'Introduzca un número.',
  tooSmallNumber: (d) => `Debe ser ${d} o más.`,
  tooLargeNumber: (d) => `Debe ser ${d} o menos.`,
  notAStep: (d) => `Número permitido más cercano: ${d}.`,
  tooShort: (d) => `Necesita al menos ${d} cifras.`,
  tooLong: (d) => `No puede tener más de ${d} cifras.`,
};

export default strings;
