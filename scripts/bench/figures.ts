import { significant } from '../lib/figures.js';
import type { Estimate } from './statistics.js';

/** `0.412 (0.398 – 0.44)`, `0.412` where there is no interval. */
export function estimateText({ value, interval }: Estimate): string {
  if (!interval) return significant(value);
  return `${significant(value)} (${interval.map(significant).join(' – ')})`;
}
