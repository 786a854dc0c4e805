import { broadcastTo } from '../broadcast.js';
import type { OnnxNode } from '../node.js';
import { zeros, type Tensor } from '../tensor.js';
import { checkWork, required, type Operator } from './operator.js';
import { transposed } from './shaping.js';

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
