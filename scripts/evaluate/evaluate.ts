import { imageAt } from '../lib/dataset.js';
import { readMnist } from '../lib/mnist.js';
import { percent } from '../lib/percent.js';
import { listStrokeSources, readStrokes } from '../lib/stroke-file.js';
import { createBuiltRecognizer, type BuiltRecognizer } from './built-recognizer.js';
import { countConfusion, formatConfusion, type Confusion } from './confusion.js';
import { wilsonInterval } from './interval.js';
import { readAll } from './read-all.js';

export interface EvaluationRequest {
  readonly data: string;
  readonly model: string;
  readonly backend: string;
}

/** Prints how well a network reads MNIST's test images and every source of pen strokes there is. */
export async function evaluate({ data, model, backend }: EvaluationRequest): Promise<void> {
  const recognizer = await createBuiltRecognizer(model, backend);
  try {
    console.log(`${model} on ${recognizer.backend}`);
    console.log(row('source', 'digits', 'right', '95 % interval'));
    const mnist = await evaluateMnist(recognizer, data);
    console.log(resultRow('mnist test', mnist));
    const strokes = await evaluateStrokes(recognizer, data);
    console.log(`\nmnist test, read across:\n${formatConfusion(mnist)}`);
    if (strokes) console.log(`\npen strokes, read across:\n${formatConfusion(strokes)}`);
  } finally {
    recognizer.dispose();
  }
}

async function evaluateMnist(recognizer: BuiltRecognizer, data: string): Promise<Confusion> {
  const test = await readMnist(data, 'test');
  const images = Array.from(test.labels, (_, index) => imageAt(test, index));
  return countConfusion(test.labels, await readAll(recognizer, 'mnist test', images));
}

/** A row for each source and, where there are several, one for all; null where there is none. */
async function evaluateStrokes(
  recognizer: BuiltRecognizer,
  data: string,
): Promise<Confusion | null> {
  const labels: number[] = [];
  const digits: (number | null)[] = [];
  const sources = await listStrokeSources(data, 'valid');
  for (const source of sources) {
    const samples = await readStrokes(data, source, 'valid');
    const written = samples.map(({ label }) => label);
    const drawings = samples.map(({ drawing }) => drawing);
    const read = await readAll(recognizer, source, drawings);
    console.log(resultRow(source, countConfusion(written, read)));
    labels.push(...written);
    digits.push(...read);
  }
  if (digits.length === 0) return null;
  const all = countConfusion(labels, digits);
  if (sources.length > 1) console.log(resultRow('all pen strokes', all));
  return all;
}

function resultRow(source: string, { count, correct }: Confusion): string {
  if (count === 0) return row(source, '0', '–', '–');
  const [low, high] = wilsonInterval(correct, count);
  return row(source, `${count}`, percent(correct / count), `${percent(low)} – ${percent(high)}`);
}

function row(source: string, count: string, share: string, interval: string): string {
  return `${source.padEnd(18)}${count.padStart(8)}${share.padStart(11)}   ${interval}`;
}
