import { readPads } from '../pads.js';
import { forEachIndex, stridesOf, zeros } from '../tensor.js';
import { required, type Operator } from './operator.js';

/** Its amounts and its value are attributes before operator set 11 and inputs since. */
export const pad: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const { before, after, value } = readPads(node, inputs);
  const strides = stridesOf(dims);
  const result = zeros(
    dims.map((size, axis) => size + before[axis]! + after[axis]!),
    node.where,
  );
  forEachIndex(result.dims, (index, position) => {
    let source = 0;
    for (let axis = 0; axis < index.length; axis++) {
      const at = index[axis]! - before[axis]!;
      if (at < 0 || at >= dims[axis]!) source = NaN;
      source += at * strides[axis]!;
    }
    result.data[position] = Number.isNaN(source) ? value : data[source]!;
  });
  return result;
};
