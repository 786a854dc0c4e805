/** Watches the main thread from before the element's code is evaluated until it has answered. */
import { sampleDrawings } from '../../lib/sample-drawings.js';
import { parameter } from './first-answer.js';
import { watchMainThread } from './heartbeat.js';

const ELEMENT = '/dist/digit-recognizer.js';
const REST = 200;
/** About as long as an answer takes, for what the machine alone does to the main thread. */
const IDLE = 300;

// What the browser does for the page itself is not counted: it is loaded, painted and at rest.
if (document.readyState !== 'complete') {
  await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
}
await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, REST)));

const end = watchMainThread();
if (parameter('loading') === 'none') {
  await new Promise((resolve) => setTimeout(resolve, IDLE));
} else {
  await import(ELEMENT);
  const element = document.querySelector('digit-recognizer')!;
  await element.ready;
  element.strokes = sampleDrawings()[0]!;
  await element.recognize();
}
globalThis.answered(await end());
