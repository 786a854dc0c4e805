import { reducedAxes } from '../reduced-axes.js';
import { showDims } from '../tensor.js';
import { placeWindow } from '../windows.js';
import { flowOf, type Call, type Translation } from './call.js';
import { identityOrder, imageOrder, sameNumbers, values, type Flow } from './flow.js';
import { imageOf, layoutWith, shapedAs } from './layout.js';
import { padFor, paddingMode } from './padding.js';

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
