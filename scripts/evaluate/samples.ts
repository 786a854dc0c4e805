import { imageAt } from '../lib/dataset.js';
import { readMnist } from '../lib/mnist.js';
import { listStrokeSources, readStrokes } from '../lib/stroke-file.js';
import { wrongLabelsOf, type WrongLabel } from '../lib/wrong-labels.js';
import type { Input } from './built-recognizer.js';

/** A digit to be read. */
export interface Sample {
  /** Where it is found again: the source, and the line (from 1) or for MNIST the index (from 0). */
  readonly id: string;
  readonly label: number;
  readonly input: Input;
  /** Where the label is known not to be what was written. */
  readonly wrongLabel?: WrongLabel | undefined;
}

export interface SampleSource {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** @throws ScriptError `data-missing` or `data-damaged` */
export async function readMnistSource(data: string): Promise<SampleSource> {
  const test = await readMnist(data, 'test');
  const samples = Array.from(test.labels, (label, index) => ({
    id: `mnist test:${index}`,
    label,
    input: imageAt(test, index),
  }));
  return { name: 'mnist test', samples };
}

/**
 * The pen strokes of writers that no training has seen, by source.
 *
 * @throws ScriptError `data-damaged`, or `wrong-labels-differ` where the list is for other data.
 */
export async function readStrokeSources(
  data: string,
  wrongLabels: readonly WrongLabel[],
): Promise<SampleSource[]> {
  const names = await listStrokeSources(data, 'valid');
  return Promise.all(
    names.map(async (name) => {
      const strokes = await readStrokes(data, name, 'valid');
      const wrong = wrongLabelsOf(wrongLabels, name, 'valid', strokes);
      const samples = strokes.map(({ line, label, drawing }) => ({
        id: `${name}:${line}`,
        label,
        input: drawing,
        wrongLabel: wrong.get(line),
      }));
      return { name, samples };
    }),
  );
}
