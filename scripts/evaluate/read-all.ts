import type { Answer, BuiltRecognizer, Input } from './built-recognizer.js';

const BATCH = 250;

/** Reads many digits; null where the recogniser has no answer. */
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
