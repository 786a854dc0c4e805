import { join } from 'node:path';
import { IMAGE_LENGTH, IMAGE_SIDE } from '../../src/ink/drawing.js';
import { readDataFile } from './data-file.js';
import type { Dataset } from './dataset.js';
import { readIdx } from './idx.js';
import { ScriptError } from './script-error.js';

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
  const damaged = (path: string, what: string) =>
    new ScriptError('data-damaged', `${path} ${what}.`);
  if (height !== IMAGE_SIDE || width !== IMAGE_SIDE) {
    throw damaged(
      images.path,
      `holds images of ${height}×${width}, not ${IMAGE_SIDE}×${IMAGE_SIDE}`,
    );
  }
  if (labels.values.length !== count) {
    throw damaged(labels.path, `holds ${labels.values.length} labels for ${count} images`);
  }
  const wrong = labels.values.findIndex((label) => label > 9);
  if (wrong >= 0) {
    throw damaged(labels.path, `has the label ${labels.values[wrong]} at ${wrong}, not a digit`);
  }
  return { images: scaled(images.values, count * IMAGE_LENGTH), labels: labels.values };
}

/** From bytes to 0–1, ink 1. MNIST is stored with ink light already. */
function scaled(bytes: Uint8Array, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => bytes[index]! / 255);
}
