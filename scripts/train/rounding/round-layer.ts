import type { Correlations } from './correlations.js';
import { cholesky, identity, multiply, solve, type Square } from './matrix.js';

/** What is added to the diagonal, as a part of its mean: inputs that are never on have no say. */
const DAMPING = 0.01;
/** A step this far from zero is the last that uint8 has on both sides. */
const FARTHEST = 127;

/** Weights of a layer, the last axis its outputs. */
export interface LayerWeights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Rounds a kernel to whole steps so that the layer, with the inputs it now has, gives what it gave
 * with the inputs it had. First come the weights that would do so best, were they not rounded; then
 * they are rounded input by input, and what an input's rounding leaves is taken up by the inputs
 * that are still to come, which often light up with it, and by the bias at the end (GPTQ: Frantar,
 * Ashkboos, Hoefler and Alistarh 2022; the optimal brain surgeon of Hassibi and Stork 1993).
 *
 * @param step greater than 0.
 * @returns a kernel of whole steps, at most 127 of them; a bias that is not rounded.
 */
export function roundLayer(
  { kernel, bias }: LayerWeights,
  { own, withReference }: Correlations,
  step: number,
): LayerWeights {
  const weights = Float64Array.of(...kernel, ...bias);
  const outputs = bias.length;
  const inputs = kernel.length / outputs;

  const damping = DAMPING * meanOfDiagonal(own);
  const triangle = cholesky(damped(own, damping));
  const fitted = solve(triangle, multiply(damped(withReference, damping), weights));
  const inverse = solve(triangle, identity(inputs + 1));
  spread(fitted, cholesky(inverse), step, outputs);
  return {
    kernel: Float32Array.from(fitted.subarray(0, kernel.length)),
    bias: Float32Array.from(fitted.subarray(kernel.length)),
  };
}

/**
 * Rounds all rows but the last, in place, each row's error spread over those below it.
 *
 * @param triangle of the inverse of the correlations.
 */
function spread(weights: Float64Array, triangle: Square, step: number, outputs: number): void {
  const rows = weights.length / outputs;
  for (let row = 0; row < rows - 1; row++) {
    for (let output = 0; output < outputs; output++) {
      const value = weights[row * outputs + output]!;
      const steps = Math.max(-FARTHEST, Math.min(FARTHEST, Math.round(value / step)));
      weights[row * outputs + output] = steps * step;
      const error = (value - steps * step) / triangle[row * rows + row]!;
      for (let below = row + 1; below < rows; below++) {
        weights[below * outputs + output]! -= error * triangle[below * rows + row]!;
      }
    }
  }
}

function meanOfDiagonal(matrix: Float32Array): number {
  const size = Math.sqrt(matrix.length);
  return matrix.reduce((sum, value, at) => (at % (size + 1) === 0 ? sum + value : sum), 0) / size;
}

function damped(matrix: Float32Array, damping: number): Square {
  const size = Math.sqrt(matrix.length);
  return Float64Array.from(matrix, (value, at) =>
    at % (size + 1) === 0 ? value + damping : value,
  );
}
