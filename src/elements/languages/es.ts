import type { Strings } from '../i18n.js';

const es: Strings = {
  field: 'Cifra escrita a mano',
  draw: 'Dibuja una cifra',
  surface: 'Superficie para dibujar una cifra',
  instructions: 'Dibuja o teclea una cifra. La tecla Retroceso la borra.',
  toolbar: 'Dibujo',
  undo: 'Deshacer',
  redo: 'Rehacer',
  clear: 'Borrar',
  picture: 'Leer una imagen',
  probabilities: 'Probabilidad de cada cifra',
  alternatives: 'Otras opciones',
  or: 'o',
  correct: (digit) => `Cambiar a ${digit}`,
  reading: (digit, percent) => `${digit}, ${percent}`,
  empty: 'Vacío',
  loading: 'Cargando',
  loadingFailed: 'Error al cargar',
  readingFailed: 'Error al reconocer',
  retry: 'Reintentar',
  valueMissing: 'Dibuja una cifra.',
  unclear: (digit) => `Puede que sea un ${digit}, pero no está claro. Dibújalo de nuevo.`,
  unreadable: 'No se puede leer. Dibújala de nuevo o tecléala.',
  severalDigits: 'Escribe solo una cifra.',
  tooSmall: 'Dibújala más grande.',
};

export default es;
