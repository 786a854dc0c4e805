import { createProgress } from '../lib/progress.js';
import type { Answer, BuiltRecognizer } from './built-recognizer.js';
import { readAll } from './read-all.js';
import type { Sample, SampleSource } from './samples.js';

/** A sample and what was read; null where the recogniser had no answer. */
export interface Reading {
  readonly sample: Sample;
  readonly answer: Answer | null;
}

export function isRight({ sample, answer }: Reading): boolean {
  return answer?.digit === sample.label;
}

/** Reads a source, with a progress bar. */
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
