import { createProgress } from '../lib/progress.js';
import type { BuiltRecognizer } from './built-recognizer.js';

type Input = Parameters<BuiltRecognizer['recognizeBatch']>[0] extends Iterable<infer I> ? I : never;

const BATCH = 250;

/** Reads many digits, with a progress bar; null where the recogniser has no answer. */
export async function readAll(
  recognizer: BuiltRecognizer,
  title: string,
  inputs: readonly Input[],
): Promise<(number | null)[]> {
  const progress = createProgress(title, inputs.length);
  const digits: (number | null)[] = [];
  try {
    for (let start = 0; start < inputs.length; start += BATCH) {
      const results = await recognizer.recognizeBatch(inputs.slice(start, start + BATCH));
      digits.push(...results.map((result) => result && result.digit));
      progress.update(digits.length);
    }
  } finally {
    progress.stop();
  }
  return digits;
}
