import { elementsOf, showDims, type Tensor } from '../tensor.js';
import { applyAffine, normalize, spread } from './affine.js';
import { constantOf, flowOf, type Call, type Translation } from './call.js';
import { sameNumbers, type Flow, type FlowDraft } from './flow.js';

/** A sum of two values, as at the end of a residual block, or of a value and constants. */
export const add: Translation = (call) => {
  if (call.flows[0] && call.flows[1]) return addFlows(call, flowOf(call, 0), flowOf(call, 1));
  return withConstant(call, (constant) => [ones(constant), constant]);
};

export const sub: Translation = (call) =>
  withConstant(call, (constant, first) =>
    first ? [ones(constant), constant.map((x) => -x)] : [ones(constant).map(() => -1), constant],
  );

export const mul: Translation = (call) =>
  withConstant(call, (constant) => [constant, ones(constant).fill(0)]);

export const div: Translation = (call) =>
  withConstant(call, (constant, first) => {
    if (!first) throw call.node.unsupported('it divides by a value; by constants is supported');
    if (constant.some((x) => x === 0)) throw call.node.bad('it divides by zero');
    return [constant.map((x) => 1 / x), ones(constant).fill(0)];
  });

/** Its parameters go by the second axis. */
export const batchNormalization: Translation = (call) => {
  const flow = flowOf(call);
  const behind = call.dims[0]!.slice(2).map(() => 1);
  const parameter = (index: number) => {
    const { data } = constantOf(call, index);
    return spread(call, flow, { dims: [data.length, ...behind], data });
  };
  const parameters = {
    gamma: parameter(1),
    beta: parameter(2),
    moving_mean: parameter(3),
    moving_variance: parameter(4),
  };
  return normalize(call, flow, parameters, call.node.float('epsilon', 1e-5));
};

/**
 * @param affine from the constants, spread over the value, to a scale and a shift; `first` tells
 *   whether the value is the node's first input
 */
function withConstant(
  call: Call,
  affine: (constant: Float64Array, first: boolean) => [Float64Array, Float64Array],
): FlowDraft {
  const first = call.flows[0] !== undefined;
  if (first && call.flows[1]) {
    throw call.node.unsupported('it works on two values; a value and constants are supported');
  }
  const flow = flowOf(call, first ? 0 : 1);
  const constant: Tensor = constantOf(call, first ? 1 : 0);
  if (elementsOf(call.resultDims) !== flow.order.length) {
    throw call.node.unsupported(
      `its constants ${showDims(constant.dims)} widen the value to ${showDims(call.resultDims)}; constants that fit into the value are supported`,
    );
  }
  return applyAffine(call, flow, ...affine(spread(call, flow, constant), first));
}

function addFlows(call: Call, a: Flow, b: Flow): FlowDraft {
  const { node, layers, dims } = call;
  if (!sameNumbers(a.order, b.order) || !sameNumbers(dims[0]!, dims[1]!)) {
    throw node.unsupported(
      `it adds ${showDims(dims[0]!)} and ${showDims(dims[1]!)}; two values of one shape and layout are supported`,
    );
  }
  const config = { target_shape: [...a.dims] };
  const other = sameNumbers(a.dims, b.dims)
    ? b.layer
    : layers.emit('Reshape', `${node.name}_reshape`, config, [b.layer]);
  const layer = layers.emit('Add', node.name, {}, [a.layer, other]);
  const nonNegative = a.nonNegative && b.nonNegative;
  return { layer, dims: a.dims, order: a.order, nonNegative, kind: 'values' };
}

function ones(like: Float64Array): Float64Array {
  return like.map(() => 1);
}
