import type { Dense } from '../../../graph/plan.js';
import { groupsOf } from '../../gpu/pack.js';
import { activationFunction } from './activation.js';
import { declare, forEachGroup, layoutOf, WORKGROUP, type Shader } from './shader.js';
import { declareSums, each, multiplyAdd, packConstants, storeFunction } from './weighted.js';

/** Images that share each weight that is read. */
const TILE = 4;

/** Most groups of output channels to a work group. */
const MOST_ACROSS = 16;

/**
 * Matrix product over a tile of images. A work group computes some groups of output channels; the
 * inputs are divided among the invocations of each, which add up their parts in shared memory, so
 * that a single image too keeps the device busy.
 */
export function dense(operation: Dense): Shader {
  const channels = operation.bias.length;
  const inputs = operation.weights.length / channels;
  const groups = groupsOf(channels);
  const across = Math.min(MOST_ACROSS, 2 ** Math.ceil(Math.log2(groups)));
  const parts = WORKGROUP / across;
  const blocks = Math.ceil(groups / across);
  const { type, lanes, perPixel } = layoutOf(inputs);
  const constants = packConstants(operation);

  const code = `
    ${declare(channels % 4 === 0 ? 'vec4f' : 'f32', { x: type, w: 'vec4f' })}
    ${activationFunction(operation.activation, 'vec4f')}
    ${storeFunction(channels)}
    var<workgroup> sums: array<vec4f, ${WORKGROUP * TILE}>;
    ${forEachGroup(`
      let first = group / ${blocks} * ${TILE};
      let block = group % ${blocks} * ${across};
      let g = block + lane % ${across};
      ${declareSums(TILE, 'vec4f(0)')}
      for (var i = lane / ${across}; i < ${perPixel}; i += ${parts}) {
        let k = i * ${lanes * groups} + g;
        ${multiplyAdd(TILE, lanes, groups, (sum) => `x[(first + ${sum}) * ${perPixel} + i]`)}
      }
      ${each(TILE, (i) => `sums[lane * ${TILE} + ${i}] = a${i};`)}
      workgroupBarrier();
      let image = first + lane / ${across};
      if (lane < ${across * TILE} && g < ${groups} && image < images) {
        var sum = w[${constants.length / 4 - groups} + g];
        for (var i = 0u; i < ${parts}; i++) {
          sum += sums[(i * ${across} + lane % ${across}) * ${TILE} + lane / ${across}];
        }
        store(image, g, activate(sum));
      }`)}`;
  return { code, constants, workgroups: (count) => Math.ceil(count / TILE) * blocks };
}
