import { reducedAxes } from '../reduced-axes.js';
import { forEachIndex, stridesOf, zeros } from '../tensor.js';
import { required, type Operator } from './operator.js';

export const reduceMean: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const axes = reducedAxes(node, inputs, dims.length);
  const kept = dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const sums = zeros(kept, node.where);
  const strides = stridesOf(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  forEachIndex(dims, (index, position) => {
    let target = 0;
    for (let axis = 0; axis < index.length; axis++) target += index[axis]! * strides[axis]!;
    sums.data[target]! += data[position]!;
  });
  const count = data.length / sums.data.length;
  const keeps = node.int('keepdims', 1) !== 0;
  return {
    dims: keeps ? kept : dims.filter((_, axis) => !axes.includes(axis)),
    data: sums.data.map((sum) => sum / count),
  };
};
