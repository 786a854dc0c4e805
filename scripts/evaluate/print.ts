/** What evaluate prints. */
import { grouped, kilobytes } from '../lib/figures.js';
import { percent } from '../lib/percent.js';
import { countConfusion, formatConfusion } from './confusion.js';
import type { ReadingGroup } from './evaluation.js';
import { intervalText } from './interval-text.js';
import type { NetworkFacts } from './network-facts.js';
import type { NonDigitReading } from './non-digits.js';
import { tallySource, type SourceTally } from './tally.js';

/** The network's figures, and the heads of the columns of {@link tally}. */
export function network(facts: NetworkFacts, backend: string): void {
  console.log(`${facts.path} on ${backend}`);
  console.log(
    `${grouped(facts.weights)} weights in ${grouped(facts.bytes)} bytes ` +
      `(${kilobytes(facts.gzipped)} gzipped), ${grouped(facts.multiplyAdds)} multiply-adds an image\n`,
  );
  console.log(row('source', 'digits', 'share', '95 % interval', 'right', 'without wrong labels'));
}

/** A row for one source. */
export function tally({ name, all, kept }: SourceTally): void {
  if (!all) {
    console.log(row(name, '0', '–', '–', '–', ''));
    return;
  }
  const { count, share, correct } = all;
  const without = kept ? `${percent(kept.share)}   ${intervalText(kept)} of ${kept.count}` : '';
  console.log(row(name, `${count}`, percent(share), intervalText(all), `${correct}`, without));
}

/** Confusion matrix and calibration. */
export function group({ name, readings }: ReadingGroup): void {
  const labels = readings.map(({ sample }) => sample.label);
  const digits = readings.map(({ answer }) => answer && answer.digit);
  console.log(`\n${name}, read across:\n${formatConfusion(countConfusion(labels, digits))}`);
  const { all, kept } = tallySource(name, readings);
  const without = kept ? `, without wrong labels ${percent(kept.calibrationError)}` : '';
  console.log(`expected calibration error ${percent(all!.calibrationError)}${without}`);
}

export function nonDigits(readings: readonly NonDigitReading[]): void {
  console.log('\nnot a digit, read as');
  for (const { name, answer } of readings) {
    const read = answer
      ? `${answer.digit ?? '–'}   ${percent(answer.confidence).padStart(8)}`
      : '–';
    console.log(`${name.padEnd(18)}${read}`);
  }
}

function row(
  source: string,
  count: string,
  share: string,
  interval: string,
  right: string,
  without: string,
): string {
  const line =
    `${source.padEnd(18)}${count.padStart(8)}${share.padStart(11)}   ` +
    `${interval.padEnd(20)}${right.padStart(7)}   ${without}`;
  return line.trimEnd();
}
