import { activationLayers, applyActivation } from './activations.js';
import type { Lowering, MergeLowering } from './layer.js';
import {
  add,
  averagePooling2D,
  flatten,
  globalAveragePooling2D,
  globalMaxPooling2D,
  maxPooling2D,
  permute,
  reshape,
  zeroPadding2D,
} from './shape.js';
import {
  batchNormalization,
  conv2D,
  dense,
  depthwiseConv2D,
  rescaling,
  separableConv2D,
} from './weighted.js';

const identity: Lowering = (_layer, input) => input;

/** Layers that change nothing once a network is trained. */
const IDENTITIES = [
  'InputLayer',
  'Dropout',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'ActivityRegularization',
  'RandomFlip',
  'RandomRotation',
  'RandomTranslation',
  'RandomZoom',
  'RandomContrast',
  'RandomBrightness',
];

/** Layers of one input, by class name. */
export const LOWERINGS: ReadonlyMap<string, Lowering> = new Map<string, Lowering>([
  ...IDENTITIES.map((className) => [className, identity] as const),
  ...activationLayers,
  ['Activation', applyActivation],
  ['AveragePooling2D', averagePooling2D],
  ['BatchNormalization', batchNormalization],
  // Keras 2's TensorFlow 2 flavour of it, computed alike.
  ['BatchNormalizationV2', batchNormalization],
  ['Conv2D', conv2D],
  ['Dense', dense],
  ['DepthwiseConv2D', depthwiseConv2D],
  ['Flatten', flatten],
  ['GlobalAveragePooling2D', globalAveragePooling2D],
  ['GlobalMaxPooling2D', globalMaxPooling2D],
  ['MaxPooling2D', maxPooling2D],
  ['Permute', permute],
  ['Rescaling', rescaling],
  ['Reshape', reshape],
  ['SeparableConv2D', separableConv2D],
  ['ZeroPadding2D', zeroPadding2D],
]);

/** Layers of several inputs, by class name. */
export const MERGE_LOWERINGS: ReadonlyMap<string, MergeLowering> = new Map([['Add', add]]);
