import type { Activation, Pad, Shape } from '../../../graph/plan.js';
import { LANES } from '../../gpu/pack.js';
import { activationFunction } from './activation.js';
import { declare, forEachItem, layoutOf, type Shader } from './shader.js';

/** An activation on its own. */
export function activate(activation: Activation, shape: Shape): Shader {
  return elementwise(activation, shape, { x: 'vec4f' }, 'x[index]');
}

/** Sum of two values of one shape. */
export function add(activation: Activation, shape: Shape): Shader {
  return elementwise(activation, shape, { x: 'vec4f', z: 'vec4f' }, 'x[index] + z[index]');
}

/** Where pixels end does not matter here: the whole batch is vectors, the last one filled up. */
function elementwise(
  activation: Activation,
  [height, width, channels]: Shape,
  inputs: Record<string, string>,
  expression: string,
): Shader {
  const length = height * width * channels;
  const code = `
    ${declare('vec4f', inputs)}
    ${activationFunction(activation, 'vec4f')}
    ${forEachItem(
      `(images * ${length} + ${LANES - 1}) / ${LANES}`,
      `y[index] = activate(${expression});`,
    )}`;
  return { code, invocations: (count) => Math.ceil((count * length) / LANES) };
}

/** Zeros around the input. */
export function pad(
  { padding }: Pad,
  [height, width]: Shape,
  [rows, columns, channels]: Shape,
): Shader {
  const { type, perPixel } = layoutOf(channels);
  const items = rows * columns * perPixel;
  const code = `
    ${declare(type, { x: type })}
    ${forEachItem(
      `images * ${items}`,
      `
      let v = index / ${perPixel * columns} % ${rows} - ${padding.top};
      let u = index / ${perPixel} % ${columns} - ${padding.left};
      var value = ${type}(0);
      if (v < ${height} && u < ${width}) {
        let image = index / ${items};
        value = x[((image * ${height} + v) * ${width} + u) * ${perPixel} + index % ${perPixel}];
      }
      y[index] = value;`,
    )}`;
  return { code, invocations: (count) => count * items };
}
