import type { Drawing } from '../../../src/ink/index.js';

/** A library with a network on a backend, ready to answer. */
export interface Contender {
  /** What has to be done before it may compute, outside of what is timed. */
  activate(): Promise<void>;
  /** Strokes in, ten probabilities out. */
  answer(drawing: Drawing): Promise<ArrayLike<number>>;
}

/** @param model URL of a descriptor. */
export type OpenContender = (backend: string, model: string) => Promise<Contender>;
