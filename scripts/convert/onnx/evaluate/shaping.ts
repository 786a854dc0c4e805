import type { OnnxNode } from '../node.js';
import { elementsOf, forEachIndex, stridesOf, zeros, type Tensor } from '../tensor.js';
import { axisOf, numbersOf, required, type Operator } from './operator.js';

/** 0 keeps a size (unless `allowzero`), -1 takes what is left. */
export const reshape: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const shape = numbersOf(node, inputs, 1, 'shape');
  if (!shape) throw node.bad('it lacks the shape to take');
  const sizes = shape.map((size, axis) =>
    size === 0 && node.int('allowzero', 0) === 0 ? (dims[axis] ?? 0) : size,
  );
  const rest = elementsOf(sizes.filter((size) => size !== -1));
  const target = sizes.map((size) => (size === -1 ? data.length / rest : size));
  if (elementsOf(target) !== data.length || !target.every((size) => Number.isInteger(size))) {
    throw node.bad(`[${dims.join(', ')}] does not fill the shape [${shape.join(', ')}]`);
  }
  return { dims: target, data };
};

export const flatten: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const axis = node.int('axis', 1);
  const split = axis < 0 ? axis + dims.length : axis;
  if (split < 0 || split > dims.length) throw node.bad(`axis ${axis} is none of its input's`);
  return { dims: [elementsOf(dims.slice(0, split)), elementsOf(dims.slice(split))], data };
};

/** Without axes, every size of 1 goes. */
export const squeeze: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const axes = numbersOf(node, inputs, 1, 'axes')?.map((axis) => axisOf(node, axis, dims.length));
  if (axes?.some((axis) => dims[axis] !== 1)) {
    throw node.bad(`an axis of [${dims.join(', ')}] that it is to take away is not 1`);
  }
  return { dims: dims.filter((size, i) => (axes ? !axes.includes(i) : size !== 1)), data };
};

export const unsqueeze: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const axes = numbersOf(node, inputs, 1, 'axes');
  if (!axes) throw node.bad('it lacks the axes to add');
  const rank = dims.length + axes.length;
  const added = new Set(axes.map((axis) => axisOf(node, axis, rank)));
  const rest = [...dims];
  const target = Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : rest.shift()!));
  if (added.size !== axes.length) throw node.bad('it adds an axis twice');
  return { dims: target, data };
};

/** Without `perm`, the axes in reverse. */
export const transpose: Operator = (node, inputs) => {
  const tensor = required(node, inputs, 0);
  const axes = tensor.dims.map((_, axis) => axis);
  return transposed(node, tensor, node.ints('perm') ?? axes.reverse());
};

/** @param order for each axis of the result, the axis of the tensor */
export function transposed(node: OnnxNode, tensor: Tensor, order: readonly number[]): Tensor {
  const { dims, data } = tensor;
  if (order.length !== dims.length || dims.some((_, axis) => !order.includes(axis))) {
    throw node.bad(`[${order.join(', ')}] is no order of the axes of [${dims.join(', ')}]`);
  }
  const strides = stridesOf(dims);
  const steps = order.map((axis) => strides[axis]!);
  const result = zeros(
    order.map((axis) => dims[axis]!),
    node.where,
  );
  forEachIndex(result.dims, (index, position) => {
    let source = 0;
    for (let axis = 0; axis < index.length; axis++) source += index[axis]! * steps[axis]!;
    result.data[position] = data[source]!;
  });
  return result;
}

export const identity: Operator = (node, inputs) => required(node, inputs, 0);
