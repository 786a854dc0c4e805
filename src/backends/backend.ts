import type { Plan } from '../graph/plan.js';

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
