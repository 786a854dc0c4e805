import type { OnnxNode } from './node.js';
import type { Tensor } from './tensor.js';

/** Axes, in order, that ReduceMean averages over: an attribute before operator set 18, then an input. */
export function reducedAxes(
  node: OnnxNode,
  inputs: readonly (Tensor | undefined)[],
  rank: number,
): number[] {
  const given = inputs[1] ? [...inputs[1].data] : (node.ints('axes') ?? []);
  if (given.length === 0) return Array.from({ length: rank }, (_, axis) => axis);
  const axes = given.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  if (axes.some((axis) => axis < 0 || axis >= rank)) {
    throw node.bad(`axes [${given.join(', ')}] are not all among its input's ${rank}`);
  }
  return axes;
}
