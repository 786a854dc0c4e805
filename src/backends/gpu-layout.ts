import type { Conv2d, Dense, DepthwiseConv2d, Shape } from '../graph/plan.js';

/** Channels lie in groups of four, one RGBA texel or `vec4` each; the last group is filled up with zeros. */
export const LANES = 4;

/** @returns how many groups of four hold `channels`. */
export function groupsOf(channels: number): number {
  return Math.ceil(channels / LANES);
}

/** @returns numbers that an image of this shape takes on the device, [height, width, groups, LANES]. */
export function packedLength([height, width, channels]: Shape): number {
  return height * width * groupsOf(channels) * LANES;
}

/**
 * Fills the last axis of a tensor up to whole groups.
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

/** The reverse of {@link packChannels}. */
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
 * Weights for a device that computes a group of four output channels at a time.
 *
 * @returns [window height, window width, input channels, output groups, LANES] of a convolution,
 * [inputs, output groups, LANES] of a dense layer, and of a depthwise convolution
 * [window height, window width, output groups, LANES], its output channel being c * multiplier + m.
 */
export function packWeights(operation: Conv2d | DepthwiseConv2d | Dense): Float32Array {
  return packChannels(operation.weights, operation.bias.length);
}
