import { dirname } from 'node:path';
import { grouped, kilobytes, percent } from '../lib/figures.js';
import { checkWritable, writeFileAtomically } from '../lib/files.js';
import { readWrongLabels } from '../lib/strokes.js';
import {
  type BuiltRecognizer,
  createBuiltRecognizer,
  descriptorPath,
  type NetworkFacts,
  readNetworkFacts,
} from './built-recognizer.js';
import {
  type NonDigitReading,
  type Reading,
  readMnistSource,
  readNonDigits,
  readSource,
  readStrokeSources,
  type SampleSource,
} from './readings.js';
import { renderReport } from './report.js';
import {
  countConfusion,
  formatConfusion,
  intervalText,
  type SourceTally,
  tallySource,
} from './statistics.js';
import { measureVariations, type Variation } from './variations.js';

export interface EvaluationRequest {
  readonly data: string;
  readonly model: string;
  readonly backend: string;
  /** Where the page goes. */
  readonly report: string;
  /** A list of wrong labels; the project's own if absent. */
  readonly wrongLabels?: string;
}

/**
 * Prints how well a network reads MNIST's test images and every source of pen strokes there is, and
 * writes a page that shows it.
 *
 * @throws ScriptError, DescriptorError, BackendError
 */
export async function evaluate(request: EvaluationRequest): Promise<void> {
  const network = await readNetworkFacts(descriptorPath(request.model));
  await checkWritable(dirname(request.report));
  const wrongLabels = await readWrongLabels(request.wrongLabels);
  const mnist = await readMnistSource(request.data);
  const strokes = await readStrokeSources(request.data, wrongLabels);
  const recognizer = await createBuiltRecognizer(network.path, request.backend);
  try {
    const evaluation = await measure(recognizer, network, mnist, strokes);
    await writeFileAtomically(request.report, await renderReport(evaluation));
    console.log(`\nThe misread digits and the curves are in ${request.report}`);
  } finally {
    recognizer.dispose();
  }
}

async function measure(
  recognizer: BuiltRecognizer,
  network: NetworkFacts,
  mnist: SampleSource,
  sources: readonly SampleSource[],
): Promise<Evaluation> {
  printNetwork(network, recognizer.backend);
  const tallies: SourceTally[] = [];
  const count = (name: string, readings: readonly Reading[]): void => {
    const tally = tallySource(name, readings);
    tallies.push(tally);
    printTally(tally);
  };
  const images = await readSource(recognizer, mnist);
  count(mnist.name, images);
  const strokes: Reading[] = [];
  for (const source of sources) {
    const readings = await readSource(recognizer, source);
    count(source.name, readings);
    strokes.push(...readings);
  }
  if (sources.length > 1) count('all pen strokes', strokes);

  const groups: ReadingGroup[] = [
    { id: 'strokes' as const, name: 'pen strokes', readings: strokes },
    { id: 'mnist' as const, name: mnist.name, readings: images },
  ].filter(({ readings }) => readings.length > 0);
  groups.forEach(printGroup);
  const nonDigits = await readNonDigits(recognizer);
  printNonDigits(nonDigits);
  const samples = strokes.map(({ sample }) => sample);
  const variations = await measureVariations(recognizer, samples, network.preparation);
  return { network, backend: recognizer.backend, tallies, groups, nonDigits, variations };
}

/** All that was found out about a network. */
export interface Evaluation {
  readonly network: NetworkFacts;
  readonly backend: string;
  /** MNIST, each source of pen strokes, and where there are several, all of them. */
  readonly tallies: readonly SourceTally[];
  /** What the project is for first. */
  readonly groups: readonly ReadingGroup[];
  readonly variations: readonly Variation[];
  readonly nonDigits: readonly NonDigitReading[];
}

/** Digits that are looked at together: MNIST's, or all pen strokes. None is empty. */
export interface ReadingGroup {
  readonly id: 'mnist' | 'strokes';
  readonly name: string;
  readonly readings: readonly Reading[];
}

/** The network's figures, and the heads of the columns of {@link printTally}. */
function printNetwork(facts: NetworkFacts, backend: string): void {
  console.log(`${facts.path} on ${backend}`);
  console.log(
    `${grouped(facts.weights)} weights in ${grouped(facts.bytes)} bytes ` +
      `(${kilobytes(facts.gzipped)} gzipped), ${grouped(facts.multiplyAdds)} multiply-adds an image\n`,
  );
  console.log(row('source', 'digits', 'share', '95 % interval', 'right', 'without wrong labels'));
}

/** A row for one source. */
function printTally({ name, all, kept }: SourceTally): void {
  if (!all) {
    console.log(row(name, '0', '–', '–', '–', ''));
    return;
  }
  const { count, share, correct } = all;
  const without = kept ? `${percent(kept.share)}   ${intervalText(kept)} of ${kept.count}` : '';
  console.log(row(name, `${count}`, percent(share), intervalText(all), `${correct}`, without));
}

/** Confusion matrix and calibration. */
function printGroup({ name, readings }: ReadingGroup): void {
  const labels = readings.map(({ sample }) => sample.label);
  const digits = readings.map(({ answer }) => answer && answer.digit);
  console.log(`\n${name}, read across:\n${formatConfusion(countConfusion(labels, digits))}`);
  const { all, kept } = tallySource(name, readings);
  const without = kept ? `, without wrong labels ${percent(kept.calibrationError)}` : '';
  console.log(`expected calibration error ${percent(all!.calibrationError)}${without}`);
}

function printNonDigits(readings: readonly NonDigitReading[]): void {
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
