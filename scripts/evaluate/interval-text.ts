import { percent } from '../lib/percent.js';
import type { Tally } from './tally.js';

/** `99.17 % – 99.49 %` */
export function intervalText({ interval: [low, high] }: Pick<Tally, 'interval'>): string {
  return `${percent(low)} – ${percent(high)}`;
}
