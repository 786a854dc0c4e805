import { showShape, transpose, unsupported, type Window } from '../tensor.js';
import {
  type Call,
  constantOf,
  emit,
  type Flow,
  flowOf,
  identityOrder,
  imageOf,
  imageOrder,
  type ImageShape,
  layoutWith,
  reshape,
  sameNumbers,
  type Translation,
} from './flow.js';
import { placeWindow, readPads, reducedAxes } from './node.js';

const AXES = [0, 1] as const;
const CHANNELS_LAST = { data_format: 'channels_last' };

/**
 * The value with the padding of a window around it, and how Keras says the rest: `same` where the
 * padding is what TensorFlow calls so.
 *
 * @param allows `same`, or zeros in front of a window; throws where not
 */
function padded(
  call: Call,
  flow: Flow,
  { kernel, strides, dilations, before, size }: Window,
  image: ImageShape,
  allows: { same: boolean; zeros(): void },
): { flow: Flow; padding: 'valid' | 'same' } {
  const covered = AXES.map(
    (axis) => (size[axis] - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1,
  );
  // Of the padding behind the image, what a window does cover.
  const after = AXES.map((axis) => Math.max(covered[axis]! - before[axis] - image[axis], 0));
  if ([...before, ...after].every((pad) => pad === 0)) return { flow, padding: 'valid' };
  const same = AXES.every(
    (axis) =>
      size[axis] === Math.ceil(image[axis] / strides[axis]) &&
      before[axis] === Math.floor(Math.max(covered[axis]! - image[axis], 0) / 2),
  );
  if (same && allows.same) return { flow, padding: 'same' };
  allows.zeros();
  const { layer } = emit(call, 'ZeroPadding2D', paddingConfig(before, after), flow, {
    suffix: '_pad',
  });
  return { flow: { ...flow, layer }, padding: 'valid' };
}

function paddingConfig(before: readonly number[], after: readonly number[]) {
  return { padding: AXES.map((axis) => [before[axis], after[axis]]), ...CHANNELS_LAST };
}

/** Zeros around images, whether their channels come first or last. */
const pad: Translation = (call) => {
  const { node, shapes, resultShape, constants } = call;
  const flow = flowOf(call);
  const { before, after, value } = readPads(node, shapes[0]!.length, constants.slice(1));
  const axes = [...before.keys()].filter((axis) => before[axis]! + after[axis]! > 0);
  if (axes.length === 0) return flow;
  if (value !== 0) throw unsupported(`it pads with ${value}; zeros are supported`);
  const found = layoutWith(call, (spatial) => axes.every((axis) => spatial.includes(axis)));
  if (!found) {
    throw unsupported(
      `it pads ${showShape(shapes[0]!)} along axes ${axes.join(', ')}; rows and columns of images are supported`,
    );
  }
  const along = (amounts: readonly number[]) => found.axes.map((axis) => amounts[axis]!);
  const config = paddingConfig(along(before), along(after));
  const [, a, b, c] = resultShape as [number, number, number, number];
  const shape: ImageShape = found.channels === 'first' ? [b, c, a] : [a, b, c];
  const order = found.channels === 'first' ? imageOrder(shape) : identityOrder(a * b * c);
  const { nonNegative } = flow;
  return emit(call, 'ZeroPadding2D', config, reshape(call, flow, found.image), {
    ...{ shape, order, nonNegative },
  });
};

/** Conv2D, or DepthwiseConv2D for as many groups as channels. */
const conv: Translation = (call) => {
  const { node } = call;
  const { flow, image } = imageOf(call);
  const weights = constantOf(call, 1);
  const [filters, , rows, columns] = weights.shape as [number, number, number, number];
  const bias = node.inputs[2] ? constantOf(call, 2) : undefined;
  const [height, width, channels] = image;
  const groups = node.int('group', 1);
  if (groups !== 1 && groups !== channels) {
    throw unsupported(
      `it has ${groups} groups for ${channels} channels; 1 group, or one for each channel, is supported`,
    );
  }
  const window = placeWindow(node, [height, width], [rows, columns]);
  if (Math.max(...window.strides) > 1 && Math.max(...window.dilations) > 1) {
    throw unsupported('strides and dilations are both above 1; either is supported');
  }
  const source = padded(call, flow, window, image, { same: true, zeros: () => undefined });
  const config = {
    kernel_size: [rows, columns],
    strides: [...window.strides],
    padding: source.padding,
    ...CHANNELS_LAST,
    dilation_rate: [...window.dilations],
    activation: 'linear',
    use_bias: bias !== undefined,
  };
  const multiplier = filters / channels;
  const shape: ImageShape = [...window.size, filters];
  const result = { shape, order: imageOrder(shape) };
  const biases = bias && { bias: { shape: [filters], values: bias.values } };
  if (groups === 1) {
    const tensors = { kernel: transpose(weights, [2, 3, 1, 0]), ...biases };
    return emit(call, 'Conv2D', { filters, ...config }, source.flow, { ...result, tensors });
  }
  const kernels = { ...weights, shape: [channels, multiplier, rows, columns] };
  const tensors = { depthwise_kernel: transpose(kernels, [2, 3, 0, 1]), ...biases };
  const depthwise = { ...config, depth_multiplier: multiplier };
  return emit(call, 'DepthwiseConv2D', depthwise, source.flow, { ...result, tensors });
};

const maxPool: Translation = (call) =>
  pool(call, 'MaxPooling2D', true, ({ nonNegative }) => {
    // Where nothing is below zero, or all that is will be cut off, a zero never wins wrongly.
    if (nonNegative || call.readers.every((reader) => reader === 'Relu')) return;
    throw unsupported(
      'its pads differ from SAME_UPPER on values that may be below zero; supported behind or before a Relu',
    );
  });

const averagePool: Translation = (call) => {
  const counted = call.node.int('count_include_pad', 0) !== 0;
  // TensorFlow's `same` leaves the padding out of the mean.
  return pool(call, 'AveragePooling2D', !counted, () => {
    if (counted) return;
    throw unsupported(
      'its pads differ from SAME_UPPER and are not counted in the mean; supported with count_include_pad',
    );
  });
};

/** @param checkZeros throws where zeros around the image give something else */
function pool(call: Call, className: string, same: boolean, checkZeros: (flow: Flow) => void) {
  const { flow, image } = imageOf(call);
  const [height, width, channels] = image;
  const window = placeWindow(call.node, [height, width]);
  if (Math.max(...window.dilations) > 1) {
    throw unsupported(`dilations is ${showShape(window.dilations)}; [1, 1] is supported`);
  }
  const source = padded(call, flow, window, image, { same, zeros: () => checkZeros(flow) });
  const config = {
    pool_size: [...window.kernel],
    strides: [...window.strides],
    padding: source.padding,
    ...CHANNELS_LAST,
  };
  const shape: ImageShape = [...window.size, channels];
  const { nonNegative } = flow;
  return emit(call, className, config, source.flow, {
    ...{ shape, order: imageOrder(shape), nonNegative },
  });
}

function poolAll(call: Call, className: string, source: Flow, channels: number) {
  const result = { shape: [channels], order: identityOrder(channels) };
  const { nonNegative } = source;
  return emit(call, className, CHANNELS_LAST, source, { ...result, nonNegative });
}

const globalPool =
  (className: string): Translation =>
  (call) => {
    const { flow, image } = imageOf(call);
    return poolAll(call, className, flow, image[2]);
  };

/** Over the rows and columns of an image, which is global pooling. */
const reduceMean: Translation = (call) => {
  const { node, shapes, constants } = call;
  const axes = reducedAxes(node, constants[1], shapes[0]!.length);
  const found = layoutWith(call, (spatial) => sameNumbers(axes, spatial));
  if (!found) {
    throw unsupported(
      `it averages ${showShape(shapes[0]!)} over axes ${axes.join(', ')}; rows and columns of images are supported`,
    );
  }
  const source = reshape(call, flowOf(call), found.image);
  return poolAll(call, 'GlobalAveragePooling2D', source, found.image[2]);
};

/** By `op_type`, for nodes that work on images. */
export const IMAGE_TRANSLATIONS: Readonly<Record<string, Translation>> = {
  AveragePool: averagePool,
  Conv: conv,
  GlobalAveragePool: globalPool('GlobalAveragePooling2D'),
  GlobalMaxPool: globalPool('GlobalMaxPooling2D'),
  MaxPool: maxPool,
  Pad: pad,
  ReduceMean: reduceMean,
};
