import { activationLayers } from './activations.js';
import { batchNormalization, rescaling } from './affine.js';
import { conv2D, depthwiseConv2D, separableConv2D } from './convolution.js';
import { dense } from './dense.js';
import type { Lowering, MergeLowering } from './layer.js';
import { add } from './merging.js';
import {
  averagePooling2D,
  globalAveragePooling2D,
  globalMaxPooling2D,
  maxPooling2D,
} from './pooling.js';
import { flatten, permute, reshape, zeroPadding2D } from './shaping.js';

/** Layers that act in training alone, and those that change nothing at all. */
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

const identity: Lowering = (_layer, input) => input;

/** Layers of one input, by class name. */
export const LOWERINGS: ReadonlyMap<string, Lowering> = new Map([
  ...IDENTITIES.map((className) => [className, identity] as const),
  ...activationLayers,
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
