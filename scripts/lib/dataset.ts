import { IMAGE_LENGTH } from '../../src/ink/drawing.js';

/** Digits, and so outputs of a network. */
export const CLASSES = 10;

/** Images with their digits. */
export interface Dataset {
  /** Input images of 784 values in 0–1, one after the other. */
  readonly images: Float32Array;
  /** One digit, 0–9, per image. */
  readonly labels: Uint8Array;
}

/** The samples from `start` up to, not including, `end`; shares memory with the whole. */
export function slice(dataset: Dataset, start: number, end: number): Dataset {
  return {
    images: dataset.images.subarray(start * IMAGE_LENGTH, end * IMAGE_LENGTH),
    labels: dataset.labels.subarray(start, end),
  };
}

/** The image at `index`, in the dataset's own memory. */
export function imageAt(dataset: Dataset, index: number): Float32Array {
  return dataset.images.subarray(index * IMAGE_LENGTH, (index + 1) * IMAGE_LENGTH);
}

/** One data set of several, in their order. */
export function concatenate(datasets: readonly Dataset[]): Dataset {
  const count = datasets.reduce((sum, { labels }) => sum + labels.length, 0);
  const images = new Float32Array(count * IMAGE_LENGTH);
  const labels = new Uint8Array(count);
  let start = 0;
  for (const dataset of datasets) {
    images.set(dataset.images, start * IMAGE_LENGTH);
    labels.set(dataset.labels, start);
    start += dataset.labels.length;
  }
  return { images, labels };
}
