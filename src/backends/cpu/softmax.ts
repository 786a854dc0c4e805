import { softmaxRows } from '../softmax.js';
import type { Kernel, Tensor } from './kernel.js';

/** Softmax over the channels of each position. */
export function softmax(input: Tensor, output: Tensor): Kernel {
  const channels = input.shape[2];
  return () => void softmaxRows(input.data, channels, output.data);
}
