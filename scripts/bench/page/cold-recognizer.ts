/** Loads the network with the recogniser alone and reads one drawing. */
import { sampleDrawings } from '../../lib/sample-drawings.js';
import { elapsed, parameter } from './first-answer.js';
import { openOurs } from './ours.js';

const contender = await openOurs(parameter('backend'), parameter('model'));
await contender.answer(sampleDrawings()[0]!);
globalThis.answered(elapsed());
