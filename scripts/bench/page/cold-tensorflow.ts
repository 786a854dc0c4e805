/** Loads the network with TensorFlow.js and reads one drawing; the bundle adds the backend. */
import { sampleDrawings } from '../../lib/sample-drawings.js';
import { elapsed, parameter } from './first-answer.js';
import { openTensorflow } from './tensorflow.js';

const contender = await openTensorflow(parameter('backend'), parameter('model'));
await contender.answer(sampleDrawings()[0]!);
globalThis.answered(elapsed());
