import type { Tensor } from '../tensor.js';
import { placeWindow } from '../windows.js';
import { constantOf, type Translation } from './call.js';
import { imageOrder, values } from './flow.js';
import { imageOf } from './layout.js';
import type { LayerTensor } from './layer-list.js';
import { padFor, paddingMode } from './padding.js';

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
