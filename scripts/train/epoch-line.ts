import { percent } from '../lib/percent.js';
import { shareRight } from './measure.js';
import type { EpochReport, Tally } from './trainer.js';

interface Surroundings {
  /** Of the portions trained on. */
  readonly names: readonly string[];
  readonly valid: readonly ({ readonly name: string } & Tally)[];
  /** For a thousand images. */
  readonly seconds: number;
}

/** An epoch in a line: how it went on the whole, then `train/valid` for each source in percent. */
export function reportEpoch(
  { epoch, loss, trained }: EpochReport,
  epochs: number,
  { names, valid, seconds }: Surroundings,
): string {
  const width = String(epochs).length;
  const sources = names.flatMap((name, portion) => {
    const own = trained[portion];
    const held = valid.find((set) => set.name === name);
    return own ? [`${name} ${short(own)}/${held ? short(held) : '–'}`] : [];
  });
  return [
    `epoch ${String(epoch).padStart(width)}/${epochs}`,
    `loss ${loss.toFixed(4)}`,
    `train ${percent(shareRight(trained.filter(Boolean)))}`,
    `valid ${percent(shareRight(valid))}`,
    ...(sources.length > 1 ? sources : []),
    `${seconds.toFixed(2)} s per 1,000 images`,
  ].join('  ');
}

function short(tally: Tally): string {
  return (100 * shareRight([tally])).toFixed(1);
}
