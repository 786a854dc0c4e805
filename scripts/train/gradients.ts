import {
  conv2d,
  customGrad,
  fused,
  getBackend,
  type GradSaveFunc,
  matMul,
  maxPool,
  pad,
  reshape,
  reverse,
  slice,
  sum,
  tensor,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';

/** An operation with a kernel and a bias, and its three gradients. */
interface WeightedOperation<Value extends Tensor> {
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
function applyWeighted<Value extends Tensor>(
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

/**
 * Convolution plus bias, no padding, with gradients made of convolutions: the wasm backend has no
 * gradient kernels for convolutions and its forward kernel is fast.
 *
 * @param x [n, h, w, ci]
 * @param filter [kh, kw, ci, co]
 * @param bias [co]
 * @param stride of the window, in both directions.
 * @param needsInputGradient false leaves out the gradient of `x`.
 * @returns [n, ⌊(h - kh) / stride⌋ + 1, ⌊(w - kw) / stride⌋ + 1, co]
 */
export function convolve(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D,
  stride: number,
  needsInputGradient: boolean,
): Tensor4D {
  return applyWeighted(convolution(stride), x, filter, bias, needsInputGradient);
}

const convolution = (stride: number): WeightedOperation<Tensor4D> => ({
  forward: (x, filter, bias) =>
    fused.conv2d({ x, filter, bias, strides: stride, pad: 'valid', activation: 'linear' }),

  // Each gradient of the output spreads over the window it came from, through the mirrored filter.
  inputGradient(dy, filter, x) {
    const [kernelHeight, kernelWidth] = filter.shape;
    const [, height, width] = x.shape;
    const spread = spreadOut(dy, stride);
    const [, rows, columns] = spread.shape;
    const padded = pad(spread, [
      [0, 0],
      [kernelHeight - 1, height - rows],
      [kernelWidth - 1, width - columns],
      [0, 0],
    ]);
    const mirrored = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return conv2d(padded, mirrored, 1, 'valid');
  },

  // Every weight meets every image at every position: images become channels, channels images.
  kernelGradient(dy, x, filter) {
    const [height, width, inputs, outputs] = filter.shape;
    const images = transpose(x, [3, 1, 2, 0]);
    const windows = transpose(dy, [1, 2, 0, 3]);
    const all = conv2d(images, windows, 1, 'valid', 'NHWC', stride);
    // Where the last window does not reach the rim, there are rows and columns too many.
    const gradient = slice(all, [0, 0, 0, 0], [inputs, height, width, outputs]);
    return transpose(gradient, [1, 2, 0, 3]);
  },

  biasGradient: (dy) => sum(dy, [0, 1, 2]),
});

/** Puts `stride - 1` zeros between rows and between columns. */
function spreadOut(dy: Tensor4D, stride: number): Tensor4D {
  if (stride === 1) return dy;
  const [count, height, width, channels] = dy.shape;
  const after: [number, number] = [0, stride - 1];
  const columns = pad(reshape(dy, [count * height, width, 1, channels]), [
    [0, 0],
    [0, 0],
    after,
    [0, 0],
  ]);
  const rows = pad(reshape(columns, [count, height, 1, width * stride * channels]), [
    [0, 0],
    [0, 0],
    after,
    [0, 0],
  ]);
  const whole = reshape(rows, [count, height * stride, width * stride, channels]);
  const size = [count, (height - 1) * stride + 1, (width - 1) * stride + 1, channels];
  return slice(whole, [0, 0, 0, 0], size) as Tensor4D;
}

/**
 * Max-pooling over squares that do not overlap. On the wasm backend with a gradient of its own: the
 * library's takes longer there than all the rest of the network.
 *
 * @param x [n, h, w, c]
 * @returns [n, ⌊h / size⌋, ⌊w / size⌋, c]
 */
export function maxPoolSquares(x: Tensor4D, size: number): Tensor4D {
  const pool = (input: Tensor4D) => maxPool(input, size, size, 'valid');
  // Elsewhere data cannot be had without waiting for it.
  if (getBackend() !== 'wasm') return pool(x);
  const apply = customGrad((...inputs: (Tensor | GradSaveFunc)[]) => {
    const [input, save] = inputs as [Tensor4D, GradSaveFunc];
    save([input]);
    return {
      value: pool(input),
      gradFunc(dy: Tensor, saved: Tensor[]) {
        const [before] = saved as [Tensor4D];
        const gradient = routeToMaxima(
          before.dataSync<'float32'>(),
          dy.dataSync<'float32'>(),
          before.shape,
          size,
        );
        return tensor(gradient, before.shape);
      },
    };
  });
  return apply(x) as Tensor4D;
}

/**
 * Each value of `dy` goes to the last of the greatest values of its square. So has the library, where
 * they are above zero.
 */
function routeToMaxima(
  x: Float32Array,
  dy: Float32Array,
  [count, height, width, channels]: [number, number, number, number],
  size: number,
): Float32Array {
  const gradient = new Float32Array(x.length);
  const rows = Math.floor(height / size);
  const columns = Math.floor(width / size);
  const line = width * channels;
  let from = 0;
  for (let image = 0; image < count; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const corner = ((image * height + row * size) * width + column * size) * channels;
        for (let channel = 0; channel < channels; channel++) {
          let greatest = corner + channel;
          for (let down = 0; down < size; down++) {
            for (let right = 0; right < size; right++) {
              const at = corner + down * line + right * channels + channel;
              if (x[at]! >= x[greatest]!) greatest = at;
            }
          }
          gradient[greatest] = dy[from++]!;
        }
      }
    }
  }
  return gradient;
}
