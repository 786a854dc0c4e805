import type { Conv2d, Dense } from '../../../graph/plan.js';
import { groupsOf, LANES, packChannels, packWeights } from '../../gpu/pack.js';

/** What conv2d and dense share: sums of inputs times weights, four output channels at a time. */

/** @returns [rows of weights, then the bias; output groups, LANES]. */
export function packConstants(operation: Conv2d | Dense): Float32Array {
  const weights = packWeights(operation);
  const bias = packChannels(operation.bias, operation.bias.length);
  const constants = new Float32Array(weights.length + bias.length);
  constants.set(weights);
  constants.set(bias, weights.length);
  return constants;
}

/** Statements that declare the sums `a0`, `a1`, …, each starting from `value`. */
export function declareSums(count: number, value: string): string {
  return each(count, (i) => `var a${i} = ${value};`);
}

/**
 * Statements that add one element of input times its weights to each sum. The weights are read once,
 * from `w[k]` on, for all sums.
 *
 * @param lanes numbers to an element of input.
 * @param groups of output channels: from one input's weights to the next one's.
 * @param read the expression of the element that sum i takes.
 */
export function multiplyAdd(
  count: number,
  lanes: number,
  groups: number,
  read: (sum: number) => string,
): string {
  const weights = each(lanes, (lane) => `let w${lane} = w[k + ${lane * groups}];`);
  const product = (x: string) =>
    lanes === 1
      ? `${x} * w0`
      : Array.from({ length: lanes }, (_, lane) => `${x}[${lane}] * w${lane}`).join(' + ');
  return weights + each(count, (i) => `let x${i} = ${read(i)}; a${i} += ${product(`x${i}`)};`);
}

/** A WGSL function `store` for the four `channels` of group `g` at pixel `at` of the batch. */
export function storeFunction(channels: number): string {
  const rest = Array.from(
    { length: LANES },
    (_, lane) => `if (g * 4 + ${lane} < ${channels}) { y[i + ${lane}] = value[${lane}]; }`,
  );
  return `
    fn store(at: u32, g: u32, value: vec4f) {
      let i = ${channels % LANES === 0 ? `at * ${groupsOf(channels)} + g` : `at * ${channels} + g * 4`};
      ${channels % LANES === 0 ? 'y[i] = value;' : rest.join('\n')}
    }`;
}

/** One line of code for each i below `count`. */
export function each(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');
}
