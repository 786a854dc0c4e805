import type { Plan } from '../graph/plan.js';
import { CodedError } from '../util/errors.js';

/** Every backend, as it is written in the `backend` attribute. */
export const BACKEND_NAMES = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** A plan made ready on a backend: weights uploaded, kernels compiled. */
export interface Executable {
  /**
   * Runs the network on a batch. Calls are made one at a time; `images` is not kept.
   *
   * @param images `count` input images of 784 values each, one after the other.
   * @param count at least 1.
   * @returns `count` × 10 outputs, a fresh array.
   * @throws BackendError `device-lost` if the device went away before the answer was read back.
   */
  run(images: Float32Array, count: number): Promise<Float32Array>;
  /** Frees what the executable holds on the device. Later calls do nothing. */
  dispose(): void;
}

/** A device that executes plans. */
export interface Backend {
  readonly name: BackendName;
  /** Resolves with a sentence if the device is lost; pending otherwise, and never rejects. */
  readonly lost: Promise<string>;
  /** Uploads weights and compiles what the plan needs, so that the first `run` is an ordinary one. */
  compile(plan: Plan): Promise<Executable>;
  /** Gives the device back. Executables of this backend are unusable afterwards. */
  dispose(): void;
}

/** What each of `backends/{webgpu,webgl,wasm,cpu}.ts` exports. */
export interface BackendModule {
  /** @throws BackendError `backend-unavailable` where the device or the page's policy lacks it. */
  createBackend(): Promise<Backend>;
}

/**
 * - `backend-unknown`: no backend has this name
 * - `backend-unavailable`: the browser, the device or the page's policy lacks it, or its binary cannot
 *   be fetched or has another SHA-256 than it was built with
 * - `backend-failed`: it is there, but broke while loading, compiling or running
 * - `device-lost`: the device went away, and the answer with it
 * - `backend-slow`: it works, but `auto` found a faster one; never thrown, only a reason for a change
 */
export type BackendErrorCode =
  'backend-unknown' | 'backend-unavailable' | 'backend-failed' | 'device-lost' | 'backend-slow';

/** Something is wrong with what computes, not with the network or the drawing. */
export class BackendError extends CodedError<BackendErrorCode> {}

/**
 * Softmax over rows of `channels` numbers, taken from the greatest down so that nothing overflows.
 *
 * @param output where to write; the input itself unless given.
 * @returns `output`
 */
export function softmaxRows(
  input: Float32Array,
  channels: number,
  output: Float32Array = input,
): Float32Array {
  for (let start = 0; start < input.length; start += channels) {
    const end = start + channels;
    let greatest = -Infinity;
    for (let i = start; i < end; i++) greatest = Math.max(greatest, input[i]!);
    let sum = 0;
    for (let i = start; i < end; i++) sum += Math.exp(input[i]! - greatest);
    const logSum = greatest + Math.log(sum);
    for (let i = start; i < end; i++) output[i] = Math.exp(input[i]! - logSum);
  }
  return output;
}
