import { BOUNDS } from '../../../../src/graph/index.js';
import {
  broadcastDims,
  broadcastTo,
  elementsOf,
  forEachIndex,
  type OnnxNode,
  reducedAxes,
  softmaxGroups,
  stridesOf,
  type Tensor,
  zeros,
} from '../graph.js';

/**
 * Computes a node's first result by the definition at https://onnx.ai/onnx/operators/, in float64,
 * for one image at a time.
 *
 * @param inputs in the node's order; optional ones that are left out are undefined
 * @throws ScriptError `bad-network` for inputs that do not fit, `unsupported-network` for options
 *   that are not computed
 */
export type Operator = (node: OnnxNode, inputs: readonly (Tensor | undefined)[]) => Tensor;

/** @throws ScriptError `bad-network` if it is left out */
export function required(
  node: OnnxNode,
  inputs: readonly (Tensor | undefined)[],
  index: number,
): Tensor {
  const input = inputs[index];
  if (!input) throw node.bad(`it lacks its input ${index + 1}`);
  return input;
}

/** An axis counted from the front, whichever way it was counted. */
function axisOf(node: OnnxNode, axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(counted) && counted >= 0 && counted < Math.max(rank, 1)) return counted;
  throw node.bad(`axis ${axis} is none of its input's ${rank}`);
}

/** Whole numbers that are an input in newer operator sets and an attribute in older ones. */
function numbersOf(
  node: OnnxNode,
  inputs: readonly (Tensor | undefined)[],
  index: number,
  key: string,
): readonly number[] | undefined {
  const input = inputs[index];
  return input ? [...input.data] : node.ints(key);
}

/** @throws ScriptError `unsupported-network` before more is computed than any digit network needs */
export function checkWork(node: OnnxNode, multiplications: number): void {
  if (multiplications <= BOUNDS.multiplyAdds) return;
  throw node.unsupported(
    `it takes ${multiplications} multiplications where ${BOUNDS.multiplyAdds} are supported`,
  );
}

/** Number by number, the smaller input repeated along the axes that it lacks. */
function elementwise(compute: (a: number, b: number) => number): Operator {
  return (node, inputs) => {
    const [a, b] = [required(node, inputs, 0), required(node, inputs, 1)];
    const dims = broadcastDims(a.dims, b.dims);
    if (!dims) {
      throw node.bad(`[${a.dims.join(', ')}] and [${b.dims.join(', ')}] do not fit each other`);
    }
    const left = broadcastTo(a, dims, node.where);
    const right = broadcastTo(b, dims, node.where);
    return { dims, data: left.data.map((value, i) => compute(value, right.data[i]!)) };
  };
}

export const add = elementwise((a, b) => a + b);
export const sub = elementwise((a, b) => a - b);
export const mul = elementwise((a, b) => a * b);
export const div = elementwise((a, b) => a / b);

function map({ dims, data }: Tensor, compute: (x: number) => number): Tensor {
  return { dims, data: data.map(compute) };
}

export const relu: Operator = (node, inputs) =>
  map(required(node, inputs, 0), (x) => Math.max(x, 0));

export const leakyRelu: Operator = (node, inputs) => {
  const alpha = node.float('alpha', 0.01);
  return map(required(node, inputs, 0), (x) => (x < 0 ? alpha * x : x));
};

export const elu: Operator = (node, inputs) => {
  const alpha = node.float('alpha', 1);
  return map(required(node, inputs, 0), (x) => (x < 0 ? alpha * Math.expm1(x) : x));
};

export const sigmoid: Operator = (node, inputs) =>
  map(required(node, inputs, 0), (x) => 1 / (1 + Math.exp(-x)));

export const tanh: Operator = (node, inputs) => map(required(node, inputs, 0), Math.tanh);

/** Its bounds are attributes before operator set 11 and inputs since. */
export const clip: Operator = (node, inputs) => {
  const least = inputs[1]?.data[0] ?? node.float('min', -Infinity);
  const most = inputs[2]?.data[0] ?? node.float('max', Infinity);
  return map(required(node, inputs, 0), (x) => Math.min(Math.max(x, least), most));
};

/** @throws ScriptError `unsupported-network` for text and sparse tensors */
export const constant: Operator = (node) => {
  const tensor = node.tensor('value');
  if (tensor) return tensor;
  const list = node.floats('value_floats') ?? node.ints('value_ints') ?? [];
  if (node.has('value_floats') || node.has('value_ints')) return vector(list);
  if (node.has('value_float')) return scalar(node.float('value_float', 0));
  if (node.has('value_int')) return scalar(node.int('value_int', 0));
  throw node.unsupported('it has no value, value_float(s) or value_int(s)');
};

