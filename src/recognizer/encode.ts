import type { DescriptorMetadata } from '../graph/metadata.js';

/**
 * Writes an input image (0 paper, 1 ink) as the network takes it.
 *
 * @param into receives the values from `offset` on.
 */
export function encodeImage(
  image: Float32Array,
  { range, foreground }: DescriptorMetadata['input'],
  into: Float32Array,
  offset: number,
): void {
  const [paper, ink] = foreground === 'light' ? range : [range[1], range[0]];
  for (let i = 0; i < image.length; i++) into[offset + i] = paper + image[i]! * (ink - paper);
}
