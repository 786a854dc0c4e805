/** Draws on the element as soon as it is there, and tells when it has answered. */
import { sampleDrawings } from '../../lib/sample-drawings.js';
import { elapsed } from './first-answer.js';

await customElements.whenDefined('digit-recognizer');
const element = document.querySelector('digit-recognizer')!;
element.strokes = sampleDrawings()[0]!;
await element.recognize();
globalThis.answered(elapsed());
