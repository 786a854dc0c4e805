import type { Shape } from '../../graph/plan.js';
import { groupsOf, LANES, unpackChannels } from '../gpu/pack.js';

/**
 * Where texels lie in a texture: number i in row i >> shift, column i & (2 ** shift - 1).
 *
 * Near a square, because a GPU computes fragments two by two and more, and the rest of a row is lost.
 */
export interface Grid {
  readonly shift: number;
  readonly width: number;
  readonly height: number;
}

/** @param most greatest width or height; the grid is too high where `texels` are too many for it. */
export function gridOf(texels: number, most: number): Grid {
  let shift = 0;
  while (4 ** shift < texels && 2 ** (shift + 1) <= most) shift++;
  return { shift, width: 2 ** shift, height: Math.ceil(texels / 2 ** shift) };
}

/** The rows and columns of a grid that hold its first `texels`. */
export function partOf({ width }: Grid, texels: number): { width: number; height: number } {
  return { width: Math.min(width, texels), height: Math.ceil(texels / width) };
}

/**
 * Texels that `count` images of a shape take in each layer of their texture.
 *
 * Positions of all images are numbered on; position p lies in layer p % layers, with its groups of
 * four channels one after the other. So a shader with a render target for each layer computes
 * neighbouring positions together and reads the weights once for all of them.
 */
export function texelsPerLayer(shape: Shape, count: number, layers: number): number {
  const [height, width, channels] = shape;
  return Math.ceil((height * width * count) / layers) * groupsOf(channels);
}

/**
 * The numbers of a value as they were read back.
 *
 * @param texels of each layer, one layer after the other.
 * @param stride how many numbers a layer takes.
 * @returns `count` × height × width × channels
 */
export function unpackLayers(
  texels: Float32Array,
  stride: number,
  shape: Shape,
  count: number,
  layers: number,
): Float32Array {
  const [height, width, channels] = shape;
  const length = groupsOf(channels) * LANES;
  const positions = height * width * count;
  const packed = new Float32Array(positions * length);
  for (let position = 0; position < positions; position++) {
    const start = (position % layers) * stride + Math.floor(position / layers) * length;
    packed.set(texels.subarray(start, start + length), position * length);
  }
  return unpackChannels(packed, channels);
}