export const constantOfShape: Operator = (node, inputs) => {
  const result = zeros([...required(node, inputs, 0).data], node.where);
  result.data.fill(node.tensor('value')?.data[0] ?? 0);
  return result;
};

const WHOLE = [2, 3, 4, 5, 6, 7, 12, 13];
const REAL = [1, 10, 11];

/** To a whole number by cutting off, to floating point as it is. */
export const cast: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const to = node.int('to', 0);
  if (REAL.includes(to)) return { dims, data };
  if (WHOLE.includes(to)) return { dims, data: data.map(Math.trunc) };
  throw node.unsupported(`it casts to type ${to}; floats and whole numbers are supported`);
};

function scalar(value: number): Tensor {
  return { dims: [], data: Float64Array.of(value) };
}

function vector(values: readonly number[]): Tensor {
  return { dims: [values.length], data: Float64Array.from(values) };
}

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

/** A matrix, or several in front of it, times one matrix. */
export const matMul: Operator = (node, inputs) => {
  const [a, b] = [required(node, inputs, 0), required(node, inputs, 1)];
  return multiply(node, a, b);
};

/** alpha * A * B + beta * C, A and B transposed where the attributes say so. */
export const gemm: Operator = (node, inputs) => {
  const [a, b] = [required(node, inputs, 0), required(node, inputs, 1)];
  if (a.dims.length !== 2) throw node.bad(`its first input is [${a.dims.join(', ')}], no matrix`);
  const left = node.int('transA', 0) ? transposed(node, a, [1, 0]) : a;
  const right = node.int('transB', 0) ? transposed(node, b, [1, 0]) : b;
  const product = multiply(node, left, right);
  const alpha = node.float('alpha', 1);
  const beta = node.float('beta', 1);
  const c = inputs[2] && broadcastTo(inputs[2], product.dims, node.where);
  return {
    dims: product.dims,
    data: product.data.map((value, i) => alpha * value + (c ? beta * c.data[i]! : 0)),
  };
};

function multiply(node: OnnxNode, a: Tensor, b: Tensor): Tensor {
  const depth = a.dims.at(-1);
  const [rows, columns] = b.dims;
  if (b.dims.length !== 2 || columns === undefined) {
    throw node.unsupported(
      `its second input is [${b.dims.join(', ')}]; a matrix of weights is supported`,
    );
  }
  if (depth === undefined || depth !== rows) {
    throw node.bad(`[${a.dims.join(', ')}] times [${b.dims.join(', ')}] is no product`);
  }
  const result = zeros([...a.dims.slice(0, -1), columns], node.where);
  checkWork(node, result.data.length * depth);
  for (let position = 0; position < result.data.length; position++) {
    const row = Math.floor(position / columns);
    const column = position % columns;
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += a.data[row * depth + k]! * b.data[k * columns + column]!;
    result.data[position] = sum;
  }
  return result;
}

/** (x - mean) / sqrt(variance + epsilon) * scale + bias, by the channel: the second axis. */
export const batchNormalization: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((i) => required(node, inputs, i).data);
  if (node.int('training_mode', 0) !== 0 || node.int('spatial', 1) !== 1) {
    throw node.unsupported('it is in training mode, or not spatial; export it for inference');
  }
  const channels = dims[1] ?? 0;
  if (![scale, bias, mean, variance].every((values) => values?.length === channels)) {
    throw node.bad(`its parameters are not ${channels} numbers, one for each channel`);
  }
  const epsilon = node.float('epsilon', 1e-5);
  const area = data.length / channels;
  const normalized = data.map((x, i) => {
    const channel = Math.floor(i / area) % channels;
    const spread = Math.sqrt(variance![channel]! + epsilon);
    return ((x - mean![channel]!) / spread) * scale![channel]! + bias![channel]!;
  });
  return { dims, data: normalized };
};

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
function transposed(node: OnnxNode, tensor: Tensor, order: readonly number[]): Tensor {
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

export const logSoftmax: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const { size, step } = softmaxGroups(node, dims);
  const result = data.slice();
  for (let first = 0; first < data.length; first++) {
    if (Math.floor(first / step) % size !== 0) continue;
    const places = Array.from({ length: size }, (_, i) => first + i * step);
    // Less the largest, so that no exponential overflows.
    const largest = Math.max(...places.map((place) => data[place]!));
    const total = places.reduce((sum, place) => sum + Math.exp(data[place]! - largest), 0);
    for (const place of places) result[place] = data[place]! - largest - Math.log(total);
  }
  return { dims, data: result };
};

export const softmax: Operator = (node, inputs) => {
  const { dims, data } = logSoftmax(node, inputs);
  return { dims, data: data.map(Math.exp) };
};
