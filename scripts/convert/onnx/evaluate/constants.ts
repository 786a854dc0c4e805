import { zeros, type Tensor } from '../tensor.js';
import { required, type Operator } from './operator.js';

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
