import { type Drawing, strokesFromFlat } from '../../src/ink/index.js';
import { createProgress } from '../lib/cli.js';
import { imageAt, readMnist } from '../lib/dataset.js';
import { createRandom } from '../lib/random.js';
import { listStrokeSources, readStrokes, type WrongLabel, wrongLabelsOf } from '../lib/strokes.js';
import type { Answer, BuiltRecognizer, Input } from './built-recognizer.js';

export interface Sample {
  /** Where it is found again: the source, and the line (from 1) or for MNIST the index (from 0). */
  readonly id: string;
  readonly label: number;
  readonly input: Input;
  readonly writer?: string;
  /** Where the label is known not to be what was written. */
  readonly wrongLabel?: WrongLabel | undefined;
}

export interface SampleSource {
  readonly name: string;
  readonly samples: readonly Sample[];
}

export async function readMnistSource(data: string): Promise<SampleSource> {
  const test = await readMnist(data, 'test');
  const samples = Array.from(test.labels, (label, index) => ({
    id: `mnist test:${index}`,
    label,
    input: imageAt(test, index),
  }));
  return { name: 'mnist test', samples };
}

/** The pen strokes of writers that no training has seen, by source. */
export async function readStrokeSources(
  data: string,
  wrongLabels: readonly WrongLabel[],
): Promise<SampleSource[]> {
  const names = await listStrokeSources(data, 'valid');
  return Promise.all(
    names.map(async (name) => {
      const strokes = await readStrokes(data, name, 'valid');
      const wrong = wrongLabelsOf(wrongLabels, name, 'valid', strokes);
      const samples = strokes.map(({ line, label, writer, drawing }) => ({
        id: `${name}:${line}`,
        label,
        input: drawing,
        writer,
        wrongLabel: wrong.get(line),
      }));
      return { name, samples };
    }),
  );
}

/** A sample and what was read; null where the recognizer had no answer. */
export interface Reading {
  readonly sample: Sample;
  readonly answer: Answer | null;
}

export function isRight({ sample, answer }: Reading): boolean {
  return answer?.digit === sample.label;
}

export async function readSource(
  recognizer: BuiltRecognizer,
  { name, samples }: SampleSource,
): Promise<Reading[]> {
  const progress = createProgress(name, samples.length);
  try {
    const inputs = samples.map(({ input }) => input);
    const answers = await readAll(recognizer, inputs, (done) => progress.update(done));
    return samples.map((sample, index) => ({ sample, answer: answers[index]! }));
  } finally {
    progress.stop();
  }
}

const BATCH = 250;

export async function readAll(
  recognizer: BuiltRecognizer,
  inputs: readonly Input[],
  onProgress: (done: number) => void,
): Promise<(Answer | null)[]> {
  const answers: (Answer | null)[] = [];
  for (let start = 0; start < inputs.length; start += BATCH) {
    answers.push(...(await recognizer.recognizeBatch(inputs.slice(start, start + BATCH))));
    onProgress(answers.length);
    // A batch on the CPU never leaves the microtasks, and the bar is drawn by a timer.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return answers;
}

export function misread(readings: readonly Reading[]): Reading[] {
  const confidence = ({ answer }: Reading): number => answer?.confidence ?? 0;
  return readings
    .filter((reading) => !isRight(reading))
    .sort((one, other) => confidence(other) - confidence(one));
}

/** A drawing that is no digit, and what was read. */
export interface NonDigitReading {
  readonly name: string;
  readonly drawing: Drawing;
  readonly answer: Answer | null;
}

const SCRIBBLES = 5;
const SCRIBBLE_POINTS = 200;
/** Side of the surface that they are drawn on, in CSS pixels. */
const SIDE = 200;

const SHAPES: Readonly<Record<string, number[][]>> = {
  dot: [[100, 100]],
  // prettier-ignore
  'two dots': [[100, 60], [100, 140]],
  'horizontal line': [[20, 100, 180, 100]],
  zigzag: [[20, 60, 52, 140, 84, 60, 116, 140, 148, 60, 180, 140]],
};

/** The same ones each time. A network without a class for them should be unsure of each. */
export function generateNonDigits(): Omit<NonDigitReading, 'answer'>[] {
  const scribbles = Array.from({ length: SCRIBBLES }, (_, index): [string, number[][]] => {
    const random = createRandom('scribble', index + 1);
    const flat = Array.from({ length: 2 * SCRIBBLE_POINTS }, () => random.between(0, SIDE));
    return [`scribble ${index + 1}`, [flat]];
  });
  return [...Object.entries(SHAPES), ...scribbles].map(([name, strokes]) => ({
    name,
    drawing: strokesFromFlat(strokes),
  }));
}

export async function readNonDigits(recognizer: BuiltRecognizer): Promise<NonDigitReading[]> {
  const nonDigits = generateNonDigits();
  const answers = await recognizer.recognizeBatch(nonDigits.map(({ drawing }) => drawing));
  return nonDigits.map((nonDigit, index) => ({ ...nonDigit, answer: answers[index]! }));
}
