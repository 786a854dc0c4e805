/** The recogniser alone, without an element: becomes `dist/recognizer.js`. */
export * from './recognizer/index.js';
