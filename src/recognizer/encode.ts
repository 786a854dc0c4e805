import type { DescriptorMetadata } from '../graph/index.js';
import { IMAGE_LENGTH } from '../ink/index.js';

/**
 * Writes input images (0 paper, 1 ink) as the network takes them, one after the other.
 *
 * @returns images × 784 values between the two ends of the network's range.
 */
export function encodeImages(
  images: readonly Float32Array[],
  { range, foreground }: DescriptorMetadata['input'],
): Float32Array {
  const [paper, ink] = foreground === 'light' ? range : [range[1], range[0]];
  const encoded = new Float32Array(images.length * IMAGE_LENGTH);
  images.forEach((image, index) => {
    const offset = index * IMAGE_LENGTH;
    for (let i = 0; i < IMAGE_LENGTH; i++) encoded[offset + i] = paper + image[i]! * (ink - paper);
  });
  return encoded;
}
