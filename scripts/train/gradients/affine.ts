import {
  customGrad,
  fused,
  matMul,
  sum,
  transpose,
  type GradSaveFunc,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { saver } from './convolve.js';

/**
 * x · kernel + bias, whose gradients transpose explicitly: the wasm backend's product of
 * transposed matrices is many times slower than a transpose and a product.
 *
 * @param x [n, inputs]
 * @param kernel [inputs, units]
 * @param bias [units]
 * @param inputGradient false leaves out the gradient of `x`.
 * @returns [n, units]
 */
export function affine(
  x: Tensor2D,
  kernel: Tensor2D,
  bias: Tensor1D,
  inputGradient: boolean,
): Tensor2D {
  const forward = (save: GradSaveFunc): Tensor2D => {
    save([x, kernel]);
    return fused.matMul({ a: x, b: kernel, bias, activation: 'linear' }) as Tensor2D;
  };
  const weightGradients = (dy: Tensor, savedX: Tensor): Tensor[] => [
    matMul(transpose(savedX), dy),
    sum(dy, 0),
  ];

  if (!inputGradient) {
    const operation = customGrad((...inputs) => ({
      value: forward(saver(inputs)),
      gradFunc: (dy, saved) => weightGradients(dy as Tensor, saved[0]!),
    }));
    return operation(kernel, bias) as Tensor2D;
  }
  const operation = customGrad((...inputs) => ({
    value: forward(saver(inputs)),
    gradFunc: (dy, saved) => [
      matMul(dy as Tensor, transpose(saved[1]!)),
      ...weightGradients(dy as Tensor, saved[0]!),
    ],
  }));
  return operation(x, kernel, bias) as Tensor2D;
}
