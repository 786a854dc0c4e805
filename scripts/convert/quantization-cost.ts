import { decodedWeights } from '../descriptor/export-descriptor.js';
import type { DescriptorFiles, NamedTensor } from '../descriptor/layers-model.js';
import type { Quantization } from '../descriptor/quantize.js';
import { ScriptError } from '../lib/script-error.js';
import { largestDifference } from './outputs.js';

/** Half way between the largest number of float16 and the next there would be. */
const FLOAT16_END = 65_520;

/**
 * How a tensor is stored. Biases and the vectors of batch normalization stay float32: they take few
 * bytes, scale whole channels, and a variance rounded to 0 would be ruin.
 *
 * @throws ScriptError `bad-option` where float16 cannot hold a number.
 */
export function storageOf(
  { name, shape, values }: NamedTensor,
  wanted: Quantization,
): Quantization {
  if (shape.length < 2) return 'none';
  const large = wanted === 'float16' && values.find((value) => Math.abs(value) >= FLOAT16_END);
  if (typeof large === 'number') {
    throw new ScriptError(
      'bad-option',
      `Tensor ${name} holds ${large}, which float16 cannot: choose --quantize none.`,
    );
  }
  return wanted;
}

/** Largest difference that storing makes to a weight. */
export function weightError(files: DescriptorFiles, plain: DescriptorFiles): number {
  const exact = decodedWeights(plain);
  const errors = decodedWeights(files).map((values, at) => largestDifference(values, exact[at]!));
  return Math.max(0, ...errors);
}
