import type { OpenContender } from './contender.js';
import { answerOnce, timeAnswer, timeInTurn, warmUp, type Warm } from './timing.js';

/** What the benchmark asks of a page that answers; a handle is the caller's name for a contender. */
export interface AnsweringPage {
  /** @returns milliseconds from asking for the contender to its first answer. */
  open(handle: string, library: string, backend: string, model: string): Promise<number>;
  /** @returns ten probabilities for the same drawing each time. */
  answer(handle: string): Promise<number[]>;
  /**
   * @param handles of contenders on one backend, which are timed in turn for `budget` milliseconds.
   * @returns milliseconds per answer of each sample, by handle.
   */
  time(handles: readonly string[], budget: number): Promise<number[][]>;
}

declare global {
  var answering: AnsweringPage;
}

/** Offers a page's libraries to the benchmark, as `globalThis.answering`. */
export function offer(libraries: Readonly<Record<string, OpenContender>>): void {
  const contenders = new Map<string, Warm>();
  globalThis.answering = {
    async open(handle, library, backend, model) {
      const start = performance.now();
      const contender = await libraries[library]!(backend, model);
      await timeAnswer(contender);
      const first = performance.now() - start;
      contenders.set(handle, await warmUp(contender));
      return first;
    },
    answer: async (handle) => Array.from(await answerOnce(contenders.get(handle)!.contender)),
    time: (handles, budget) =>
      timeInTurn(
        handles.map((name) => contenders.get(name)!),
        budget,
      ),
  };
}
