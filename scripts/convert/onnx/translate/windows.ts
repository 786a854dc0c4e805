import { reducedAxes, showDims, type Tensor } from '../graph.js';
import { placeWindow, readPadNode, type WindowPlacement } from '../windows.js';
import {
  type Call,
  constantOf,
  type Flow,
  flowOf,
  identityOrder,
  type ImageDims,
  imageOf,
  imageOrder,
  type LayerDraft,
  type LayerTensor,
  layoutWith,
  sameNumbers,
  shapedAs,
  type Translation,
  values,
} from './layers.js';

/**
 * How a window's padding is said in Keras.
 *
 * @returns undefined if it is neither none nor what TensorFlow calls `same`
 */
function paddingMode(window: WindowPlacement, image: ImageDims): 'valid' | 'same' | undefined {
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
function padFor(
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
  const { before, after, value } = readPadNode(node, inputs);
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

/** Conv2D, or DepthwiseConv2D for as many groups as channels. */
export const conv: Translation = (call) => {
  const { node, layers } = call;
  const { flow, image } = imageOf(call);
  const weights = constantOf(call, 1);
  const [filters, , rows, columns] = weights.dims as [number, number, number, number];
  const bias = node.inputs[2] ? constantOf(call, 2) : undefined;
  const groups = node.int('group', 1);
  const channels = image[2];
  if (groups !== 1 && groups !== channels) {
    throw node.unsupported(
      `it has ${groups} groups for ${channels} channels; 1 group, or one for each channel, is supported`,
    );
  }
  const window = placeWindow(node, [image[0], image[1]], [rows, columns]);
  if (Math.max(...window.strides) > 1 && Math.max(...window.dilations) > 1) {
    throw node.unsupported('strides and dilations are both above 1; either is supported');
  }
  const padding = paddingMode(window, image);
  const source = padding ? flow.layer : padFor(call, flow.layer, window, image);
  const config = {
    kernel_size: [rows, columns],
    strides: [...window.strides],
    padding: padding ?? 'valid',
    data_format: 'channels_last',
    dilation_rate: [...window.dilations],
    activation: 'linear',
    use_bias: bias !== undefined,
  };
  const depthwise = groups > 1;
  const kernel = depthwise ? depthwiseKernel(weights, channels) : convKernel(weights);
  const tensors = bias
    ? [kernel, { parameter: 'bias', shape: [filters], values: bias.data }]
    : [kernel];
  const layer = depthwise
    ? layers.emit(
        'DepthwiseConv2D',
        node.name,
        { ...config, depth_multiplier: filters / channels },
        [source],
        tensors,
      )
    : layers.emit('Conv2D', node.name, { filters, ...config }, [source], tensors);
  const [height, width] = window.size;
  return values(layer, [height, width, filters], imageOrder(filters, height, width));
};

/** [filters, channels, rows, columns] to [rows, columns, channels, filters] */
function convKernel({ dims, data }: Tensor): LayerTensor {
  const [filters, channels, rows, columns] = dims as [number, number, number, number];
  return kernelOf('kernel', [rows, columns, channels, filters], (place, channel, filter) => {
    return data[(filter * channels + channel) * rows * columns + place]!;
  });
}

/** [channels × multiplier, 1, rows, columns] to [rows, columns, channels, multiplier] */
function depthwiseKernel({ dims, data }: Tensor, channels: number): LayerTensor {
  const [filters, , rows, columns] = dims as [number, number, number, number];
  const multiplier = filters / channels;
  const shape = [rows, columns, channels, multiplier] as const;
  return kernelOf('depthwise_kernel', shape, (place, channel, m) => {
    return data[(channel * multiplier + m) * rows * columns + place]!;
  });
}

function kernelOf(
  parameter: string,
  shape: readonly [number, number, number, number],
  at: (place: number, channel: number, filter: number) => number,
): LayerTensor {
  const [rows, columns, channels, filters] = shape;
  const kernel = Float64Array.from({ length: rows * columns * channels * filters }, (_, i) =>
    at(Math.floor(i / (channels * filters)), Math.floor(i / filters) % channels, i % filters),
  );
  return { parameter, shape, values: kernel };
}

export const maxPool: Translation = (call) =>
  pool(call, 'MaxPooling2D', (flow) => {
    // Where nothing is below zero, or all that is will be cut off, a zero never wins wrongly.
    if (flow.nonNegative || call.readers.every((reader) => reader === 'Relu')) return true;
    throw call.node.unsupported(
      'its pads differ from SAME_UPPER on values that may be below zero; supported behind or before a Relu',
    );
  });

export const averagePool: Translation = (call) =>
  pool(call, 'AveragePooling2D', () => {
    if (call.node.int('count_include_pad', 0) !== 0) return true;
    throw call.node.unsupported(
      'its pads differ from SAME_UPPER and are not counted in the mean; supported with count_include_pad',
    );
  });

/** @param zerosDo whether zeros around the image give the same; throws if not */
function pool(call: Call, className: string, zerosDo: (flow: Flow) => boolean) {
  const { node, layers } = call;
  const { flow, image } = imageOf(call);
  const [height, width, channels] = image;
  const window = placeWindow(node, [height, width]);
  if (Math.max(...window.dilations) > 1) {
    throw node.unsupported(`dilations is [${window.dilations.join(', ')}]; [1, 1] is supported`);
  }
  const counted = className === 'AveragePooling2D' && node.int('count_include_pad', 0) !== 0;
  const mode = paddingMode(window, image);
  // TensorFlow's `same` leaves the padding out of the mean.
  const padding = mode === 'same' && counted ? undefined : mode;
  const padded = padding === undefined && zerosDo(flow);
  const source = padded ? padFor(call, flow.layer, window, image) : flow.layer;
  const config = {
    pool_size: [...window.kernel],
    strides: [...window.strides],
    padding: padding ?? 'valid',
    data_format: 'channels_last',
  };
  const layer = layers.emit(className, node.name, config, [source]);
  const [rows, columns] = window.size;
  const order = imageOrder(channels, rows, columns);
  return values(layer, [rows, columns, channels], order, flow.nonNegative);
}

export const globalAveragePool = globalPool('GlobalAveragePooling2D');
export const globalMaxPool = globalPool('GlobalMaxPooling2D');

function globalPool(className: string): Translation {
  return (call) => {
    const { flow, image } = imageOf(call);
    const channels = image[2];
    const config = { data_format: 'channels_last' };
    const layer = call.layers.emit(className, call.node.name, config, [flow.layer]);
    return values(layer, [channels], identityOrder(channels), flow.nonNegative);
  };
}

/** Over the rows and columns of an image, which is global pooling. */
export const reduceMean: Translation = (call) => {
  const { node, dims, layers } = call;
  const flow = flowOf(call);
  const axes = reducedAxes(node, [undefined, call.constants[1]], dims[0]!.length);
  const found = layoutWith(call, (spatial) => sameNumbers(axes, spatial));
  if (!found) {
    throw node.unsupported(
      `it averages ${showDims(dims[0]!)} over axes ${axes.join(', ')}; rows and columns of images are supported`,
    );
  }
  const { layer: source } = shapedAs(call, flow, found.image);
  const config = { data_format: 'channels_last' };
  const layer = layers.emit('GlobalAveragePooling2D', node.name, config, [source]);
  const channels = found.image[2];
  return values(layer, [channels], identityOrder(channels), flow.nonNegative);
};
