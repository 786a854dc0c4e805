/**
 * Takes the place of `@tensorflow/tfjs-core` in the build (scripts/build/tfjs-plugin.ts).
 *
 * The backends' kernels need its pure helpers and a few types, not its engine, tensors or gradients,
 * and the original creates globals (`_tfengine`, `_tfGlobals`) that would be shared with the page's
 * own TensorFlow.js. Not type-checked against the original: only what the kernels touch is here.
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

/** The engine moves tensors between backends and counts them; nothing of it is needed here. */
export const engine = (): object => ({});

/** Implementations that the registry would look up; only kernels outside our set use them. */
export const kernel_impls: Record<string, undefined> = {};

function unreachable(): never {
  throw new Error('This part of TensorFlow.js is not in the bundle.');
}

export const buffer = unreachable;
export const deprecationWarn = unreachable;
export const nextFrame = unreachable;
export const scalar = unreachable;
export const tidy = unreachable;
