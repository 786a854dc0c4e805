import { drawingToImage, IMAGE_LENGTH, type Drawing } from '../../../src/ink/index.js';
import { imageAt, type Dataset } from '../../lib/dataset.js';
import type { Random } from '../../lib/random.js';
import {
  augmentDrawing,
  varyPreparation,
  type StrokeAugmentation,
} from '../augmentation/augment-drawing.js';
import { distort, type AffineRange } from '../augmentation/distort-image.js';
import { drawNonDigit } from '../augmentation/non-digits.js';
import { normalize } from '../augmentation/shape.js';
import { NOT_A_DIGIT } from '../loss.js';

/** Training samples of one origin, each rendered anew whenever it is used. */
export interface Collection {
  readonly name: string;
  /** Of each sample: a digit, or `NOT_A_DIGIT`. */
  readonly labels: Uint8Array;
  /** Writes a variation of a sample to `image`, 784 values in 0–1. */
  render(index: number, random: Random, image: Float32Array): void;
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
  const centred = new Float32Array(IMAGE_LENGTH);
  return {
    name,
    labels: Uint8Array.from(samples, ({ label }) => label),
    render(index, random, image) {
      const drawing = augmentDrawing(samples[index]!.drawing, augmentation, random);
      const preparation = varyPreparation(augmentation, random);
      const moved = random.uniform() < augmentation.moved;
      drawingToImage(drawing, preparation, moved ? centred : image);
      if (moved) distort(centred, image, { ...STILL, shift: augmentation.shift }, random);
    },
  };
}

export const NOT_A_DIGIT_COLLECTION = 'not a digit';

/** As many as are told apart; each is drawn anew whenever it is used. */
const NON_DIGITS = 1000;

/** Dots, scribbles and other drawings that are no digit. */
export function nonDigitCollection(digits: readonly LabelledDrawing[]): Collection {
  return {
    name: NOT_A_DIGIT_COLLECTION,
    labels: new Uint8Array(NON_DIGITS).fill(NOT_A_DIGIT),
    render(_index, random, image) {
      const anyDigit = () => normalize(digits[random.integer(digits.length)]!.drawing);
      drawingToImage(drawNonDigit(random, anyDigit), undefined, image);
    },
  };
}
