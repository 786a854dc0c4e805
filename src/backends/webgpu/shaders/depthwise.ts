import type { DepthwiseConv2d, Shape } from '../../../graph/plan.js';
import { activationFunction } from './activation.js';
import { declare, forEachItem, layoutOf, type Shader } from './shader.js';

/**
 * Depthwise convolution: an invocation computes an element of a pixel, four channels of it where
 * input and output channels are the same. The weights [rows, columns, channels, multiplier] are, read
 * as [taps, output channels], already in the order in which they are needed.
 */
export function depthwiseConv2d(
  { window, strides, dilations, padding, multiplier, weights, bias, activation }: DepthwiseConv2d,
  [height, width, channels]: Shape,
  [rows, columns, filters]: Shape,
): Shader {
  const { type, lanes, perPixel } = layoutOf(multiplier === 1 ? filters : 1);
  const across = multiplier === 1 ? perPixel : filters;
  const constants = new Float32Array(weights.length + bias.length);
  constants.set(weights);
  constants.set(bias, weights.length);
  const items = rows * columns * across;

  const code = `
    ${declare(type, { x: type, w: type })}
    ${activationFunction(activation, type)}
    ${forEachItem(
      `images * ${items}`,
      `
      let c = index % ${across};
      let left = index / ${across} % ${columns} * ${strides[1]} - ${padding.left};
      let top = index / ${across * columns} % ${rows} * ${strides[0]} - ${padding.top};
      let image = index / ${items};
      var sum = w[${weights.length / lanes} + c];
      var k = c;
      for (var i = 0u; i < ${window[0]}; i++) {
        let v = top + i * ${dilations[0]};
        for (var j = 0u; j < ${window[1]}; j++) {
          let u = left + j * ${dilations[1]};
          if (v < ${height} && u < ${width}) {
            let at = (image * ${height} + v) * ${width} + u;
            sum += x[at * ${channels / lanes} + c / ${multiplier}] * w[k];
          }
          k += ${across};
        }
      }
      y[index] = activate(sum);`,
    )}`;
  return { code, constants, invocations: (count) => count * items };
}
