import { pathToFileURL } from 'node:url';
import type { Fetch } from '../../src/graph/index.js';
import type { Drawing } from '../../src/ink/index.js';
import { importBuilt } from '../lib/dist.js';

/** What is used of a result: see `Result` in src/recognizer/types.ts. */
export interface Answer {
  /** Null where the input is no digit. */
  readonly digit: number | null;
  /** The largest of `probabilities`, 0 to 1. */
  readonly confidence: number;
  /** Of the digits 0 to 9. */
  readonly probabilities: readonly number[];
}

/** Strokes, or a finished input image of 784 values. */
export type Input = Drawing | Float32Array;

/** What is used of `dist/recognizer.js`. */
export interface BuiltRecognizer {
  readonly backend: string;
  recognizeBatch(inputs: Iterable<Input>): Promise<(Answer | null)[]>;
  dispose(): void;
}

interface BuiltModule {
  createRecognizer(options: {
    backend: string;
    model: string;
    fetch?: Fetch | undefined;
  }): Promise<BuiltRecognizer>;
}

/**
 * Loads a descriptor with the package as built, so that what is measured is what users get.
 *
 * @param descriptor path of the file, or an absolute URL.
 * @param fetch where the descriptor is not on the disk.
 * @throws ScriptError `not-built`; whatever the recogniser throws.
 */
export async function createBuiltRecognizer(
  descriptor: string | URL,
  backend: string,
  fetch?: Fetch,
): Promise<BuiltRecognizer> {
  const { createRecognizer } = await importBuilt<BuiltModule>('recognizer.js');
  const { href } = typeof descriptor === 'string' ? pathToFileURL(descriptor) : descriptor;
  return createRecognizer({ backend, model: href, ...(fetch && { fetch }) });
}
