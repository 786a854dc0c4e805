import type { NetworkFiles, Plan } from '../graph/index.js';
import { CodedError } from '../util/errors.js';

/** The built-in backends, which run plans. */
export const BUILT_IN_NAMES = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;

/** TensorFlow.js itself, which also runs networks that no plan can say. */
export const TENSORFLOW_NAMES = ['tfjs-webgpu', 'tfjs-webgl', 'tfjs-cpu'] as const;

/** All backends, as the `backend` attribute names them. */
export const BACKEND_NAMES = [...BUILT_IN_NAMES, ...TENSORFLOW_NAMES] as const;

export type BuiltInName = (typeof BUILT_IN_NAMES)[number];

export type TensorFlowName = (typeof TENSORFLOW_NAMES)[number];

export type BackendName = BuiltInName | TensorFlowName;

export function isTensorFlow(name: BackendName): name is TensorFlowName {
  return name.startsWith('tfjs-');
}

/** A plan compiled for a backend, with its weights uploaded. */
export interface Executable {
  /**
   * Runs the network on a batch. The caller waits for one run before it starts the next.
   *
   * @param images `count` × 784 values; not kept
   * @param count at least 1
   * @returns the plan's outputs of each image in turn, a new array
   * @throws BackendError `device-lost` if the device is lost before the outputs are read back
   */
  run(images: Float32Array, count: number): Promise<Float32Array>;
  /** Frees the executable's memory on the device. Later calls do nothing. */
  dispose(): void;
}

/** A device that executes plans. */
export interface Backend {
  readonly name: BackendName;
  /** Resolves with a sentence for an error message if the device is lost. Never rejects. */
  readonly lost: Promise<string>;
  /** Compiles kernels and uploads weights, so that the first `run` is no slower than later ones. */
  compile(plan: Plan): Promise<Executable>;
  /**
   * The same for a network as its files have it. Only TensorFlow.js can.
   *
   * @throws DescriptorError if it cannot run this network either
   */
  compileFiles?(files: NetworkFiles): Promise<Executable>;
  /** Releases the device. Its executables no longer work. */
  dispose(): void;
}

/** Exports of each of `backends/{webgpu,webgl,wasm,cpu}.ts`. */
export interface BackendModule {
  /** @throws BackendError `backend-unavailable` if the device lacks it or the page's policy forbids it */
  createBackend(): Promise<Backend>;
}

/**
 * - `backend-unknown`: there is no backend with this name
 * - `backend-unavailable`: the browser or the device lacks it, the page's policy forbids it, or its binary
 *   cannot be fetched or has the wrong SHA-256
 * - `backend-failed`: loading, compiling or running failed
 * - `device-lost`: the device was lost, and the answer with it
 * - `backend-slow`: `auto` found a faster backend. Never thrown; only a reason for a change
 */
export type BackendErrorCode =
  'backend-unknown' | 'backend-unavailable' | 'backend-failed' | 'device-lost' | 'backend-slow';

/** The error of a backend, not of the network or the drawing. */
export class BackendError extends CodedError<BackendErrorCode> {}
