import { type Drawing, drawingToImage, IMAGE_LENGTH } from '../../../src/ink/index.js';
import { type Dataset, imageAt, NOT_A_DIGIT } from '../../lib/dataset.js';
import { createRandom, type Random } from '../../lib/random.js';
import {
  augmentDrawing,
  drawWithDevice,
  type StrokeAugmentation,
  varyPreprocessing,
} from '../augmentation/augment-drawing.js';
import { type AffineRange, distort } from '../augmentation/distort-image.js';
import { drawNonDigit } from '../augmentation/non-digits.js';
import { bend, normalize } from '../augmentation/stroke-shape.js';
import { drawFlagged, drawUnusualDigit, UNUSUAL_DIGITS } from '../augmentation/unusual-digits.js';
import { TARGET_LENGTH, type TrainingImages } from '../loss.js';

/** A collection and how many of its samples an epoch has. */
export interface Portion {
  readonly collection: Collection;
  readonly perEpoch: number;
  /** Whether each label gets an equal part; else each sample counts the same. */
  readonly balanced: boolean;
}

/** A sample: which portion, and which of its collection. */
interface Pick {
  readonly portion: number;
  readonly index: number;
}

/** Samples that are used equally often. */
interface Stratum {
  readonly portion: number;
  readonly members: readonly number[];
  readonly quota: number;
}

export function stratify(portions: readonly Portion[]): readonly Stratum[] {
  return portions.flatMap(({ collection, perEpoch, balanced }, portion) => {
    const { labels } = collection;
    const all = Array.from(labels, (_, index) => index);
    if (all.length === 0) return [];
    if (!balanced) return [{ portion, members: all, quota: perEpoch }];
    const digits = [...new Set(labels)].sort((a, b) => a - b);
    return digits.map((digit, place) => ({
      portion,
      members: all.filter((index) => labels[index] === digit),
      // Rounded so that the parts add up to the whole.
      quota:
        Math.round(((place + 1) * perEpoch) / digits.length) -
        Math.round((place * perEpoch) / digits.length),
    }));
  });
}

/**
 * The samples of an epoch, in the order in which they are used. Over the epochs a stratum goes
 * through all its members, in an order of its own each time, before one comes again.
 */
export function planEpoch(strata: readonly Stratum[], seed: number, epoch: number): Pick[] {
  const picks = strata.flatMap(({ portion, members, quota }, stratum) => {
    // Whole turns need no order of their own: the epoch's is enough.
    if (quota % members.length === 0) {
      return Array.from({ length: quota }, (_, draw) => ({
        portion,
        index: members[draw % members.length]!,
      }));
    }
    const orders = new Map<number, Uint32Array>();
    return Array.from({ length: quota }, (_, draw) => {
      const turn = epoch * quota + draw;
      const cycle = Math.floor(turn / members.length);
      const order = orders.get(cycle) ?? shuffled(members.length, seed, stratum, cycle);
      orders.set(cycle, order);
      return { portion, index: members[order[turn % members.length]!]! };
    });
  });
  const order = createRandom(seed, 'order', epoch).shuffle(Uint32Array.from(picks.keys()));
  return Array.from(order, (place) => picks[place]!);
}

function shuffled(length: number, ...keys: number[]): Uint32Array {
  const order = Uint32Array.from({ length }, (_, index) => index);
  return createRandom('stratum', ...keys).shuffle(order);
}

/** A share of people, 0–1, who would take a sample for another digit than its label. */
export interface Doubt {
  readonly other: number;
  readonly share: number;
}

/** Training samples of one origin, each rendered anew whenever it is used. */
export interface Collection {
  readonly name: string;
  /** Of each sample: a digit, or `NOT_A_DIGIT`. */
  readonly labels: Uint8Array;
  /**
   * Writes a variation of a sample to `image`, 784 values in 0–1.
   *
   * @returns what people would take it for, where not all agree with its label.
   */
  render(index: number, random: Random, image: Float32Array): Doubt | void;
}

/** Images, distorted. */
export function imageCollection(name: string, dataset: Dataset, range: AffineRange): Collection {
  return {
    name,
    labels: dataset.labels,
    render: (index, random, image) => distort(imageAt(dataset, index), image, range, random),
  };
}

interface LabelledDrawing {
  readonly label: number;
  readonly drawing: Drawing;
}

const STILL = { rotation: 0, shear: 0, scale: 0 };

/** Drawings, varied as drawings and rendered by `src/ink`. */
export function drawingCollection(
  name: string,
  samples: readonly LabelledDrawing[],
  augmentation: StrokeAugmentation,
): Collection {
  const centered = new Float32Array(IMAGE_LENGTH);
  return {
    name,
    labels: Uint8Array.from(samples, ({ label }) => label),
    render(index, random, image) {
      const drawing = augmentDrawing(samples[index]!.drawing, augmentation, random);
      const preparation = varyPreprocessing(augmentation, random);
      const moved = random.uniform() < augmentation.moved;
      drawingToImage(drawing, preparation, moved ? centered : image);
      if (moved) distort(centered, image, { ...STILL, shift: augmentation.shift }, random);
    },
  };
}

