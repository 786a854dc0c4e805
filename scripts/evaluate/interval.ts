/** The 0.975 quantile of the normal distribution. */
const Z = 1.959964;

/**
 * The 95 % confidence interval of a share (Wilson 1927), which stays within 0 to 1 and holds for
 * shares near either end, where ours are.
 *
 * @param count at least 1.
 */
export function wilsonInterval(correct: number, count: number): [low: number, high: number] {
  const share = correct / count;
  const z2 = Z ** 2 / count;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = (Z * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count))) / (1 + z2);
  return [middle - half, middle + half];
}
