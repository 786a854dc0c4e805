import { readPads } from '../pads.js';
import { showDims } from '../tensor.js';
import type { WindowPlacement } from '../windows.js';
import {
  channelsFirst,
  flowOf,
  imageOf,
  type Call,
  type ImageDims,
  type Translation,
} from './call.js';
import { identityOrder, imageOrder, sameNumbers, values, type Flow } from './flow.js';
import type { LayerDraft } from './layer-list.js';

/**
 * How a window's padding is said in Keras.
 *
 * @returns undefined if it is neither none nor what TensorFlow calls `same`
 */
export function paddingMode(
  { kernel, strides, dilations, before, after, size }: WindowPlacement,
  [height, width]: readonly [number, number, ...number[]],
): 'valid' | 'same' | undefined {
  if ([...before, ...after].every((pad) => pad === 0)) return 'valid';
  const same = ([height, width] as const).every((image, axis) => {
    const extent = (kernel[axis]! - 1) * dilations[axis]! + 1;
    const total = Math.max((size[axis]! - 1) * strides[axis]! + extent - image, 0);
    return (
      size[axis] === Math.ceil(image / strides[axis]!) &&
      before[axis] === Math.floor(total / 2) &&
      after[axis] === total - before[axis]
    );
  });
  return same ? 'same' : undefined;
}

/** A ZeroPadding2D for the padding of a window. */
export function padFor(call: Call, layer: LayerDraft, window: WindowPlacement): LayerDraft {
  const { before, after } = window;
  return call.layers.emit('ZeroPadding2D', `${call.node.name}_pad`, paddingConfig(before, after), [
    layer,
  ]);
}

/** Zeros around images, whether their channels come first or last. */
export const pad: Translation = (call) => {
  const { node, dims, resultDims } = call;
  const flow = flowOf(call);
  const inputs = [{ dims: dims[0]!, data: flow.order }, ...call.constants.slice(1)];
  const { before, after, value } = readPads(node, inputs);
  if ([...before, ...after].every((amount) => amount === 0)) return flow;
  if (value !== 0) throw node.unsupported(`it pads with ${value}; zeros are supported`);
  const places = spatialAxes(flow, dims[0]!).find((axes) =>
    [...before.keys()].every((axis) => axes.includes(axis) || before[axis]! + after[axis]! === 0),
  );
  if (!places) {
    throw node.unsupported(
      `it pads ${showDims(dims[0]!)} by [${[...before, ...after].join(', ')}]; rows and columns of images are supported`,
    );
  }
  const at = (amounts: readonly number[]) => places.map((axis) => amounts[axis]!);
  const config = paddingConfig(at(before), at(after));
  const first = places[0] === 2;
  const source = first ? imageOf(call).flow : lastImage(call, flow);
  const layer = call.layers.emit('ZeroPadding2D', node.name, config, [source.layer]);
  const [, a, b, c] = resultDims as [number, number, number, number];
  return first
    ? values(layer, [b, c, a], imageOrder(a, b, c), flow.nonNegative)
    : values(layer, [a, b, c], identityOrder(a * b * c), flow.nonNegative);
};

/** Axes of rows and columns by each layout that the value may be taken to have. */
function spatialAxes(flow: Flow, dims: readonly number[]): (readonly [number, number])[] {
  const axes: (readonly [number, number])[] = [];
  if (channelsFirst(flow, dims)) axes.push([2, 3]);
  const inOrder = sameNumbers(flow.order, identityOrder(flow.order.length));
  if (dims.length === 4 && inOrder) axes.push([1, 2]);
  return axes;
}

function lastImage({ layers, node, dims }: Call, flow: Flow): Flow {
  const [, height, width, channels] = dims[0]! as [number, number, number, number];
  const image: ImageDims = [height, width, channels];
  if (sameNumbers(flow.dims, image)) return flow;
  const reshape = { target_shape: [...image] };
  const layer = layers.emit('Reshape', `${node.name}_reshape`, reshape, [flow.layer]);
  return { ...flow, layer, dims: image };
}

function paddingConfig(before: readonly number[], after: readonly number[]) {
  return {
    padding: [
      [before[0], after[0]],
      [before[1], after[1]],
    ],
    data_format: 'channels_last',
  };
}
