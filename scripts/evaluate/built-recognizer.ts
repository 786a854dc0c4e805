import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Drawing } from '../../src/ink/index.js';
import { ScriptError } from '../lib/script-error.js';

/** What is used of a result: see `Result` in src/recognizer/types.ts. */
export interface Answer {
  readonly digit: number;
  /** Probability of `digit`, 0 to 1. */
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
  createRecognizer(options: { backend: string; model: string }): Promise<BuiltRecognizer>;
}

const BUILT = new URL('../../dist/recognizer.js', import.meta.url);

/**
 * Loads a descriptor with the package as built, so that what is measured is what users get.
 *
 * @param descriptor path of the file.
 * @throws ScriptError `not-built`; whatever the recogniser throws.
 */
export async function createBuiltRecognizer(
  descriptor: string,
  backend: string,
): Promise<BuiltRecognizer> {
  if (!existsSync(BUILT)) {
    throw new ScriptError(
      'not-built',
      `${fileURLToPath(BUILT)} is missing: run npm run build first.`,
    );
  }
  const { createRecognizer } = (await import(BUILT.href)) as BuiltModule;
  return createRecognizer({ backend, model: pathToFileURL(descriptor).href });
}