export const LETTERS_COLLECTION = 'letters';
const NOT_A_DIGIT_COLLECTION = 'not a digit';
const UNUSUAL_COLLECTION = 'unusual digits';
const FLAGGED_COLLECTION = 'flagged ones';

/** Nobody's: this project's code draws them. */
export const DRAWN_COLLECTIONS: readonly string[] = [
  NOT_A_DIGIT_COLLECTION,
  UNUSUAL_COLLECTION,
  FLAGGED_COLLECTION,
];

/** As many as are told apart; each is drawn anew whenever it is used. */
const NON_DIGITS = 1000;

/**
 * Dots, scribbles, signs, several characters and other drawings that are no digit.
 *
 * @param characters what words are made of.
 */
export function nonDigitCollection(
  digits: readonly LabelledDrawing[],
  characters: readonly { readonly drawing: Drawing }[],
): Collection {
  return {
    name: NOT_A_DIGIT_COLLECTION,
    labels: new Uint8Array(NON_DIGITS).fill(NOT_A_DIGIT),
    render(_index, random, image) {
      const any = (from: typeof characters) => () =>
        normalize(from[random.integer(from.length)]!.drawing);
      drawingToImage(drawNonDigit(random, any(digits), any(characters)), undefined, image);
    },
  };
}

/** Digits in shapes that collections hardly have. */
export function unusualCollection(augmentation: StrokeAugmentation): Collection {
  return {
    name: UNUSUAL_COLLECTION,
    labels: Uint8Array.from(UNUSUAL_DIGITS),
    render(index, random, image) {
      const drawing = augmentDrawing(drawUnusualDigit(index, random), augmentation, random);
      drawingToImage(drawing, varyPreprocessing(augmentation, random), image);
    },
  };
}

const FLAG_BEND = 0.01;

/** Ones with a flag and sevens, by its slope; between them, people differ. */
export function flaggedCollection(augmentation: StrokeAugmentation): Collection {
  return {
    name: FLAGGED_COLLECTION,
    labels: Uint8Array.of(1),
    render(_index, random, image) {
      const { drawing, ones } = drawFlagged(random);
      const drawn = drawWithDevice(normalize(bend(drawing, FLAG_BEND, random)), random);
      drawingToImage(drawn, varyPreprocessing(augmentation, random), image);
      return { other: 7, share: 1 - ones };
    },
  };
}

/** Some samples, and which portion each is of. */
export interface Batch extends TrainingImages {
  readonly portions: Uint8Array;
}

/** Where training takes its batches from; a promise, so that others may prepare them meanwhile. */
export interface BatchSource {
  /** Samples an epoch. */
  readonly samples: number;
  readonly batchesPerEpoch: number;
  /** Of the portions' collections. */
  readonly names: readonly string[];
  /** The batch of a step, counted from 0 over all epochs: the same whenever it is asked for. */
  batch(step: number): Promise<Batch>;
}

interface Options {
  readonly batchSize: number;
  readonly seed: number;
}

/** The samples of each epoch, in an order and with variations that the seed determines. */
export function createBatchSource(
  portions: readonly Portion[],
  { batchSize, seed }: Options,
): BatchSource {
  const strata = stratify(portions);
  const samples = strata.reduce((sum, { quota }) => sum + quota, 0);
  const batchesPerEpoch = Math.ceil(samples / batchSize);
  let planned: { epoch: number; picks: readonly Pick[] } = { epoch: -1, picks: [] };

  function picksOf(epoch: number): readonly Pick[] {
    if (planned.epoch !== epoch) planned = { epoch, picks: planEpoch(strata, seed, epoch) };
    return planned.picks;
  }

  return {
    samples,
    batchesPerEpoch,
    names: portions.map(({ collection }) => collection.name),
    async batch(step) {
      const start = (step % batchesPerEpoch) * batchSize;
      const epoch = Math.floor(step / batchesPerEpoch);
      const chosen = picksOf(epoch).slice(start, start + batchSize);
      const random = createRandom(seed, 'distortion', step);
      const images = new Float32Array(chosen.length * IMAGE_LENGTH);
      const targets = new Float32Array(chosen.length * TARGET_LENGTH);
      const labels = Uint8Array.from(chosen, ({ portion, index }, place) => {
        const { collection } = portions[portion]!;
        const output = images.subarray(place * IMAGE_LENGTH, (place + 1) * IMAGE_LENGTH);
        const doubt = collection.render(index, random, output);
        const label = collection.labels[index]!;
        targets[place * TARGET_LENGTH + label] = 1 - (doubt?.share ?? 0);
        if (doubt) targets[place * TARGET_LENGTH + doubt.other] = doubt.share;
        return label;
      });
      return {
        images,
        labels,
        targets,
        portions: Uint8Array.from(chosen, ({ portion }) => portion),
      };
    },
  };
}
