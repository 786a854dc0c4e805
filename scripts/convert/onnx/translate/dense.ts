import { broadcastTo } from '../broadcast.js';
import { elementsOf, showDims, type Tensor } from '../tensor.js';
import { asVector, constantOf, flowOf, type Call, type Translation } from './call.js';
import { identityOrder, sameNumbers, values } from './flow.js';
import type { LayerTensor } from './layer-list.js';

/** A row of numbers times a constant matrix [inputs, units]. */
export const matMul: Translation = (call) => {
  const { data, dims } = constantOf(call, 1);
  return dense(call, dims[1]!, (input, unit) => data[input * dims[1]! + unit]!);
};

export const gemm: Translation = (call) => {
  const { node, resultDims } = call;
  if (node.int('transA', 0) !== 0) throw node.unsupported('transA is 1; 0 is supported');
  const { data, dims } = constantOf(call, 1);
  const [alpha, beta] = [node.float('alpha', 1), node.float('beta', 1)];
  const units = resultDims[1]!;
  const weight = node.int('transB', 0)
    ? (input: number, unit: number) => alpha * data[unit * dims[1]! + input]!
    : (input: number, unit: number) => alpha * data[input * dims[1]! + unit]!;
  if (!node.inputs[2]) return dense(call, units, weight);
  const bias = broadcastTo(constantOf(call, 2), resultDims, node.where);
  return dense(call, units, weight, { dims: [units], data: bias.data.map((x) => beta * x) });
};

function dense(
  call: Call,
  units: number,
  weight: (input: number, unit: number) => number,
  bias?: Tensor,
) {
  const { node, dims } = call;
  const given = flowOf(call);
  const inputs = given.order.length;
  if (elementsOf(dims[0]!) !== dims[0]!.at(-1)) {
    throw node.unsupported(`its input is ${showDims(dims[0]!)}; [1, size] is supported`);
  }
  const flow = asVector(call, given);
  if (!sameNumbers(flow.order, identityOrder(inputs))) {
    call.note(`${node.where}: its weights' rows now follow values with the channels last`);
  }
  const kernel = new Float64Array(inputs * units);
  flow.order.forEach((place, input) => {
    for (let unit = 0; unit < units; unit++) kernel[place * units + unit] = weight(input, unit);
  });
  const config = { units, activation: 'linear', use_bias: bias !== undefined };
  const tensors: LayerTensor[] = [{ parameter: 'kernel', shape: [inputs, units], values: kernel }];
  if (bias) tensors.push({ parameter: 'bias', shape: [units], values: bias.data });
  const layer = call.layers.emit('Dense', node.name, config, [flow.layer], tensors);
  return values(layer, [units], identityOrder(units));
}
