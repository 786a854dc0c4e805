import { drawingExtent, type Drawing } from '../../src/ink/index.js';
import { createProgress, type Table } from '../lib/cli.js';
import { grouped, percent } from '../lib/figures.js';
import { createRandom } from '../lib/random.js';
import type { BuiltRecognizer } from './built-recognizer.js';
import { drawPicture, FAULTS } from './picture-faults.js';
import { isRight, type Reading, type Sample, type SampleSource } from './readings.js';

/** How pictures with one fault were read. */
export interface PictureReadings {
  readonly fault: string;
  readonly readings: readonly Reading[];
}

interface PenSample {
  readonly sample: Sample;
  readonly drawing: Drawing;
}

/** Pictures of each fault. */
const COUNT = 200;
/** Pixels of one fault's pictures together, so that large ones do not take minutes. */
const MAX_PIXELS = 500_000_000;

/** Draws pen strokes as pictures, with each fault in turn, and reads them. */
export async function readPictures(
  recognizer: BuiltRecognizer,
  sources: readonly SampleSource[],
): Promise<PictureReadings[]> {
  const samples = chooseSamples(sources);
  const results: PictureReadings[] = [];
  for (const fault of FAULTS) {
    const { name, width = 180, height = 180 } = fault;
    const count = Math.min(samples.length, Math.floor(MAX_PIXELS / (width * height)));
    const progress = createProgress(name, count);
    const readings: Reading[] = [];
    for (const { sample, drawing } of samples.slice(0, count)) {
      const picture = drawPicture(drawing, fault, sample.id);
      const [answer] = await recognizer.recognizeBatch([picture]);
      readings.push({ sample, answer: answer ?? null });
      progress.update(readings.length);
    }
    progress.stop();
    results.push({ fault: name, readings });
  }
  return results;
}

/** The same ones for every fault and every network; wrongly labeled ones are left out. */
function chooseSamples(sources: readonly SampleSource[]): PenSample[] {
  const drawn = sources.flatMap(({ samples }) =>
    samples.flatMap((sample) => {
      const { input, wrongLabel } = sample;
      const isUnusable = input instanceof Float32Array || wrongLabel || !drawingExtent(input);
      return isUnusable ? [] : [{ sample, drawing: input }];
    }),
  );
  const order = createRandom('pictures').shuffle([...drawn.keys()]);
  return order.slice(0, COUNT).map((at) => drawn[at]!);
}

/** From here on an answer counts as sure. */
const SURE = 0.9;

/** How many pictures with each fault are read right, and how many wrong ones with confidence. */
export function picturesTable(results: readonly PictureReadings[]): Table {
  const lines = results.map(({ fault, readings }) => {
    const right = readings.filter(isRight).length;
    const wrong = readings.filter((reading) => !isRight(reading));
    const sure = wrong.filter(
      ({ answer }) => answer !== null && answer.digit !== null && answer.confidence >= SURE,
    );
    const share = readings.length > 0 ? percent(right / readings.length) : '–';
    return [fault, grouped(readings.length), share, `${sure.length}`];
  });
  return { head: ['pictures', 'count', 'right', 'wrong, but sure'], lines };
}
