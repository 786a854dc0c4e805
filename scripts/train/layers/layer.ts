import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Random } from '../../lib/random.js';

/** Height, width, channels; or the length of a vector. The batch is left out. */
export type Shape = readonly number[];

export type ActivationName = 'linear' | 'relu' | 'softmax';

export interface WeightSpec {
  /** As Keras names it: `kernel`, `bias`. */
  readonly name: string;
  readonly shape: Shape;
  /** Initial values are uniform in ± this. */
  readonly bound: number;
}

/** What a layer needs to know of the pass it takes part in. */
export interface Pass {
  /** Absent outside training: then dropout does nothing. */
  readonly random?: Random;
  /** False for the first layer with weights: nobody asks for the gradient of the image. */
  readonly inputGradient: boolean;
}

/** A layer in Keras terms, and how it is computed in training. */
export interface Layer {
  /** The Keras class. */
  readonly className: string;
  /** The Keras config, without name and activation. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Applied after the layer; null for layers that Keras gives none. */
  readonly activation: ActivationName | null;
  /** True if the layer only chooses among its inputs' values, so that relu may as well follow it. */
  readonly selects: boolean;
  weights(input: Shape): readonly WeightSpec[];
  output(input: Shape): Shape;
  /** Multiply-adds per image. */
  multiplyAdds(input: Shape): number;
  /** The layer before its activation. */
  apply(x: Tensor, weights: readonly Tensor[], pass: Pass): Tensor;
  /**
   * The rows that the kernel, as a matrix of inputs by outputs, multiplies: for each image one, or one
   * for each place of the window. Absent where there is no kernel.
   */
  rows?(x: Tensor): Tensor2D;
}

/** What is true of a layer that has neither weights nor arithmetic. */
export const PLAIN = {
  activation: null,
  selects: false,
  weights: () => [],
  multiplyAdds: () => 0,
} as const;

export function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
