import type { Plan } from '../../graph/plan.js';
import { webglFailed } from './errors.js';
import { gridOf, texelsPerLayer } from './layout.js';

/** A value has at most this many texels, 64 MiB, unless one image needs more. */
const MOST_TEXELS = 2 ** 22;

/**
 * How many images fit into textures at once.
 *
 * @param size the greatest width and height of a texture.
 * @throws BackendError `backend-failed` if not even one does.
 */
export function mostImages(
  { values, input }: Pick<Plan, 'values' | 'input'>,
  layers: number,
  size: number,
): number {
  const texels = values.map((shape, value) =>
    value === input ? 784 : texelsPerLayer(shape, 1, layers),
  );
  const largest = Math.max(...texels);
  if (gridOf(largest, size).height > size) {
    throw webglFailed(
      `a value of this network takes ${largest} texels, and a texture has at most ${size}×${size}`,
    );
  }
  return Math.max(1, Math.floor(Math.min(MOST_TEXELS / layers, size * size) / largest));
}
