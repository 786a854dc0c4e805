import { join } from 'node:path';
import { IMAGE_LENGTH, IMAGE_SIDE } from '../../src/ink/drawing.js';
import { ScriptError } from './cli.js';
import { readDataFile } from './files.js';

/** Digits, and so outputs of a network that has no output for what is no digit. */
export const CLASSES = 10;

/** The label of what is no digit, and the place of its output where a network has one. */
export const NOT_A_DIGIT = 10;

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

const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file of unsigned bytes, as described at the end of Yann LeCun's MNIST page: two zero
 * bytes, the type, the number of dimensions, each dimension as a big-endian 32-bit integer, values.
 *
 * @throws ScriptError `data-damaged`, naming the file and what is wrong with it.
 */
export function readIdx(bytes: Uint8Array, name: string, rank: number) {
  const damaged = (what: string): ScriptError =>
    new ScriptError(
      'data-damaged',
      `${name} ${what}: delete it and fetch it again with npm run data.`,
    );

  const headerLength = 4 + 4 * rank;
  if (bytes.length < headerLength) {
    throw damaged(`ends after ${bytes.length} bytes, inside the header of ${headerLength}`);
  }
  if (bytes[0] !== 0 || bytes[1] !== 0) throw damaged('is not an IDX file (no leading zero bytes)');
  if (bytes[2] !== UNSIGNED_BYTE) {
    throw damaged(
      `holds values of IDX type 0x${bytes[2]!.toString(16).padStart(2, '0')}, not unsigned bytes (0x08)`,
    );
  }
  if (bytes[3] !== rank) throw damaged(`has ${bytes[3]} dimensions instead of ${rank}`);

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = dimensions.reduce((product, size) => product * size, 1);
  const found = bytes.length - headerLength;
  if (found !== expected) {
    throw damaged(
      `${found < expected ? 'is truncated' : 'is too long'}: ${dimensions.join('×')} values promised, ${found} found`,
    );
  }
  return { dimensions, values: bytes.subarray(headerLength) };
}

const PREFIX = { train: 'train', test: 't10k' } as const;

/**
 * Reads one half of MNIST from `directory/mnist`, gzip or not.
 *
 * @throws ScriptError `data-missing` or `data-damaged`, naming the file.
 */
export function readMnist(directory: string, half: 'train' | 'test'): Promise<Dataset> {
  return readMnistFolder(join(directory, 'mnist'), half, `run npm run data -- ${directory}`);
}

/**
 * The same from the folder that holds the files themselves.
 *
 * @param remedy what to do where they are missing.
 */
export async function readMnistFolder(
  folder: string,
  half: 'train' | 'test',
  remedy: string,
): Promise<Dataset> {
  const read = (kind: string, rank: number) => {
    const path = join(folder, `${PREFIX[half]}-${kind}-idx${rank}-ubyte`);
    return readDataFile(path, remedy).then((bytes) => ({ path, ...readIdx(bytes, path, rank) }));
  };
  const [images, labels] = await Promise.all([read('images', 3), read('labels', 1)]);

  const [count, height, width] = images.dimensions;
  const check = (holds: boolean, path: string, fault: string): void => {
    if (!holds) throw new ScriptError('data-damaged', `${path} ${fault}.`);
  };
  check(
    height === IMAGE_SIDE && width === IMAGE_SIDE,
    images.path,
    `holds images of ${height}×${width}, not ${IMAGE_SIDE}×${IMAGE_SIDE}`,
  );
  const { values, path } = labels;
  check(values.length === count, path, `holds ${values.length} labels for ${count} images`);
  const wrong = values.findIndex((label) => label > 9);
  check(wrong < 0, path, `has the label ${values[wrong]} at ${wrong}, not a digit`);
  // MNIST is stored with ink light already.
  return { images: Float32Array.from(images.values, (byte) => byte / 255), labels: values };
}
