import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DescriptorFiles } from '../descriptor/layers-model.js';
import { createBuiltRecognizer } from '../evaluate/built-recognizer.js';
import { readAll } from '../evaluate/read-all.js';
import { imageAt, type Dataset } from '../lib/dataset.js';
import { readMnistFolder } from '../lib/mnist.js';
import { createProgress } from '../lib/progress.js';
import { MEMORY_URL, memoryFetch } from './memory-network.js';

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
