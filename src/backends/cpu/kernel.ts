import type { Shape } from '../../graph/plan.js';

/** Computes one operation for one image, from buffers to a buffer fixed when the plan was compiled. */
export type Kernel = () => void;

/** A value of the plan in memory: channels last, no gaps. */
export interface Tensor {
  readonly shape: Shape;
  /** Exactly as long as the shape says. */
  readonly data: Float32Array;
}
