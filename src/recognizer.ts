/** The recognizer alone, without elements. The build writes it to `dist/recognizer.js`. */
export * from './recognizer/index.js';
