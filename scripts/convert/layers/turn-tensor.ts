import type { ImageShape } from './image-shape.js';
import type { SourceTensor } from './source-layer.js';

/** For each layout, the axes of the source in the order that Keras 2 has them. */
const ORDERS = {
  HWIO: [0, 1, 2, 3],
  OIHW: [2, 3, 1, 0],
  IO: [0, 1],
  OI: [1, 0],
  vector: [0],
} as const;

/** A weight as Keras 2 on TensorFlow lays it out: kernels [h, w, in, out], matrices [in, out]. */
export function toKerasLayout(tensor: SourceTensor): SourceTensor {
  const order: readonly number[] = ORDERS[tensor.layout];
  if (order.length !== tensor.shape.length) return tensor;
  const { shape, values } = permute(tensor, order);
  // Turned by 180° both axes run backwards, and so do the pixels of one another: blocks of [in, out].
  const block = tensor.flipped ? (shape[2] ?? 1) * (shape[3] ?? 1) : 0;
  const layout = shape.length === 4 ? 'HWIO' : shape.length === 2 ? 'IO' : 'vector';
  return { shape, values: block > 0 ? reverse(values, block) : values, layout, flipped: false };
}

/**
 * Puts the rows of a matrix, or the numbers of a vector, that stand for an image flattened channel by
 * channel into the order in which it is flattened pixel by pixel.
 */
export function pixelsFirst(tensor: SourceTensor, [channels, height, width]: ImageShape) {
  const [rows, ...rest] = tensor.shape;
  const pixels = height * width;
  if (rows !== channels * pixels) return tensor;
  const image = { shape: [channels, pixels, ...rest], values: tensor.values };
  const { values } = permute(image, rest.length === 0 ? [1, 0] : [1, 0, 2]);
  return { ...tensor, values };
}

type Numbers = Pick<SourceTensor, 'shape' | 'values'>;

function permute({ shape, values }: Numbers, order: readonly number[]): Numbers {
  if (order.every((axis, index) => axis === index)) return { shape, values };
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const target = order.map((axis) => shape[axis] ?? 1);
  const result = values.slice();
  const index = target.map(() => 0);
  for (let position = 0; position < values.length; position++) {
    let source = 0;
    order.forEach((axis, i) => (source += (index[i] ?? 0) * (strides[axis] ?? 0)));
    result[position] = values[source] ?? 0;
    for (let axis = target.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (target[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
  return { shape: target, values: result };
}

function reverse(values: SourceTensor['values'], block: number): SourceTensor['values'] {
  const result = values.slice();
  for (let start = 0; start < values.length; start += block) {
    result.set(values.subarray(start, start + block), values.length - start - block);
  }
  return result;
}
