import type { Conv2d, Dense, DepthwiseConv2d, Shape } from '../graph/plan.js';

/** Channels are stored in groups of four: an RGBA texel or a `vec4`. The last group is padded with zeros. */
export const LANES = 4;

/** @returns number of groups for `channels`. */
export function groupsOf(channels: number): number {
  return Math.ceil(channels / LANES);
}

/** @returns numbers per image of this shape on the device: [height, width, groups, LANES]. */
export function packedLength([height, width, channels]: Shape): number {
  return height * width * groupsOf(channels) * LANES;
}

/**
 * Pads the last axis of a tensor to whole groups.
 *
 * @param values [..., channels]
 * @returns [..., groups, LANES]
 */
export function packChannels(values: Float32Array, channels: number): Float32Array {
  const padded = groupsOf(channels) * LANES;
  if (padded === channels) return values;
  const packed = new Float32Array((values.length / channels) * padded);
  for (let row = 0; row * channels < values.length; row++) {
    packed.set(values.subarray(row * channels, (row + 1) * channels), row * padded);
  }
  return packed;
}

/** The inverse of {@link packChannels}. */
export function unpackChannels(packed: Float32Array, channels: number): Float32Array {
  const padded = groupsOf(channels) * LANES;
  if (padded === channels) return packed;
  const values = new Float32Array((packed.length / padded) * channels);
  for (let row = 0; row * channels < values.length; row++) {
    values.set(packed.subarray(row * padded, row * padded + channels), row * channels);
  }
  return values;
}

/**
 * Packs weights for a device that computes a group of four output channels at a time.
 *
 * @returns for a convolution [window height, window width, input channels, output groups, LANES]; for a dense
 * layer [inputs, output groups, LANES]; for a depthwise convolution
 * [window height, window width, output groups, LANES] with output channel c * multiplier + m
 */
export function packWeights(operation: Conv2d | DepthwiseConv2d | Dense): Float32Array {
  return packChannels(operation.weights, operation.bias.length);
}
