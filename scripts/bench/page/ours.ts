import type { Drawing } from '../../../src/ink/index.js';
import type { Contender } from './contender.js';

interface Result {
  readonly probabilities: readonly number[];
}

/** What is used of a recogniser: see src/recognizer/types.ts. */
export interface Recognizer {
  recognize(input: Drawing | Float32Array): Promise<Result | null>;
  recognizeBatch(inputs: readonly Float32Array[]): Promise<unknown>;
}

interface Library {
  createRecognizer(options: { backend: string; model: string }): Promise<Recognizer>;
}

/** As built: a variable, so that the bundler leaves the import to the browser. */
const LIBRARY = '/dist/recognizer.js';

/** Fetches and evaluates the entry; backends come when they are asked for. */
export function importLibrary(): Promise<Library> {
  return import(LIBRARY) as Promise<Library>;
}

export async function openRecognizer(backend: string, model: string): Promise<Recognizer> {
  const { createRecognizer } = await importLibrary();
  return createRecognizer({ backend, model });
}

export async function openOurs(backend: string, model: string): Promise<Contender> {
  const recognizer = await openRecognizer(backend, model);
  return {
    activate: () => Promise.resolve(),
    answer: async (drawing) => (await recognizer.recognize(drawing))!.probabilities,
  };
}
