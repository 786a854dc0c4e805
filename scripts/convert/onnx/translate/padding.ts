import { readPads } from '../pads.js';
import { showDims } from '../tensor.js';
import type { WindowPlacement } from '../windows.js';
import { flowOf, type Call, type Translation } from './call.js';
import { layoutWith, shapedAs, type ImageDims } from './layout.js';
import { identityOrder, imageOrder, values } from './flow.js';
import type { LayerDraft } from './layer-list.js';

/**
 * How a window's padding is said in Keras.
 *
 * @returns undefined if it is neither none nor what TensorFlow calls `same`
 */
export function paddingMode(
  window: WindowPlacement,
  image: ImageDims,
): 'valid' | 'same' | undefined {
  const { kernel, strides, dilations, before, size } = window;
  const after = neededAfter(window, image);
  if ([...before, ...after].every((pad) => pad === 0)) return 'valid';
  const same = ([0, 1] as const).every((axis) => {
    const extent = (kernel[axis] - 1) * dilations[axis] + 1;
    const total = Math.max((size[axis] - 1) * strides[axis] + extent - image[axis], 0);
    return (
      size[axis] === Math.ceil(image[axis] / strides[axis]) &&
      before[axis] === Math.floor(total / 2)
    );
  });
  return same ? 'same' : undefined;
}

/** Of the padding behind the image, what a window does cover. */
function neededAfter(
  { kernel, strides, dilations, before, size }: WindowPlacement,
  image: ImageDims,
): readonly [number, number] {
  const needed = (axis: 0 | 1) => {
    const end = (size[axis] - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1;
    return Math.max(end - before[axis] - image[axis], 0);
  };
  return [needed(0), needed(1)];
}

/** A ZeroPadding2D for the padding of a window. */
export function padFor(
  { layers, node }: Call,
  layer: LayerDraft,
  window: WindowPlacement,
  image: ImageDims,
): LayerDraft {
  const config = paddingConfig(window.before, neededAfter(window, image));
  return layers.emit('ZeroPadding2D', `${node.name}_pad`, config, [layer]);
}

/** Zeros around images, whether their channels come first or last. */
export const pad: Translation = (call) => {
  const { node, dims, resultDims } = call;
  const flow = flowOf(call);
  const inputs = [{ dims: dims[0]!, data: flow.order }, ...call.constants.slice(1)];
  const { before, after, value } = readPads(node, inputs);
  const padded = [...before.keys()].filter((axis) => before[axis]! + after[axis]! > 0);
  if (padded.length === 0) return flow;
  if (value !== 0) throw node.unsupported(`it pads with ${value}; zeros are supported`);
  const found = layoutWith(call, (axes) => padded.every((axis) => axes.includes(axis)));
  if (!found) {
    throw node.unsupported(
      `it pads ${showDims(dims[0]!)} along axes ${padded.join(', ')}; rows and columns of images are supported`,
    );
  }
  const at = (amounts: readonly number[]) => found.axes.map((axis) => amounts[axis]!);
  const config = paddingConfig(at(before), at(after));
  const { layer: source } = shapedAs(call, flow, found.image);
  const layer = call.layers.emit('ZeroPadding2D', node.name, config, [source]);
  const [, a, b, c] = resultDims as [number, number, number, number];
  return found.channels === 'first'
    ? values(layer, [b, c, a], imageOrder(a, b, c), flow.nonNegative)
    : values(layer, [a, b, c], identityOrder(a * b * c), flow.nonNegative);
};

function paddingConfig(before: readonly number[], after: readonly number[]) {
  return {
    padding: [
      [before[0], after[0]],
      [before[1], after[1]],
    ],
    data_format: 'channels_last',
  };
}
