import { LINEAR } from '../plan.js';
import { applyActivation } from './activations.js';
import { conv2D } from './convolution.js';
import { dense } from './dense.js';
import { flatten } from './flatten.js';
import type { Applied, Lowering } from './layer.js';
import { maxPooling2D } from './pooling.js';

/** What changes nothing, at least not once a network is trained. */
export const identity: Lowering = (_layer, input) => input;

/** The layers that most digit networks are made of, by class name. */
export const COMMON_LAYERS: ReadonlyMap<unknown, Lowering> = new Map([
  ['InputLayer', identity],
  ['Conv2D', conv2D],
  ['MaxPooling2D', maxPooling2D],
  ['Flatten', flatten],
  ['Dense', dense],
  ['Dropout', identity],
  ['Activation', applyActivation],
]);

export const SOFTMAX = { kind: 'softmax' } as const;

/** And the activations, by the names of Keras. */
export const COMMON_ACTIVATIONS: ReadonlyMap<unknown, Applied> = new Map<unknown, Applied>([
  ['linear', LINEAR],
  ['relu', { kind: 'relu', max: Infinity, slope: 0 }],
  ['softmax', SOFTMAX],
]);
