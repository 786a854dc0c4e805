import { sampleDrawings } from '../../lib/sample-drawings.js';
import type { Contender } from './contender.js';

/** A contender whose answers can be timed. */
export interface Warm {
  readonly contender: Contender;
  /** Answers to a sample: as many as the clock can measure. */
  readonly block: number;
}

/** A sample lasts at least this long, in milliseconds: a hundred steps of the clock. */
const LEAST_SAMPLE = 0.5;
/** Warming up takes as long as both of these ask for. */
const WARM_UP = { answers: 3, milliseconds: 150 };
const FEWEST_SAMPLES = 5;

const drawings = sampleDrawings();

export function answerOnce(contender: Contender): Promise<ArrayLike<number>> {
  return contender.answer(drawings[0]!);
}

/** Milliseconds from now to the answer. */
export async function timeAnswer(contender: Contender): Promise<number> {
  const start = performance.now();
  await answerOnce(contender);
  return performance.now() - start;
}

/** Answers until compilers and caches have settled. */
export async function warmUp(contender: Contender): Promise<Warm> {
  let quickest = Infinity;
  const start = performance.now();
  for (
    let answers = 0;
    answers < WARM_UP.answers || performance.now() - start < WARM_UP.milliseconds;
    answers++
  ) {
    quickest = Math.min(quickest, await timeAnswer(contender));
  }
  // The clock may not have moved at all.
  const block = Math.ceil(LEAST_SAMPLE / Math.max(quickest, LEAST_SAMPLE / 100));
  return { contender, block };
}

/**
 * Takes samples of all contenders in turn, forwards and backwards, so that what slows the machine
 * down for a moment meets all of them.
 *
 * @param warm contenders on one backend.
 * @param budget in milliseconds; no turn begins after it.
 * @returns milliseconds per answer of each sample, by contender.
 */
export async function timeInTurn(warm: readonly Warm[], budget: number): Promise<number[][]> {
  for (const { contender } of warm) {
    await contender.activate();
    // What a backend does once after another was used is not an answer's time.
    await timeAnswer(contender);
  }
  const samples = warm.map((): number[] => []);
  const order = [...warm.keys()];
  const end = performance.now() + budget;
  for (let turn = 0; turn < FEWEST_SAMPLES || performance.now() < end; turn++) {
    for (const index of order) samples[index]!.push(await takeSample(warm[index]!));
    order.reverse();
  }
  return samples;
}

async function takeSample({ contender, block }: Warm): Promise<number> {
  const start = performance.now();
  for (let answer = 0; answer < block; answer++) {
    await contender.answer(drawings[answer % drawings.length]!);
  }
  return (performance.now() - start) / block;
}
