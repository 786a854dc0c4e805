import { customGrad, type GradSaveFunc, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';

/** An operation with a kernel and a bias, and its three gradients. */
export interface WeightedOperation<Value extends Tensor> {
  forward(x: Value, kernel: Value, bias: Tensor1D): Value;
  inputGradient(dy: Value, kernel: Value, x: Value): Tensor;
  kernelGradient(dy: Value, x: Value, kernel: Value): Tensor;
  biasGradient(dy: Value): Tensor;
}

/**
 * Applies the operation so that its own gradients are used.
 *
 * @param needsInputGradient false leaves out the gradient of `x`, which for the image nobody wants.
 */
export function applyWeighted<Value extends Tensor>(
  operation: WeightedOperation<Value>,
  x: Value,
  kernel: Value,
  bias: Tensor1D,
  needsInputGradient: boolean,
): Value {
  const apply = customGrad((...inputs: (Tensor | GradSaveFunc)[]) => {
    const save = inputs.at(-1) as GradSaveFunc;
    save([x, kernel]);
    return {
      value: operation.forward(x, kernel, bias),
      gradFunc(dy: Tensor, saved: Tensor[]) {
        const [savedX, savedKernel] = saved as [Value, Value];
        const weights = [
          operation.kernelGradient(dy as Value, savedX, savedKernel),
          operation.biasGradient(dy as Value),
        ];
        return needsInputGradient
          ? [operation.inputGradient(dy as Value, savedKernel, savedX), ...weights]
          : weights;
      },
    };
  });
  return (needsInputGradient ? apply(x, kernel, bias) : apply(kernel, bias)) as Value;
}
