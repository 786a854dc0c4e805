import type { Dense } from '../../graph/plan.js';
import type { Kernel, Tensor } from './kernel.js';
import { LANES, packColumns } from './pack.js';

/** Vector times matrix, four outputs at a time. */
export function dense({ weights, bias }: Dense, input: Tensor, output: Tensor): Kernel {
  const x = input.data;
  const y = output.data;
  const packed = packColumns(weights, x.length, y.length);
  return () => {
    let w = 0;
    for (let block = 0; block < y.length; block += LANES) {
      const o0 = block;
      const o1 = Math.min(block + 1, y.length - 1);
      const o2 = Math.min(block + 2, y.length - 1);
      const o3 = Math.min(block + 3, y.length - 1);
      let s0 = bias[o0]!;
      let s1 = bias[o1]!;
      let s2 = bias[o2]!;
      let s3 = bias[o3]!;
      for (let i = 0; i < x.length; i++) {
        const v = x[i]!;
        s0 += v * packed[w]!;
        s1 += v * packed[w + 1]!;
        s2 += v * packed[w + 2]!;
        s3 += v * packed[w + 3]!;
        w += LANES;
      }
      y[o0] = s0;
      y[o1] = s1;
      y[o2] = s2;
      y[o3] = s3;
    }
  };
}
