import { activationLayers } from './activation-layers.js';
import { batchNormalization, rescaling } from './affine.js';
import { COMMON_LAYERS, identity } from './common.js';
import { depthwiseConv2D, separableConv2D } from './depthwise.js';
import { globalAveragePooling2D, globalMaxPooling2D } from './global-pooling.js';
import type { Lowering, MergeLowering } from './layer.js';
import { add } from './merging.js';
import { averagePooling2D } from './pooling.js';
import { permute, reshape, zeroPadding2D } from './shaping.js';

/** Layers that act in training alone, and those that change nothing at all. */
const IDENTITIES = [
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
export const LOWERINGS: ReadonlyMap<unknown, Lowering> = new Map<unknown, Lowering>([
  ...COMMON_LAYERS,
  ...IDENTITIES.map((className) => [className, identity] as const),
  ...activationLayers,
  ['AveragePooling2D', averagePooling2D],
  ['BatchNormalization', batchNormalization],
  // Keras 2's TensorFlow 2 flavour of it, computed alike.
  ['BatchNormalizationV2', batchNormalization],
  ['DepthwiseConv2D', depthwiseConv2D],
  ['GlobalAveragePooling2D', globalAveragePooling2D],
  ['GlobalMaxPooling2D', globalMaxPooling2D],
  ['Permute', permute],
  ['Rescaling', rescaling],
  ['Reshape', reshape],
  ['SeparableConv2D', separableConv2D],
  ['ZeroPadding2D', zeroPadding2D],
]);

/** Layers of several inputs, by class name. */
export const MERGE_LOWERINGS: ReadonlyMap<string, MergeLowering> = new Map([['Add', add]]);
