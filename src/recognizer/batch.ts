import type { DrawnOn, Preparation } from '../ink/index.js';
import { describeValue } from './describe-value.js';
import { inputToImage, type Preparing } from './input.js';
import { RecognizerError } from './recognizer-error.js';
import type { RecognizerInput } from './types.js';

/**
 * As {@link inputToImage}, for each of many; an error's message says which one is at fault.
 *
 * @throws RecognizerError `input-unsupported` where `inputs` cannot be iterated
 */
export function inputsToImages(
  inputs: Iterable<RecognizerInput>,
  preparation: Preparation,
  on: DrawnOn,
): Preparing[] {
  if (typeof inputs?.[Symbol.iterator] !== 'function') {
    throw new RecognizerError(
      'input-unsupported',
      `${describeValue(inputs)} is not a batch. Pass an array of inputs.`,
    );
  }
  return Array.from(inputs, (input, index) => {
    const blame = (error: unknown): never => {
      if (error instanceof Error) error.message = `Input ${index} of the batch: ${error.message}`;
      throw error;
    };
    try {
      const image = inputToImage(input, preparation, on);
      return typeof image === 'function' ? () => image().catch(blame) : image;
    } catch (error) {
      return blame(error);
    }
  });
}
