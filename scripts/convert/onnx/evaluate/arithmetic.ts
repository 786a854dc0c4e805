import { broadcastDims, broadcastTo } from '../broadcast.js';
import type { Tensor } from '../tensor.js';
import { required, type Operator } from './operator.js';

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
