import type { Shape } from '../../../graph/plan.js';
import { declare, forEachGroup, WORKGROUP, type Shader } from './shader.js';

/**
 * Softmax over the channels of each pixel, taken from the greatest down so that nothing overflows. A
 * work group computes a pixel: there may be any number of channels.
 */
export function softmax([height, width, channels]: Shape): Shader {
  const pixels = height * width;
  const reduce = (combine: string) => `
    parts[lane] = value;
    for (var half = ${WORKGROUP / 2}u; half > 0; half /= 2) {
      workgroupBarrier();
      if (lane < half) {
        let a = parts[lane];
        let b = parts[lane + half];
        parts[lane] = ${combine};
      }
    }
    workgroupBarrier();`;

  const code = `
    ${declare('f32', { x: 'f32' })}
    var<workgroup> parts: array<f32, ${WORKGROUP}>;
    ${forEachGroup(`
      if (group >= images * ${pixels}) {
        return;
      }
      let start = group * ${channels};
      var value = x[start + min(lane, ${channels - 1})];
      for (var c = lane; c < ${channels}; c += ${WORKGROUP}) {
        value = max(value, x[start + c]);
      }
      ${reduce('max(a, b)')}
      let greatest = parts[0];
      workgroupBarrier();
      value = 0;
      for (var c = lane; c < ${channels}; c += ${WORKGROUP}) {
        value += exp(x[start + c] - greatest);
      }
      ${reduce('a + b')}
      let sum = parts[0];
      for (var c = lane; c < ${channels}; c += ${WORKGROUP}) {
        y[start + c] = exp(x[start + c] - greatest) / sum;
      }`)}`;
  return { code, workgroups: (count) => count * pixels };
}
