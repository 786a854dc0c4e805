import { forEachIndex, stridesOf, zeros, type Tensor } from './tensor.js';

/**
 * The shape that two shapes have together (https://onnx.ai/onnx/repo-docs/Broadcasting.html).
 *
 * @returns undefined if they do not fit
 */
export function broadcastDims(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const sizes = (dims: readonly number[]) => [...Array(rank - dims.length).fill(1), ...dims];
  const [left, right] = [sizes(a) as number[], sizes(b) as number[]];
  const fits = left.every((size, i) => size === right[i] || size === 1 || right[i] === 1);
  return fits ? left.map((size, i) => (size === 1 ? right[i]! : size)) : undefined;
}

/** The tensor repeated along axes of size 1, and those it lacks, until it has a shape. */
export function broadcastTo(tensor: Tensor, dims: readonly number[], where: string): Tensor {
  if (tensor.dims.join() === dims.join()) return tensor;
  const missing = dims.length - tensor.dims.length;
  const own = stridesOf(tensor.dims);
  const steps = dims.map((_, axis) =>
    (tensor.dims[axis - missing] ?? 1) === 1 ? 0 : own[axis - missing]!,
  );
  const result = zeros(dims, where);
  forEachIndex(dims, (index, position) => {
    let source = 0;
    for (let axis = 0; axis < index.length; axis++) source += index[axis]! * steps[axis]!;
    result.data[position] = tensor.data[source]!;
  });
  return result;
}
