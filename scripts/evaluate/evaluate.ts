import { dirname } from 'node:path';
import { tableMarkdown } from '../lib/cli.js';
import { grouped, kilobytes, percent } from '../lib/figures.js';
import { checkWritable, writeFileAtomically } from '../lib/files.js';
import { readWrongLabels } from '../lib/strokes.js';
import { alteredTable, type AlteredTally, readAltered } from './altered.js';
import {
  type BuiltRecognizer,
  createBuiltRecognizer,
  descriptorPath,
  type NetworkFacts,
  readNetworkFacts,
} from './built-recognizer.js';
import { handCurve, handTable, readHands, type WriterReadings } from './hand.js';
import { type LetterReading, lettersTable, readLetterSources } from './letters.js';
import { numbersTable, type NumberSource, readNumberSources } from './numbers.js';
import { type PictureReadings, picturesTable, readPictures } from './pictures.js';
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
import { accuracyTable, confusionTable, type SourceTally, tallySource } from './statistics.js';
import { measureVariations, type Variation } from './variations.js';

export interface EvaluationRequest {
  readonly data: string;
  readonly model: string;
  readonly backend: string;
  readonly report: string;
  /** Only the table of numbers is printed; no page is written. */
  readonly onlyNumbers?: boolean;
  /** Only the tables of learned hands are printed; no page is written. */
  readonly onlyHand?: boolean;
  /** Only the table of pictures is printed; no page is written. */
  readonly onlyPictures?: boolean;
  /** A list of wrong labels; the project's own if absent. */
  readonly wrongLabels?: string;
}

export interface Evaluation {
  readonly network: NetworkFacts;
  readonly backend: string;
  /** MNIST, each source of pen strokes, and if there are several, all of them. */
  readonly tallies: readonly SourceTally[];
  readonly groups: readonly ReadingGroup[];
  readonly variations: readonly Variation[];
  readonly nonDigits: readonly NonDigitReading[];
  readonly letters: readonly LetterReading[];
  readonly altered: readonly AlteredTally[];
  readonly numbers: readonly NumberSource[];
  readonly hands: readonly WriterReadings[];
  readonly pictures: readonly PictureReadings[];
}

/** Digits that are looked at together: MNIST's, or all pen strokes. Never empty. */
export interface ReadingGroup {
  readonly id: 'mnist' | 'strokes';
  readonly name: string;
  readonly readings: readonly Reading[];
}

/**
 * Prints how well a network reads MNIST's test images, every source of pen strokes there is, numbers, and pictures,
 * and how well it learns its writers' hands, and writes a page that shows it.
 */
export async function evaluate(request: EvaluationRequest): Promise<void> {
  const network = await readNetworkFacts(descriptorPath(request.model));
  await checkWritable(dirname(request.report));
  const wrongLabels = await readWrongLabels(request.wrongLabels);
  const mnist = await readMnistSource(request.data);
  const strokes = await readStrokeSources(request.data, wrongLabels);
  const recognizer = await createBuiltRecognizer(network.path, request.backend);
  try {
    if (request.onlyNumbers) {
      const numbers = await readNumberSources(recognizer, request.data, strokes);
      return console.log(tableMarkdown(numbersTable(numbers)));
    }
    if (request.onlyHand) return printHands(await readHands(recognizer, strokes));
    if (request.onlyPictures) {
      const pictures = await readPictures(recognizer, strokes);
      return console.log(tableMarkdown(picturesTable(pictures)));
    }
    const evaluation = await measure(recognizer, network, mnist, strokes, request.data);
    print(evaluation);
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
  data: string,
): Promise<Evaluation> {
  const read: { name: string; readings: Reading[] }[] = [];
  for (const source of [mnist, ...sources]) {
    read.push({ name: source.name, readings: await readSource(recognizer, source) });
  }
  const strokes = read.slice(1).flatMap(({ readings }) => readings);
  if (sources.length > 1) read.push({ name: 'all pen strokes', readings: strokes });
  const groups: ReadingGroup[] = [
    { id: 'strokes' as const, name: 'pen strokes', readings: strokes },
    { id: 'mnist' as const, ...read[0]! },
  ].filter(({ readings }) => readings.length > 0);
  const samples = strokes.map(({ sample }) => sample);
  return {
    network,
    backend: recognizer.backend,
    tallies: read.map(({ name, readings }) => tallySource(name, readings)),
    groups,
    nonDigits: await readNonDigits(recognizer),
    letters: await readLetterSources(recognizer, data),
    altered: await readAltered(recognizer, samples),
    numbers: await readNumberSources(recognizer, data, sources),
    hands: await readHands(recognizer, sources),
    pictures: await readPictures(recognizer, sources),
    variations: await measureVariations(recognizer, samples, network.preparation),
  };
}

function print({ network, backend, tallies, groups, nonDigits, ...more }: Evaluation): void {
  console.log(
    `${network.path} on ${backend}\n${grouped(network.weights)} weights in ` +
      `${grouped(network.bytes)} bytes (${kilobytes(network.gzipped)} gzipped), ` +
      `${grouped(network.multiplyAdds)} multiply-adds an image\n\n${tableMarkdown(accuracyTable(tallies))}`,
  );
  for (const { name, readings } of groups) {
    const { all, kept } = tallySource(name, readings);
    const without = kept ? `, without wrong labels ${percent(kept.calibrationError)}` : '';
    console.log(
      `\n${name}, read across:\n\n${tableMarkdown(confusionTable(readings))}\n\n` +
        `expected calibration error ${percent(all!.calibrationError)}${without}`,
    );
  }
  const lines = nonDigits.map(({ name, answer }) =>
    answer ? [name, `${answer.digit ?? '–'}`, percent(answer.confidence)] : [name, '–', ''],
  );
  console.log(`\n${tableMarkdown({ head: ['not a digit', 'read as', 'confidence'], lines })}`);
  console.log(`\n${tableMarkdown(lettersTable(more.letters))}`);
  console.log(`\n${tableMarkdown(alteredTable(more.altered))}`);
  console.log(`\n${tableMarkdown(numbersTable(more.numbers))}`);
  console.log(`\n${tableMarkdown(picturesTable(more.pictures))}\n`);
  printHands(more.hands);
}

function printHands(hands: readonly WriterReadings[]): void {
  console.log([handTable(hands), handCurve(hands)].map(tableMarkdown).join('\n\n'));
}
