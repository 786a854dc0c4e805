import { broadcastTo } from '../broadcast.js';
import { elementsOf, type Tensor } from '../tensor.js';
import { asVector, type Call } from './call.js';
import { values, type Flow, type FlowDraft } from './flow.js';
import type { LayerDraft } from './layer-list.js';

/** The four parameters of a batch normalization, one number per channel. */
export interface Normalization {
  readonly gamma: Float64Array;
  readonly beta: Float64Array;
  readonly moving_mean: Float64Array;
  readonly moving_variance: Float64Array;
}

/** Constants spread over a value, number by number in the order of the layer's result. */
export function spread(call: Call, flow: Flow, constant: Tensor): Float64Array {
  const all = broadcastTo(constant, call.resultDims, call.node.where).data;
  const placed = new Float64Array(all.length);
  flow.order.forEach((place, i) => (placed[place] = all[i]!));
  return placed;
}

/** value * scale + shift, both spread over the value. */
export function applyAffine(
  call: Call,
  flow: Flow,
  scale: Float64Array,
  shift: Float64Array,
): FlowDraft {
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
export function normalize(
  call: Call,
  given: Flow,
  spread: Normalization,
  epsilon: number,
): FlowDraft {
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
