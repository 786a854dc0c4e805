import { drawingToImage, IMAGE_LENGTH } from '../../src/ink/index.js';
import { type Dataset, NOT_A_DIGIT, readMnist, slice } from '../lib/dataset.js';
import { ScriptError } from '../lib/cli.js';
import { readLetters, withoutDigitShape } from '../lib/letters.js';
import { startThreads } from '../lib/threads.js';
import {
  listStrokeSources,
  readStrokes,
  type StrokePart,
  type StrokeSample,
  readWrongLabels,
  wrongLabelsOf,
  type WrongLabel,
} from '../lib/strokes.js';
import type { TrainingMix } from './architecture.js';
import {
  type Batch,
  type BatchSource,
  type Collection,
  createBatchSource,
  drawingCollection,
  flaggedCollection,
  imageCollection,
  LETTERS_COLLECTION,
  nonDigitCollection,
  type Portion,
  unusualCollection,
} from './samples/batches.js';

/** Digits that are never trained on: what settings are chosen by. */
export interface ValidSet {
  readonly name: string;
  readonly dataset: Dataset;
}

const HELD_OUT = 5000;

/**
 * What an epoch is made of: MNIST's training images, less those held out, and, where the mix asks for
 * them, each source of strokes, less the digits whose label is known to be wrong.
 *
 * @param limit use the first so many of each collection only.
 * @param wrong default: the project's own list of wrong labels.
 */
export async function readPortions(
  directory: string,
  mix: TrainingMix,
  limit = Infinity,
  wrong?: readonly WrongLabel[],
): Promise<Portion[]> {
  const { mnist, strokes, unusual, flagged, letters, nonDigits, epochSize } = mix;
  const { train } = splitMnist(await readMnist(directory, 'train'), limit);
  const size = epochSize ?? train.labels.length;
  let shared = 0;
  // Rounded so that the portions add up to the whole.
  const portion = (share: number): number => {
    const before = Math.round(shared * size);
    shared += share;
    return Math.round(shared * size) - before;
  };
  const portions: Portion[] = [
    {
      collection: imageCollection('mnist', train, mnist.distortion),
      perEpoch: portion(mnist.share),
      balanced: false,
    },
  ];
  if (!strokes) return portions;

  const sources = await readSources(
    directory,
    strokes.source,
    limit,
    wrong ?? (await readWrongLabels()),
  );
  // Between equal parts, in which a writer of the smallest source would count for thirty of the
  // largest's, and parts by size, in which the largest would drown the rest.
  const weights = sources.map(({ samples }) => Math.sqrt(samples.length));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  sources.forEach(({ name, samples }, index) =>
    portions.push({
      collection: drawingCollection(name, samples, strokes.augmentation),
      perEpoch: portion((strokes.share * weights[index]!) / total),
      balanced: true,
    }),
  );
  const { augmentation } = strokes;
  const add = (collection: Collection, { share }: { readonly share: number }, balanced = false) =>
    portions.push({ collection, perEpoch: portion(share), balanced });
  if (unusual) add(unusualCollection(augmentation), unusual, true);
  if (flagged) add(flaggedCollection(augmentation), flagged);
  const characters = letters ? await readLetters(directory, 'train') : [];
  if (letters) {
    const samples = withoutDigitShape(characters).slice(0, limit);
    const labeled = samples.map(({ drawing }) => ({ label: NOT_A_DIGIT, drawing }));
    add(drawingCollection(LETTERS_COLLECTION, labeled, augmentation), letters);
  }
  if (nonDigits) {
    const digits = sources.flatMap(({ samples }) => samples);
    add(nonDigitCollection(digits, characters.length > 0 ? characters : digits), nonDigits);
  }
  return portions;
}

async function readSources(
  directory: string,
  beginning: string | undefined,
  limit: number,
  list: readonly WrongLabel[],
): Promise<{ name: string; samples: StrokeSample[] }[]> {
  const names = await listChosenSources(directory, 'train', beginning);
  if (names.length === 0) {
    throw new ScriptError(
      'data-missing',
      `${directory}/strokes holds no *.train.ndjson.gz: run npm run data -- ${directory}.`,
    );
  }
  return Promise.all(
    names.map(async (name) => {
      const samples = await readStrokes(directory, name, 'train');
      const wrong = wrongLabelsOf(list, name, 'train', samples);
      return { name, samples: samples.filter(({ line }) => !wrong.has(line)).slice(0, limit) };
    }),
  );
}

