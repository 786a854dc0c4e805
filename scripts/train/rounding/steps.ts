/** A kernel to be rounded. */
export interface Roundable {
  readonly values: Float32Array;
  /** What rounding it to steps of 1 would change, in any unit; it grows with the step's square. */
  readonly sensitivity: number;
}

/**
 * The steps to round kernels to, so that their weights take so many bits in the mean and rounding
 * changes the network least: for that every weight, in whichever kernel, must cost the same, and the
 * steps be in inverse proportion to the root of a weight's share of the sensitivity.
 *
 * @param bits the entropy of a weight, as an ideal code would pack it.
 */
export function chooseSteps(kernels: readonly Roundable[], bits: number): number[] {
  const count = kernels.reduce((sum, { values }) => sum + values.length, 0);
  const ratios = kernels.map(({ values, sensitivity }) => Math.sqrt(values.length / sensitivity));
  const entropy = (factor: number) =>
    kernels.reduce(
      (sum, { values }, which) => sum + values.length * entropyOf(values, factor * ratios[which]!),
      0,
    ) / count;

  // Entropy falls as steps grow. Beyond these ends it is 0, or every value is a level of its own.
  const largest = kernels.map(({ values }) =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
  let high = Math.log(Math.max(...largest.map((value, which) => (2 * value) / ratios[which]!)));
  let low = high - 20;
  while (high - low > 1e-4) {
    const middle = (low + high) / 2;
    if (entropy(Math.exp(middle)) > bits) low = middle;
    else high = middle;
  }
  return ratios.map((ratio) => ratio * Math.exp(high));
}

/** Of values rounded to a step, in bits a value (Shannon 1948). */
function entropyOf(values: Float32Array, step: number): number {
  const counts = new Map<number, number>();
  for (const value of values) {
    const level = Math.round(value / step);
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => {
    const share = count / values.length;
    return sum - share * Math.log2(share);
  }, 0);
}
