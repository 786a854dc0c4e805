import { IMAGE_LENGTH } from '../../src/ink/drawing.js';
import { createRandom } from '../lib/random.js';

/**
 * Random input for comparing networks: noise of every density, from a few pixels on paper to all of
 * them, for what drawings look like and what reaches every weight.
 *
 * @returns count × 784 values within `range`, the same each time.
 */
export function randomImages(
  count: number,
  [paper, ink]: readonly [number, number],
): Float32Array<ArrayBuffer> {
  const random = createRandom('images to compare on');
  const images = new Float32Array(count * IMAGE_LENGTH).fill(paper);
  for (let image = 0; image < count; image++) {
    const density = (image + 1) / count;
    for (let pixel = 0; pixel < IMAGE_LENGTH; pixel++) {
      const at = image * IMAGE_LENGTH + pixel;
      if (random.uniform() < density) images[at] = paper + random.uniform() * (ink - paper);
    }
  }
  return images;
}
