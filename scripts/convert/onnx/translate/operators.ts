import { broadcastTo, elementsOf, showDims, softmaxGroups, type Tensor } from '../graph.js';
import {
  asVector,
  type Call,
  constantOf,
  type Flow,
  type FlowDraft,
  flowOf,
  identityOrder,
  type LayerDraft,
  type LayerTensor,
  sameNumbers,
  type Translation,
  values,
} from './layers.js';

export const relu: Translation = (call) => activation(call, 'ReLU', {}, true);
export const sigmoid: Translation = (call) =>
  activation(call, 'Activation', { activation: 'sigmoid' }, true);
export const tanh: Translation = (call) => activation(call, 'Activation', { activation: 'tanh' });
export const leakyRelu: Translation = (call) =>
  activation(call, 'LeakyReLU', { alpha: call.node.float('alpha', 0.01) });
export const elu: Translation = (call) =>
  activation(call, 'ELU', { alpha: call.node.float('alpha', 1) });

/** A ReLU with an upper bound; from 0 to 6 it is ReLU6. */
export const clip: Translation = (call) => {
  const { node, constants } = call;
  const bound = (index: number, key: string, fallback: number) => {
    if (node.inputs[index] && !constants[index]) {
      throw node.unsupported('its bounds depend on the image; constants are supported');
    }
    return constants[index]?.data[0] ?? node.float(key, fallback);
  };
  const [least, most] = [bound(1, 'min', -Infinity), bound(2, 'max', Infinity)];
  if (least !== 0 || most <= 0) {
    throw node.unsupported(`it clips from ${least} to ${most}; from 0 up is supported`);
  }
  // The largest float32 is how some exporters write that there is no bound.
  return activation(call, 'ReLU', most < 3e38 ? { max_value: most } : {}, true);
};

export const softmax: Translation = (call) => ({
  ...softmaxLayer(call),
  kind: 'probabilities',
});

/** Its exponential, that is softmax: the same digit wins, and it is probabilities that are wanted. */
export const logSoftmax: Translation = (call) => {
  call.note(`${call.node.where}: replaced by a softmax, whose logarithm it is`);
  return { ...softmaxLayer(call), kind: 'logProbabilities' };
};

function softmaxLayer(call: Call): FlowDraft {
  const { node, dims } = call;
  const flow = flowOf(call);
  if (softmaxGroups(node, dims[0]!).size !== flow.order.length) {
    throw node.unsupported(
      `it works along a part of ${showDims(dims[0]!)}; over all classes of one image is supported`,
    );
  }
  const { layer, dims: size, order } = asVector(call, flow);
  return values(call.layers.emit('Softmax', node.name, { axis: -1 }, [layer]), size, order, true);
}

function activation(
  call: Call,
  className: string,
  config: Readonly<Record<string, unknown>>,
  nonNegative = false,
): FlowDraft {
  const flow = flowOf(call);
  const layer = call.layers.emit(className, call.node.name, config, [flow.layer]);
  return values(layer, flow.dims, flow.order, nonNegative);
}

/** The four parameters of a batch normalization, one number per channel. */
interface Normalization {
  readonly gamma: Float64Array;
  readonly beta: Float64Array;
  readonly moving_mean: Float64Array;
  readonly moving_variance: Float64Array;
}

/** Constants spread over a value, number by number in the order of the layer's result. */
function spread(call: Call, flow: Flow, constant: Tensor): Float64Array {
  const all = broadcastTo(constant, call.resultDims, call.node.where).data;
  const placed = new Float64Array(all.length);
  flow.order.forEach((place, i) => (placed[place] = all[i]!));
  return placed;
}

/** value * scale + shift, both spread over the value. */
function applyAffine(call: Call, flow: Flow, scale: Float64Array, shift: Float64Array): FlowDraft {
  if (scale.every((x) => x === 1) && addToBias(call, flow, shift)) {
    return values(flow.layer, flow.dims, flow.order);
  }
  const [factor, offset] = [scale[0] ?? 1, shift[0] ?? 0];
  if (scale.every((x) => x === factor) && shift.every((x) => x === offset)) {
    const config = { scale: factor, offset };
    const layer = call.layers.emit('Rescaling', call.node.name, config, [flow.layer]);
    return values(layer, flow.dims, flow.order);
  }
  const zero = new Float64Array(scale.length);
  const one = zero.map(() => 1);
  const parameters = { gamma: scale, beta: shift, moving_mean: zero, moving_variance: one };
  return normalize(call, flow, parameters, 0);
}

/** A BatchNormalization; over a row of numbers if the parameters are not one for each channel. */
function normalize(call: Call, given: Flow, spread: Normalization, epsilon: number): FlowDraft {
  const parameters = Object.entries(spread) as [keyof Normalization, Float64Array][];
  const fits = parameters.every(([, all]) => isPerChannel(all, channelsOf(given)));
  const flow = fits ? given : asVector(call, given);
  const channels = channelsOf(flow);
  const tensors = parameters.map(([parameter, all]) => ({
    parameter,
    shape: [channels],
    values: all.slice(0, channels),
  }));
  const config = { axis: -1, epsilon, momentum: 0.99, center: true, scale: true };
  const { layers, node } = call;
  const layer = layers.emit('BatchNormalization', node.name, config, [flow.layer], tensors);
  return values(layer, flow.dims, flow.order);
}

const WITH_BIAS = ['Conv2D', 'DepthwiseConv2D', 'Dense'];

/** Whether the layer before could take it up. */
function addToBias(call: Call, { layer, dims, exclusive }: Flow, shift: Float64Array): boolean {
  const channels = dims.at(-1) ?? 1;
  if (!exclusive || !WITH_BIAS.includes(layer.className)) return false;
  if (!isPerChannel(shift, channels)) return false;
  const bias = biasOf(layer, channels);
  for (let channel = 0; channel < channels; channel++) bias[channel]! += shift[channel]!;
  call.note(`${call.node.where}: folded into the bias of ${layer.name}`);
  return true;
}

/** A layer's bias to add to, put there if it has none. */
function biasOf(layer: LayerDraft, channels: number): Float64Array {
  const known = layer.tensors.findIndex(({ parameter }) => parameter === 'bias');
  // The file's own numbers stay as they are: the source is still to be evaluated with them.
  const bias = layer.tensors[known]?.values.slice() ?? new Float64Array(channels);
  const tensor = { parameter: 'bias', shape: [channels], values: bias };
  layer.tensors.splice(known < 0 ? layer.tensors.length : known, 1, tensor);
  layer.config['use_bias'] = true;
  return bias;
}

function isPerChannel(all: Float64Array, channels: number): boolean {
  return all.every((value, place) => value === all[place % channels]);
}

function channelsOf({ dims }: Flow): number {
  return dims.at(-1) ?? elementsOf(dims);
}

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
