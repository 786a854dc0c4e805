import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { drawingToImage, IMAGE_LENGTH, IMAGE_SIDE, type Drawing } from '../../src/ink/index.js';
import type { Dataset } from '../../scripts/lib/dataset.js';
import { createRandom, type Random } from '../../scripts/lib/random.js';
import type { StrokePart } from '../../scripts/lib/strokes.js';
import type { TrainingImages } from '../../scripts/train/loss.js';
import { DRAWINGS } from '../support/drawings.js';

/** Our own drawings, each time a little different, as the element would render them. */
export function generateDigits(count: number, ...keys: (string | number)[]): Dataset {
  const images = new Float32Array(count * IMAGE_LENGTH);
  const labels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const { digit, drawing } = generateDrawing('digits', ...keys, index);
    images.set(drawingToImage(drawing)!, index * IMAGE_LENGTH);
    labels[index] = digit;
  }
  return { images, labels };
}

/** With the label of each as its target: all of it, to one of eleven. */
export function withTargets(digits: Dataset): TrainingImages {
  const targets = new Float32Array(11 * digits.labels.length);
  digits.labels.forEach((label, at) => (targets[11 * at + label] = 1));
  return { ...digits, targets };
}

function generateDrawing(...keys: (string | number)[]): { digit: number; drawing: Drawing } {
  const random = createRandom(...keys);
  const { digit, strokes } = DRAWINGS[random.integer(DRAWINGS.length)]!;
  return { digit, drawing: vary(strokes, random) };
}

function vary(drawing: Drawing, random: Random): Drawing {
  const lean = random.between(-0.2, 0.2);
  const width = random.between(0.8, 1.2);
  return drawing.map((stroke) =>
    stroke.map(({ x, y }) => ({
      x: width * x - lean * y + random.between(-1, 1),
      y: y + random.between(-1, 1),
    })),
  );
}

/** Writes a small MNIST of generated digits below `directory`, as npm run data would leave it. */
export async function writeGeneratedMnist(
  directory: string,
  { train, test }: { readonly train: number; readonly test: number },
): Promise<void> {
  const folder = join(directory, 'mnist');
  await mkdir(folder, { recursive: true });
  for (const [half, count] of Object.entries({ train, t10k: test })) {
    const { images, labels } = generateDigits(count, half);
    const pixels = Uint8Array.from(images, (value) => Math.round(value * 255));
    await writeFile(
      join(folder, `${half}-images-idx3-ubyte.gz`),
      gzipSync(idx(pixels, count, IMAGE_SIDE, IMAGE_SIDE)),
    );
    await writeFile(join(folder, `${half}-labels-idx1-ubyte.gz`), gzipSync(idx(labels, count)));
  }
}

/** Writes a stroke file of generated digits below `directory`, every eleventh line empty. */
export async function writeGeneratedStrokes(
  directory: string,
  source: string,
  part: StrokePart,
  count: number,
): Promise<void> {
  const folder = join(directory, 'strokes');
  await mkdir(folder, { recursive: true });
  const lines = Array.from({ length: count }, (_, index) => {
    const { digit, drawing } = generateDrawing('strokes', source, part, index);
    const strokes = drawing.map((stroke) => stroke.flatMap(({ x, y }) => [x, y]));
    const line = JSON.stringify({ label: digit, writer: 'generated', strokes });
    return index % 10 === 9 ? `${line}\n\n` : `${line}\n`;
  });
  await writeFile(join(folder, `${source}.${part}.ndjson.gz`), gzipSync(lines.join('')));
}

/** Writes a file of letters below `directory`: strokes as x, y, x, y, …, and what they are. */
export async function writeLetters(
  directory: string,
  source: string,
  part: StrokePart,
  letters: readonly { readonly label: string; readonly strokes: readonly number[][] }[],
): Promise<void> {
  const folder = join(directory, 'letters');
  await mkdir(folder, { recursive: true });
  const lines = letters.map((letter) => JSON.stringify({ ...letter, writer: 'somebody' }));
  await writeFile(join(folder, `${source}.${part}.ndjson.gz`), gzipSync(lines.join('\n')));
}

/** An IDX file of unsigned bytes. */
export function idx(values: Uint8Array, ...dimensions: number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = 8;
  header[3] = dimensions.length;
  dimensions.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, values]);
}
