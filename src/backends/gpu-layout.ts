import type { Conv2d, Dense, DepthwiseConv2d } from '../graph/plan.js';

/** Channels are stored in groups of four: an RGBA texel or a `vec4`. The last group is padded with zeros. */
export const LANES = 4;

/** @returns number of groups for `channels`. */
export function groupsOf(channels: number): number {
  return Math.ceil(channels / LANES);
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
 * Packs weights, and then the bias, for a device that computes a group of four output channels at a time.
 *
 * @param spareRows rows of zeros after the bias
 * @returns [rows + 1 + spareRows, output groups, LANES]. The rows are, of a convolution, window height × window
 * width × input channels; of a dense layer, inputs; of a depthwise convolution, window height × window width,
 * with output channel c * multiplier + m
 */
export function packConstants(
  { weights, bias }: Conv2d | DepthwiseConv2d | Dense,
  spareRows = 0,
): Float32Array {
  const packed = packChannels(weights, bias.length);
  const last = packChannels(bias, bias.length);
  const constants = new Float32Array(packed.length + (1 + spareRows) * last.length);
  constants.set(packed);
  constants.set(last, packed.length);
  return constants;
}
