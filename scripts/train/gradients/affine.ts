import { fused, matMul, sum, transpose, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { applyWeighted, type WeightedOperation } from './weighted.js';

/**
 * x · kernel + bias, whose gradients transpose explicitly: the wasm backend's product of
 * transposed matrices is many times slower than a transpose and a product.
 *
 * @param x [n, inputs]
 * @param kernel [inputs, units]
 * @param bias [units]
 * @param needsInputGradient false leaves out the gradient of `x`.
 * @returns [n, units]
 */
export function affine(
  x: Tensor2D,
  kernel: Tensor2D,
  bias: Tensor1D,
  needsInputGradient: boolean,
): Tensor2D {
  return applyWeighted(product, x, kernel, bias, needsInputGradient);
}

const product: WeightedOperation<Tensor2D> = {
  forward: (x, kernel, bias) =>
    fused.matMul({ a: x, b: kernel, bias, activation: 'linear' }) as Tensor2D,
  inputGradient: (dy, kernel) => matMul(dy, transpose(kernel)),
  kernelGradient: (dy, x) => matMul(transpose(x), dy),
  biasGradient: (dy) => sum(dy, 0),
};
