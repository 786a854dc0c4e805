import { isChannelsFirst, type SourceLayer } from '../layers/source-layer.js';
import type { Evaluate } from './evaluate-layer.js';
import { buildImage, viewImage, type NdArray } from './ndarray.js';
import { convolve, convolveDepthwise, placeWindows, pool } from './windows.js';

/** Layers on images; bias and activation are left to the caller. */
export const IMAGE_LAYERS: Readonly<Record<string, Evaluate>> = {
  Conv2D: (layer, [input], tensor) => {
    const image = viewImage(input, isChannelsFirst(layer));
    const windows = placeWindows(layer, image, layer.config['kernel_size'], 1);
    return convolve(windows, image, tensor('kernel'), isChannelsFirst(layer));
  },
  DepthwiseConv2D: (layer, [input], tensor) => {
    const image = viewImage(input, isChannelsFirst(layer));
    const windows = placeWindows(layer, image, layer.config['kernel_size'], 1);
    return convolveDepthwise(windows, image, tensor('depthwise_kernel'), isChannelsFirst(layer));
  },
  SeparableConv2D: (layer, inputs, tensor, major) => {
    const filtered = IMAGE_LAYERS['DepthwiseConv2D']!(layer, inputs, tensor, major);
    const image = viewImage(filtered, isChannelsFirst(layer));
    const point = { ...layer, config: {} };
    const windows = placeWindows(point, image, 1, 1);
    return convolve(windows, image, tensor('pointwise_kernel'), isChannelsFirst(layer));
  },
  MaxPooling2D: (layer, [input]) => poolImage(layer, input, maximum),
  AveragePooling2D: (layer, [input]) => poolImage(layer, input, mean),
  GlobalMaxPooling2D: (layer, [input]) => poolAll(layer, input, maximum),
  GlobalAveragePooling2D: (layer, [input]) => poolAll(layer, input, mean),
  ZeroPadding2D: (layer, [input]) => {
    const image = viewImage(input, isChannelsFirst(layer));
    const padding = layer.config['padding'] ?? 1;
    const [vertical, horizontal] = (Array.isArray(padding) ? padding : [padding, padding]) as [
      unknown,
      unknown,
    ];
    const [top = 0, bottom = 0] = [vertical, vertical].flat().map(Number);
    const [left = 0, right = 0] = [horizontal, horizontal].flat().map(Number);
    const height = image.height + top + bottom;
    const width = image.width + left + right;
    const size = { height, width, channels: image.channels };
    return buildImage(size, isChannelsFirst(layer), (row, column, channel) => {
      const [y, x] = [row - top, column - left];
      const isInside = y >= 0 && y < image.height && x >= 0 && x < image.width;
      return isInside ? image.at(y, x, channel) : 0;
    });
  },
};

type Reduce = (values: readonly number[]) => number;

const maximum: Reduce = (values) => Math.max(...values);
const mean: Reduce = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function poolImage(layer: SourceLayer, input: NdArray, reduce: Reduce): NdArray {
  const image = viewImage(input, isChannelsFirst(layer));
  const size = layer.config['pool_size'] ?? 2;
  return pool(placeWindows(layer, image, size, size), image, isChannelsFirst(layer), reduce);
}

function poolAll(layer: SourceLayer, input: NdArray, reduce: Reduce): NdArray {
  const image = viewImage(input, isChannelsFirst(layer));
  const whole = placeWindows({ ...layer, config: {} }, image, [image.height, image.width], 1);
  const pooled = pool(whole, image, isChannelsFirst(layer), reduce);
  return layer.config['keepdims'] === true ? pooled : { ...pooled, dims: [image.channels] };
}
