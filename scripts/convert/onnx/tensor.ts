import { BOUNDS } from '../../../src/graph/index.js';
import { ScriptError } from '../../lib/script-error.js';

/** Numbers row by row, the last axis fastest; whole numbers and truth values too. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

export function elementsOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/**
 * A tensor of zeros.
 *
 * @param where for the message: whose result it is
 * @throws ScriptError `unsupported-network` if it is larger than any digit network needs, before
 *   memory is taken; `bad-network` for sizes that are none
 */
export function zeros(dims: readonly number[], where: string): Tensor & { dims: number[] } {
  const elements = checkSize(dims, where);
  return { dims: [...dims], data: new Float64Array(elements) };
}

/** @returns the number of elements. @throws ScriptError as {@link zeros} */
export function checkSize(dims: readonly number[], where: string): number {
  if (dims.length > 8 || !dims.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new ScriptError('bad-network', `${where}: [${dims.join(', ')}] is not a shape`);
  }
  const elements = elementsOf(dims);
  if (elements > BOUNDS.weightElements) {
    throw new ScriptError(
      'unsupported-network',
      `${where}: ${dims.join('×')} numbers are more than the ${BOUNDS.weightElements} supported`,
    );
  }
  return elements;
}

/** How many elements apart neighbours along each axis are. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = dims.map(() => 1);
  for (let axis = dims.length - 2; axis >= 0; axis--) {
    strides[axis] = strides[axis + 1]! * dims[axis + 1]!;
  }
  return strides;
}

/** Calls back for each index of a shape in row-major order; the array is reused. */
export function forEachIndex(
  dims: readonly number[],
  visit: (index: readonly number[], position: number) => void,
): void {
  const index = dims.map(() => 0);
  const elements = elementsOf(dims);
  for (let position = 0; position < elements; position++) {
    visit(index, position);
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < dims[axis]!) break;
      index[axis] = 0;
    }
  }
}

export function showDims(dims: readonly number[]): string {
  return `[${dims.join(', ')}]`;
}
