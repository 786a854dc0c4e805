import type { SourceLayer } from './source-layer.js';

/** Channels, height, width. */
export type ImageShape = readonly [channels: number, height: number, width: number];

/**
 * What a layer that works on images gives, by its options. Shapes that do not fit give nonsense,
 * which the loader refuses.
 */
export function imageShapeAfter(layer: SourceLayer, [channels, ...image]: ImageShape): ImageShape {
  const { className, config } = layer;
  if (className === 'ZeroPadding2D') {
    const sides = Array.isArray(config['padding']) ? config['padding'] : [1, 1];
    const added = sides.map((side: unknown) =>
      Array.isArray(side) ? Number(side[0]) + Number(side[1]) : 2 * Number(side),
    );
    return [channels, image[0] + (added[0] ?? 0), image[1] + (added[1] ?? 0)];
  }
  if (className.startsWith('Global')) return [channels, 1, 1];
  const isPool = className.endsWith('Pooling2D');
  const window = pair(isPool ? (config['pool_size'] ?? 2) : config['kernel_size']);
  const strides = pair(config['strides'] ?? (isPool ? window : 1));
  const dilations = pair(config['dilation_rate'] ?? 1);
  const [height, width] = [0, 1].map((axis) => {
    const size = image[axis] ?? 0;
    const stride = strides[axis] ?? 1;
    if (config['padding'] === 'same') return Math.ceil(size / stride);
    const extent = ((window[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    return Math.floor((size - extent) / stride) + 1;
  }) as [number, number];
  return [channelsAfter(layer, channels), height, width];
}

function channelsAfter({ className, config }: SourceLayer, channels: number): number {
  if (className === 'DepthwiseConv2D') return channels * Number(config['depth_multiplier'] ?? 1);
  return className.endsWith('Conv2D') ? Number(config['filters']) : channels;
}

function pair(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : [Number(value), Number(value)];
}
