import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Fetch,
  loadDescriptor,
  type LoadedNetwork,
  type OutputKind,
} from '../../src/graph/index.js';
import { IMAGE_LENGTH } from '../../src/ink/drawing.js';
import { createBuiltRecognizer } from '../evaluate/built-recognizer.js';
import { readAll } from '../evaluate/readings.js';
import { createProgress, ScriptError } from '../lib/cli.js';
import { type Dataset, imageAt, readMnistFolder } from '../lib/dataset.js';
import {
  decodedWeights,
  DESCRIPTOR_FILE,
  type DescriptorFiles,
  type NamedTensor,
  type Quantization,
  WEIGHTS_FILE,
} from '../lib/descriptor.js';
import { importBuilt } from '../lib/files.js';
import { createRandom } from '../lib/random.js';
import type { SourceNetwork } from './source-network.js';

/**
 * Probabilities of outputs: logits through softmax, in float64; others as they are.
 *
 * @param count of the outputs for an image
 */
export function toProbabilities(
  outputs: Float32Array,
  kind: OutputKind,
  count: number,
): Float64Array {
  const probabilities = Float64Array.from(outputs);
  if (kind === 'probabilities') return probabilities;
  for (let start = 0; start < outputs.length; start += count) {
    const row = probabilities.subarray(start, start + count);
    const largest = Math.max(...row);
    const powers = row.map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    row.set(powers.map((power) => power / sum));
  }
  return probabilities;
}

/** Largest absolute difference; NaN where any number is. */
export function largestDifference(some: ArrayLike<number>, others: ArrayLike<number>): number {
  if (some.length !== others.length) return NaN;
  let largest = 0;
  for (let i = 0; i < some.length; i++) {
    const difference = Math.abs(some[i]! - others[i]!);
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(largest)) return NaN;
  }
  return largest;
}

/**
 * How far two float32 computations of one network may be apart: 1e-5 of its logits' size where that is
 * above 1, for rounding moves a logit by a part of its size, and with pixels up to 255 it may be
 * hundreds. A softmax moves probability p by at most 2 p (1 - p) of what the logits are moved by: half.
 */
