import {
  customGrad,
  getBackend,
  maxPool,
  tensor,
  type GradSaveFunc,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';

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
