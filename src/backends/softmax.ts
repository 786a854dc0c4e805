/**
 * Softmax over rows of `channels` numbers, taken from the greatest down so that nothing overflows.
 *
 * @param output where to write; the input itself unless given.
 * @returns `output`
 */
export function softmaxRows(
  input: Float32Array,
  channels: number,
  output: Float32Array = input,
): Float32Array {
  for (let start = 0; start < input.length; start += channels) {
    const end = start + channels;
    let greatest = -Infinity;
    for (let i = start; i < end; i++) greatest = Math.max(greatest, input[i]!);
    let sum = 0;
    for (let i = start; i < end; i++) sum += Math.exp(input[i]! - greatest);
    const logSum = greatest + Math.log(sum);
    for (let i = start; i < end; i++) output[i] = Math.exp(input[i]! - logSum);
  }
  return output;
}