function tolerance(outputs: Float32Array, logits: Float32Array | undefined): number {
  return 1e-5 * Math.max(1, logits ? largest(logits) / 2 : largest(outputs));
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * Random input for comparing networks: noise of every density, from a few pixels on paper to all of
 * them, for what drawings look like and what reaches every weight.
 *
 * @returns count × 784 values within `range`, the same each time.
 */
export function randomImages(
  count: number,
  [paper, ink]: readonly [number, number],
): Float32Array<ArrayBuffer> {
  const random = createRandom('images to compare on');
  const images = new Float32Array(count * IMAGE_LENGTH).fill(paper);
  for (let image = 0; image < count; image++) {
    const density = (image + 1) / count;
    for (let pixel = 0; pixel < IMAGE_LENGTH; pixel++) {
      const at = image * IMAGE_LENGTH + pixel;
      if (random.uniform() < density) images[at] = paper + random.uniform() * (ink - paper);
    }
  }
  return images;
}

/** Stands for where a descriptor will be, before it is written. */
const MEMORY_URL = new URL(`memory:/${DESCRIPTOR_FILE}`);

/** Loads a descriptor as the element would, before it is written. @throws DescriptorError */
export function loadFromMemory(files: DescriptorFiles): Promise<LoadedNetwork> {
  return loadDescriptor(MEMORY_URL.href, { fetch: memoryFetch(files) });
}

/** A fetch that has the two files at {@link MEMORY_URL} and nothing else. */
function memoryFetch({ json, weights }: DescriptorFiles): Fetch {
  const contents = new Map<string, string | Uint8Array>([
    [MEMORY_URL.href, json],
    [new URL(WEIGHTS_FILE, MEMORY_URL).href, weights],
  ]);
  return async (url) => new Response(contents.get(url) as BodyInit | undefined);
}

/** What is used of `dist/backends/cpu.js`: see src/backends/backend.ts. */
interface BuiltBackend {
  createBackend(): Promise<{
    compile(plan: LoadedNetwork['plan']): Promise<{
      run(images: Float32Array, count: number): Promise<Float32Array>;
    }>;
    dispose(): void;
  }>;
}

/**
 * Runs a network on the package's own cpu backend as built, which is what users get.
 *
 * @param images n × 784 values in the range that the network takes.
 * @returns the outputs of each image, as the network gives them.
 * @throws ScriptError `not-built`
 */
export async function runNetwork(
  { plan }: Pick<LoadedNetwork, 'plan'>,
  images: Float32Array,
): Promise<Float32Array> {
  const { createBackend } = await importBuilt<BuiltBackend>('backends/cpu.js');
  const backend = await createBackend();
  try {
    const executable = await backend.compile(plan);
    return await executable.run(images, images.length / IMAGE_LENGTH);
  } finally {
    backend.dispose();
  }
}

/** Half way between the largest number of float16 and the next there would be. */
const FLOAT16_END = 65_520;

/**
 * How a tensor is stored. Biases and the vectors of batch normalization stay float32: they take few
 * bytes, scale whole channels, and a variance rounded to 0 would be ruin.
 *
 * @throws ScriptError `bad-option` where float16 cannot hold a number.
 */
export function storageOf(
  { name, shape, values }: NamedTensor,
  wanted: Quantization,
): Quantization {
  if (shape.length < 2) return 'none';
  const large = wanted === 'float16' && values.find((value) => Math.abs(value) >= FLOAT16_END);
  if (typeof large === 'number') {
    throw new ScriptError(
      'bad-option',
      `Tensor ${name} holds ${large}, which float16 cannot: choose --quantize none.`,
    );
  }
  return wanted;
}

/** Largest difference that storing makes to a weight. */
export function weightError(files: DescriptorFiles, plain: DescriptorFiles): number {
  const exact = decodedWeights(plain);
  const errors = decodedWeights(files).map((values, at) => largestDifference(values, exact[at]!));
  return Math.max(0, ...errors);
}

/**
 * Compares what the source computes with what its conversion does.
 *
 * @param images n × 784 values in the range that the network takes.
 * @param converted the outputs of each image.
 * @param logits what the conversion's last softmax turns into these, if they come from one.
 * @returns a line that says how close they are.
 * @throws ScriptError `output-differs`, or what the source's evaluation throws.
 */
export async function checkAgreement(
  source: SourceNetwork,
  images: Float32Array,
  converted: Float32Array,
  logits?: Float32Array,
): Promise<string> {
  const expected = await source.evaluate(images);
  const difference = largestDifference(converted, expected);
  const allowed = tolerance(expected, logits);
  if (Number.isFinite(difference) && difference <= allowed) {
    const [what, size] = logits
      ? ['probabilities of logits', largest(logits)]
      : ['outputs', largest(expected)];
    const scale = size > 1.5 ? ` in ${what} of up to ${size.toPrecision(2)}` : '';
    return (
      `the same numbers as the source on ${images.length / IMAGE_LENGTH} random inputs, ` +
      `to ${difference.toExponential(1)}${scale}`
    );
  }
  throw new ScriptError(
    'output-differs',
    `The conversion gives other numbers than the source (${difference.toExponential(1)} apart where ` +
      `${allowed.toExponential(1)} is allowed), so nothing was written: please report the network.`,
  );
}

/**
 * The test half of MNIST.
 *
 * @param directory holds the files, or mnist/ with them.
 * @throws ScriptError `data-missing`, `data-damaged`
 */
export function readTestImages(directory: string): Promise<Dataset> {
  const inner = join(directory, 'mnist');
  const folder = existsSync(inner) ? inner : directory;
  return readMnistFolder(folder, 'test', 'name a folder with the test images of MNIST');
}

/** Share of digits that the package as built reads right with a descriptor, 0 to 1. */
export async function shareRead(
  title: string,
  files: DescriptorFiles,
  { images, labels }: Dataset,
): Promise<number> {
  const recognizer = await createBuiltRecognizer(MEMORY_URL, 'cpu', memoryFetch(files));
  const progress = createProgress(title, labels.length);
  try {
    const inputs = Array.from(labels, (_, at) => imageAt({ images, labels }, at));
    const answers = await readAll(recognizer, inputs, (done) => progress.update(done));
    // The likeliest digit, however unlikely: a network is measured, not what a field would take from it.
    const isRight = (answer: (typeof answers)[number], at: number) =>
      answer?.probabilities.indexOf(answer.confidence) === labels[at];
    return answers.filter(isRight).length / labels.length;
  } finally {
    progress.stop();
    recognizer.dispose();
  }
}
