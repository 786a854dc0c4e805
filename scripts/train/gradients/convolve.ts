import {
  conv2d,
  customGrad,
  fused,
  pad,
  reverse,
  sum,
  transpose,
  type GradSaveFunc,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';

/**
 * Convolution plus bias, stride 1, no padding, with gradients made of convolutions: the wasm
 * backend has no gradient kernels for convolutions and its forward kernel is fast.
 *
 * @param x [n, h, w, ci]
 * @param filter [kh, kw, ci, co]
 * @param bias [co]
 * @param inputGradient false leaves out the gradient of `x`, which costs as much as all the rest.
 * @returns [n, h - kh + 1, w - kw + 1, co]
 */
export function convolve(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D,
  inputGradient: boolean,
): Tensor4D {
  const forward = (save: GradSaveFunc): Tensor4D => {
    save([x, filter]);
    return fused.conv2d({ x, filter, bias, strides: 1, pad: 'valid', activation: 'linear' });
  };
  const weightGradients = (dy: Tensor4D, savedX: Tensor4D): Tensor[] => [
    filterGradient(savedX, dy),
    sum(dy, [0, 1, 2]),
  ];

  if (!inputGradient) {
    const operation = customGrad((...inputs) => ({
      value: forward(saver(inputs)),
      gradFunc: (dy, saved) => weightGradients(dy as Tensor4D, saved[0] as Tensor4D),
    }));
    return operation(filter, bias) as Tensor4D;
  }
  const operation = customGrad((...inputs) => ({
    value: forward(saver(inputs)),
    gradFunc: (dy, saved) => [
      imageGradient(dy as Tensor4D, saved[1] as Tensor4D),
      ...weightGradients(dy as Tensor4D, saved[0] as Tensor4D),
    ],
  }));
  return operation(x, filter, bias) as Tensor4D;
}

/** `customGrad` passes its save function behind the inputs, which its types do not say. */
export function saver(inputs: readonly (Tensor | GradSaveFunc)[]): GradSaveFunc {
  return inputs[inputs.length - 1] as GradSaveFunc;
}

/** Every weight meets every image at every position: images become channels, channels images. */
function filterGradient(x: Tensor4D, dy: Tensor4D): Tensor4D {
  const images = transpose(x, [3, 1, 2, 0]);
  const filter = transpose(dy, [1, 2, 0, 3]);
  return transpose(conv2d(images, filter, 1, 'valid'), [1, 2, 0, 3]);
}

/** Each gradient of the output spreads over the window it came from, through the mirrored filter. */
function imageGradient(dy: Tensor4D, filter: Tensor4D): Tensor4D {
  const [height, width] = filter.shape;
  const rows: [number, number] = [height - 1, height - 1];
  const columns: [number, number] = [width - 1, width - 1];
  const padded = pad(dy, [[0, 0], rows, columns, [0, 0]]);
  const mirrored = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]);
  return conv2d(padded, mirrored, 1, 'valid');
}
