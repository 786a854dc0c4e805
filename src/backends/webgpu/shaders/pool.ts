import type { AveragePool, MaxPool, Shape } from '../../../graph/plan.js';
import { declare, forEachItem, layoutOf, type Shader } from './shader.js';

/** Pooling: an invocation computes an element of a pixel from the part of its window in the image. */
export function pool(
  { kind, window, strides, padding }: MaxPool | AveragePool,
  [height, width]: Shape,
  [rows, columns, channels]: Shape,
): Shader {
  const { type, perPixel } = layoutOf(channels);
  const items = rows * columns * perPixel;
  const at = `((image * ${height} + v) * ${width} + u) * ${perPixel} + c`;
  const [start, step, end] =
    kind === 'maxPool'
      ? [`${type}(-0x1.fffffep+127)`, 'result = max(result, value);', 'result']
      : [`${type}(0)`, 'result += value;', 'result / f32((bottom - top) * (right - left))'];

  const code = `
    ${declare(type, { x: type })}
    ${forEachItem(
      `images * ${items}`,
      `
      let c = index % ${perPixel};
      let image = index / ${items};
      let corner = vec2i(vec2u(
        index / ${perPixel * columns} % ${rows} * ${strides[0]},
        index / ${perPixel} % ${columns} * ${strides[1]},
      )) - vec2i(${padding.top}, ${padding.left});
      let top = u32(max(corner.x, 0));
      let left = u32(max(corner.y, 0));
      let bottom = u32(min(corner.x + ${window[0]}, ${height}));
      let right = u32(min(corner.y + ${window[1]}, ${width}));
      var result = ${start};
      for (var v = top; v < bottom; v++) {
        for (var u = left; u < right; u++) {
          let value = x[${at}];
          ${step}
        }
      }
      y[index] = ${end};`,
    )}`;
  return { code, invocations: (count) => count * items };
}