/** The held-out part of MNIST's training images and, if strokes are trained on, their valid files. */
export async function readValidSets(
  directory: string,
  { strokes }: TrainingMix,
): Promise<ValidSet[]> {
  const { valid } = splitMnist(await readMnist(directory, 'train'));
  const sets: ValidSet[] = [{ name: 'mnist', dataset: valid }];
  if (!strokes) return sets;
  for (const name of await listChosenSources(directory, 'valid', strokes.source)) {
    sets.push({ name, dataset: prepare(await readStrokes(directory, name, 'valid')) });
  }
  return sets;
}

async function listChosenSources(directory: string, part: StrokePart, beginning = '') {
  const names = await listStrokeSources(directory, part);
  return names.filter((name) => name.startsWith(beginning));
}

/** Letters of other people than those trained on that look like no digit, if letters are trained on. */
export async function readValidLetters(
  directory: string,
  { letters }: TrainingMix,
): Promise<ValidSet[]> {
  if (!letters) return [];
  const samples = withoutDigitShape(await readLetters(directory, 'valid'));
  if (samples.length === 0) return [];
  const labeled = samples.map((sample) => ({ ...sample, label: NOT_A_DIGIT }));
  return [{ name: LETTERS_COLLECTION, dataset: prepare(labeled) }];
}

/** The last 5,000, of a smaller collection the last twelfth, are held out. */
function splitMnist(all: Dataset, limit = Infinity): { train: Dataset; valid: Dataset } {
  const count = all.labels.length;
  const split = count - Math.min(HELD_OUT, Math.ceil(count / 12));
  return { train: slice(all, 0, Math.min(split, limit)), valid: slice(all, split, count) };
}

/** As the element would prepare them. */
function prepare(samples: readonly StrokeSample[]): Dataset {
  const images = new Float32Array(samples.length * IMAGE_LENGTH);
  samples.forEach(({ drawing }, index) => {
    const start = index * IMAGE_LENGTH;
    drawingToImage(drawing, undefined, images.subarray(start, start + IMAGE_LENGTH));
  });
  return { images, labels: Uint8Array.from(samples, ({ label }) => label) };
}

interface BatchSettings {
  readonly data: string;
  readonly mix: TrainingMix;
  readonly limit?: number | undefined;
  readonly batchSize: number;
  readonly seed: number;
}

/** In a thread of {@link createParallelBatches}. */
export async function start({ data, mix, limit, batchSize, seed }: BatchSettings) {
  const { batch, ...size } = createBatchSource(await readPortions(data, mix, limit), {
    batchSize,
    seed,
  });
  return { batch, size: async () => size };
}

/** A source whose batches are made ahead of their turn, on threads of their own. */
export interface ParallelBatchSource extends BatchSource {
  close(): Promise<void>;
}

/** Batches in the making for each thread. */
const AHEAD = 4;

/** The batches of `createBatchSource`, one for one. @throws what reading the data throws. */
export async function createParallelBatches(
  settings: BatchSettings,
  threads: number,
): Promise<ParallelBatchSource> {
  const pool = startThreads<Awaited<ReturnType<typeof start>>>(
    new URL(import.meta.url),
    threads,
    settings,
  );
  const coming = new Map<number, Promise<Batch>>();
  function order(step: number): Promise<Batch> {
    const batch = coming.get(step) ?? pool.run('batch', step);
    coming.set(step, batch);
    // Whoever asks for it is told of a failure; nobody may ever ask for one ordered ahead.
    batch.catch(() => undefined);
    return batch;
  }
  const close = () => pool.close();
  try {
    return {
      ...(await pool.run('size')),
      batch(step) {
        const batch = order(step);
        coming.delete(step);
        for (let next = step + 1; next <= step + AHEAD * threads; next++) void order(next);
        return batch;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
