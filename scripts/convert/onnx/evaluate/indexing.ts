import { elementsOf, forEachIndex, stridesOf, zeros } from '../tensor.js';
import { axisOf, numbersOf, required, type Operator } from './operator.js';

/** The sizes of its input; a part of them since operator set 15. */
export const shape: Operator = (node, inputs) => {
  const { dims } = required(node, inputs, 0);
  const sizes = dims.slice(node.int('start', 0), node.has('end') ? node.int('end', 0) : undefined);
  return { dims: [sizes.length], data: Float64Array.from(sizes) };
};

/** Slices of the first input by the numbers in the second. */
export const gather: Operator = (node, inputs) => {
  const [tensor, indices] = [required(node, inputs, 0), required(node, inputs, 1)];
  const axis = axisOf(node, node.int('axis', 0), tensor.dims.length);
  const [outer, inner] = [tensor.dims.slice(0, axis), tensor.dims.slice(axis + 1)];
  const [size, area] = [tensor.dims[axis] ?? 0, elementsOf(inner)];
  const result = zeros([...outer, ...indices.dims, ...inner], node.where);
  let position = 0;
  for (let i = 0; i < elementsOf(outer); i++) {
    for (const index of indices.data) {
      const at = index < 0 ? index + size : index;
      if (!Number.isInteger(at) || at < 0 || at >= size) {
        throw node.bad(`it takes number ${index} of ${size}`);
      }
      for (let k = 0; k < area; k++) {
        result.data[position++] = tensor.data[(i * size + at) * area + k]!;
      }
    }
  }
  return result;
};

export const concat: Operator = (node, inputs) => {
  const tensors = inputs.map((_, i) => required(node, inputs, i));
  const first = required(node, inputs, 0);
  const axis = axisOf(node, node.int('axis', 0), first.dims.length);
  const fits = tensors.every(
    ({ dims }) =>
      dims.length === first.dims.length &&
      dims.every((size, i) => i === axis || size === first.dims[i]),
  );
  if (!fits) throw node.bad('the shapes it puts together do not fit');
  const total = tensors.reduce((sum, { dims }) => sum + dims[axis]!, 0);
  const result = zeros(
    first.dims.map((size, i) => (i === axis ? total : size)),
    node.where,
  );
  let position = 0;
  for (let i = 0; i < elementsOf(first.dims.slice(0, axis)); i++) {
    for (const { dims, data } of tensors) {
      const length = elementsOf(dims.slice(axis));
      result.data.set(data.subarray(i * length, (i + 1) * length), position);
      position += length;
    }
  }
  return result;
};

/** Its bounds are attributes before operator set 10 and inputs since. */
export const slice: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const starts = numbersOf(node, inputs, 1, 'starts') ?? [];
  const ends = numbersOf(node, inputs, 2, 'ends') ?? [];
  const axes = numbersOf(node, inputs, 3, 'axes') ?? starts.map((_, i) => i);
  const steps = inputs[4] ? [...inputs[4].data] : starts.map(() => 1);
  if ([ends, axes, steps].some(({ length }) => length !== starts.length)) {
    throw node.bad('its starts, ends, axes and steps are not equally many');
  }
  const ranges = dims.map((size) => ({ first: 0, step: 1, size }));
  axes.forEach((given, i) => {
    const axis = axisOf(node, given, dims.length);
    const step = steps[i]!;
    if (!Number.isInteger(step) || step === 0) throw node.bad(`a step is ${step}`);
    const size = dims[axis] ?? 0;
    const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
    const place = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, least), most);
    const first = place(starts[i]!);
    const count = Math.max(Math.ceil((place(ends[i]!) - first) / step), 0);
    ranges[axis] = { first, step, size: count };
  });
  const strides = stridesOf(dims);
  const result = zeros(
    ranges.map(({ size }) => size),
    node.where,
  );
  forEachIndex(result.dims, (index, position) => {
    let source = 0;
    ranges.forEach(({ first, step }, axis) => {
      source += (first + index[axis]! * step) * strides[axis]!;
    });
    result.data[position] = data[source]!;
  });
  return result;
};
