import type { Dense } from '../../../graph/plan.js';
import { groupsOf, LANES, packChannels } from '../../gpu/pack.js';
import { activationFunction } from './activation.js';
import { declare, forEachItem, layoutOf, type Shader } from './shader.js';
import { declareSums, each, multiplyAdd, packConstants, storeFunction } from './weighted.js';

/** Images that share each weight that is read. */
const TILE = 4;

/** Most inputs that one invocation takes: beyond, a single image would keep few of them busy long. */
const MOST_INPUTS = 512;

/** Into how many parts the inputs of a dense layer are divided. */
export function partsOf(inputs: number): number {
  return Math.ceil(inputs / MOST_INPUTS);
}

/** Numbers per image that the parts take before {@link addParts}. */
export function partsLength({ weights, bias }: Dense): number {
  return partsOf(weights.length / bias.length) * groupsOf(bias.length) * LANES;
}

/**
 * Matrix product: an invocation computes a group of four channels of a tile of images, over one part
 * of the inputs.
 *
 * Parts are added up by a shader of their own ({@link addParts}), not in memory that a work group
 * shares: one barrier makes a software GPU take twice as long to compile a shader, 74 ms for 31.
 *
 * @returns gives [parts, groups, LANES] per image where there are several parts, else the outputs.
 */
export function dense(operation: Dense): Shader {
  const channels = operation.bias.length;
  const inputs = operation.weights.length / channels;
  const groups = groupsOf(channels);
  const parts = partsOf(inputs);
  const { type, lanes, perPixel } = layoutOf(inputs);
  const partLength = Math.ceil(perPixel / parts);
  const constants = packConstants(operation);
  const bias = constants.length / LANES - groups;
  const whole = parts === 1;

  const code = `
    ${declare(whole ? layoutOf(channels).type : 'vec4f', { x: type, w: 'vec4f' })}
    ${activationFunction(operation.activation, 'vec4f')}
    ${storeFunction(whole ? channels : groups * LANES)}
    ${forEachItem(
      `(images + ${TILE - 1}) / ${TILE} * ${parts * groups}`,
      `
      let g = index % ${groups};
      let part = index / ${groups} % ${parts};
      let image = index / ${groups * parts} * ${TILE};
      ${declareSums(TILE, whole ? `w[${bias} + g]` : 'vec4f(0)')}
      let end = min((part + 1) * ${partLength}, ${perPixel});
      for (var i = part * ${partLength}; i < end; i++) {
        let k = i * ${lanes * groups} + g;
        ${multiplyAdd(TILE, lanes, groups, (sum) => `x[(image + ${sum}) * ${perPixel} + i]`)}
      }
      ${each(
        TILE,
        (i) => `
        if (image + ${i} < images) {
          store((image + ${i}) * ${parts} + part, g, ${whole ? `activate(a${i})` : `a${i}`});
        }`,
      )}`,
    )}`;
  return {
    code,
    constants,
    invocations: (count) => Math.ceil(count / TILE) * parts * groups,
  };
}

/** The sum of the parts of {@link dense}, the bias and the activation. */
export function addParts({ weights, bias, activation }: Dense): Shader {
  const channels = bias.length;
  const groups = groupsOf(channels);
  const parts = partsOf(weights.length / channels);
  const code = `
    ${declare(layoutOf(channels).type, { x: 'vec4f', w: 'vec4f' })}
    ${activationFunction(activation, 'vec4f')}
    ${storeFunction(channels)}
    ${forEachItem(
      `images * ${groups}`,
      `
      let g = index % ${groups};
      let image = index / ${groups};
      var sum = w[g];
      for (var i = 0u; i < ${parts}; i++) {
        sum += x[(image * ${parts} + i) * ${groups} + g];
      }
      store(image, g, activate(sum));`,
    )}`;
  return {
    code,
    constants: packChannels(bias, channels),
    invocations: (count) => count * groups,
  };
}
