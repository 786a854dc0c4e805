import type { Shape } from '../../../graph/plan.js';
import { declare, forEachItem, type Shader } from './shader.js';

/**
 * Softmax over the channels of each pixel, one invocation to a pixel, taken from the greatest down
 * so that nothing overflows.
 */
export function softmax([height, width, channels]: Shape): Shader {
  const pixels = height * width;
  const code = `
    ${declare('f32', { x: 'f32' })}
    ${forEachItem(
      `images * ${pixels}`,
      `
      let start = index * ${channels};
      let end = start + ${channels};
      var greatest = x[start];
      for (var i = start; i < end; i++) {
        greatest = max(greatest, x[i]);
      }
      var sum = 0f;
      for (var i = start; i < end; i++) {
        sum += exp(x[i] - greatest);
      }
      for (var i = start; i < end; i++) {
        y[i] = exp(x[i] - greatest) / sum;
      }`,
    )}`;
  return { code, invocations: (count) => count * pixels };
}
