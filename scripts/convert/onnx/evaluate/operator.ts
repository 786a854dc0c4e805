import { BOUNDS } from '../../../../src/graph/index.js';
import type { OnnxNode } from '../node.js';
import type { Tensor } from '../tensor.js';

/**
 * Computes a node's first result by the definition at https://onnx.ai/onnx/operators/, in float64,
 * for one image at a time.
 *
 * @param inputs in the node's order; optional ones that are left out are undefined
 * @throws ScriptError `bad-network` for inputs that do not fit, `unsupported-network` for options
 *   that are not computed
 */
export type Operator = (node: OnnxNode, inputs: readonly (Tensor | undefined)[]) => Tensor;

/** @throws ScriptError `bad-network` if it is left out */
export function required(
  node: OnnxNode,
  inputs: readonly (Tensor | undefined)[],
  index: number,
): Tensor {
  const input = inputs[index];
  if (!input) throw node.bad(`it lacks its input ${index + 1}`);
  return input;
}

/** An axis counted from the front, whichever way it was counted. */
export function axisOf(node: OnnxNode, axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(counted) && counted >= 0 && counted < Math.max(rank, 1)) return counted;
  throw node.bad(`axis ${axis} is none of its input's ${rank}`);
}

/** Whole numbers that are an input in newer operator sets and an attribute in older ones. */
export function numbersOf(
  node: OnnxNode,
  inputs: readonly (Tensor | undefined)[],
  index: number,
  key: string,
): readonly number[] | undefined {
  const input = inputs[index];
  return input ? [...input.data] : node.ints(key);
}

/** @throws ScriptError `unsupported-network` before more is computed than any digit network needs */
export function checkWork(node: OnnxNode, multiplications: number): void {
  if (multiplications <= BOUNDS.multiplyAdds) return;
  throw node.unsupported(
    `it takes ${multiplications} multiplications where ${BOUNDS.multiplyAdds} are supported`,
  );
}
