/**
 * Replaces `@tensorflow/tfjs-core` in the build (scripts/build/tfjs-plugin.ts). The kernels need only its
 * pure helpers. The original also creates globals (`_tfengine`, `_tfGlobals`), which a page's own
 * TensorFlow.js would share. Not type-checked against the original.
 */
export { env } from './environment.js';
export { DataStorage, KernelBackend } from '@tensorflow/tfjs-core/dist/backends/backend.js';
export * from '@tensorflow/tfjs-core/dist/kernel_names.js';
export { sumOutType, upcastType } from '@tensorflow/tfjs-core/dist/types.js';
export * as backend_util from '@tensorflow/tfjs-core/dist/backends/backend_util.js';
export * as broadcast_util from '@tensorflow/tfjs-core/dist/ops/broadcast_util.js';
export * as device_util from '@tensorflow/tfjs-core/dist/device_util.js';
export * as slice_util from '@tensorflow/tfjs-core/dist/ops/slice_util.js';
export * as util from '@tensorflow/tfjs-core/dist/util.js';

/** The kernels do not need the original's tensor tracking. */
export const engine = (): object => ({});

/** Only kernels that are not in the bundle use these. */
export const kernel_impls: Record<string, undefined> = {};

function unreachable(): never {
  throw new Error('This function of TensorFlow.js is not in the bundle.');
}

export const buffer = unreachable;
export const deprecationWarn = unreachable;
export const nextFrame = unreachable;
export const scalar = unreachable;
export const tidy = unreachable;
