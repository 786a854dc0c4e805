import type { OnnxNode } from './node.js';
import { elementsOf } from './tensor.js';

/** Which elements of a value Softmax and LogSoftmax set against each other. */
export interface SoftmaxGroups {
  /** In one group. */
  readonly size: number;
  /** Between neighbours of one group, in row-major order. */
  readonly step: number;
}

/**
 * Since operator set 13 along one axis, the last by default; before, over that axis, the second by
 * default, and all behind it together.
 */
export function softmaxGroups(node: OnnxNode, dims: readonly number[]): SoftmaxGroups {
  const flattens = node.opset < 13;
  const axis = node.int('axis', flattens ? 1 : -1);
  const counted = axis < 0 ? axis + dims.length : axis;
  if (counted < 0 || counted >= Math.max(dims.length, 1)) {
    throw node.bad(`axis ${axis} is none of its input's ${dims.length}`);
  }
  return flattens
    ? { size: elementsOf(dims.slice(counted)), step: 1 }
    : { size: dims[counted] ?? 1, step: elementsOf(dims.slice(counted + 1)) };
}
