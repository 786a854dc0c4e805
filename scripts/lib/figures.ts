/** A fraction, 0 to 1: `98.81 %`. */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(2)} %`;
}

/** `75,338` */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** `75.3 kB`, of 1,000 bytes. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** Three significant digits and a unit: `0.0513 ms`, `58.1 ms`, `1,230 ms`. */
export function milliseconds(time: number): string {
  return `${significant(time)} ms`;
}

/** Three significant digits: `0.0513`, `58.1`, `1,230`. */
export function significant(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

/**
 * A quantile, interpolated linearly between two values (Hyndman and Fan 1996, type 7).
 *
 * @param series at least one value, in any order.
 * @param fraction 0 to 1.
 */
export function quantile(series: readonly number[], fraction: number): number {
  const sorted = [...series].sort((a, b) => a - b);
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(series: readonly number[]): number {
  return quantile(series, 0.5);
}
