import type { Kernel, Tensor } from './kernel.js';

/** Softmax over the channels of each position, taken from the greatest down so that nothing overflows. */
export function softmax(input: Tensor, output: Tensor): Kernel {
  const x = input.data;
  const y = output.data;
  const channels = input.shape[2];
  return () => {
    for (let start = 0; start < x.length; start += channels) {
      const end = start + channels;
      let greatest = -Infinity;
      for (let i = start; i < end; i++) greatest = Math.max(greatest, x[i]!);
      let sum = 0;
      for (let i = start; i < end; i++) sum += Math.exp(x[i]! - greatest);
      for (let i = start; i < end; i++) y[i] = Math.exp(x[i]! - greatest) / sum;
    }
  };
}
