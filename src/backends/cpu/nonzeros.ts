import type { Tensor } from './kernel.js';
import { LANES } from './pack.js';

/** The numbers of a value that are not zero, pixel after pixel (compressed sparse rows). */
export interface Nonzeros {
  /** [pixels + 1]: where the numbers of each pixel begin, and where the last one's end. */
  readonly starts: Int32Array;
  /** Where each number stood in the value, times {@link LANES}. */
  readonly positions: Int32Array;
  readonly values: Float32Array;
}

/** Room for the case that none is zero. */
export function createNonzeros({ shape: [height, width], data }: Tensor): Nonzeros {
  return {
    starts: new Int32Array(height * width + 1),
    positions: new Int32Array(data.length),
    values: new Float32Array(data.length),
  };
}

/** Collects the numbers of `tensor` that are not zero. */
export function collectNonzeros({ shape: [, , channels], data }: Tensor, into: Nonzeros): void {
  const { starts, positions, values } = into;
  const pixels = starts.length - 1;
  let found = 0;
  let index = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    starts[pixel] = found;
    for (const end = index + channels; index < end; index++) {
      const value = data[index]!;
      // Written in any case: whether it counts is then no branch, and the processor need not guess.
      values[found] = value;
      positions[found] = index * LANES;
      found += value !== 0 ? 1 : 0;
    }
  }
  starts[pixels] = found;
}
