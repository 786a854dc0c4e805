import type { Engine, Weights } from './engine/engine.js';
import { NOT_A_DIGIT, type BatchGradients } from './loss.js';
import { adamStep, averageStep, initialMoments, type Moments } from './optimizer.js';
import type { Batch, BatchSource } from './samples/batches.js';
import { learningRateAt, type Schedule } from './schedule.js';

/** All that a training is at a moment: nothing else is needed to go on as if it had not stopped. */
export interface TrainingState {
  /** Batches done, over all epochs. */
  step: number;
  readonly weights: readonly Float32Array[];
  /** The running mean of the weights: what is measured and exported. */
  readonly average: readonly Float32Array[];
  readonly moments: Moments;
  /** Sums over the epoch under way. */
  running: Running;
  /** The best epoch so far, where somebody keeps account of that. */
  best?: { readonly epoch: number; readonly valid: number; readonly weights: Weights };
}

interface Running {
  loss: number;
  batches: number;
  /** By portion: digits seen, and read right. */
  readonly digits: number[];
  readonly correct: number[];
}

export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean over the epoch, in nats. */
  readonly loss: number;
  /** Training digits, varied and with dropout, by portion. */
  readonly trained: readonly Tally[];
}

/** Digits read, and read right. */
export interface Tally {
  readonly digits: number;
  readonly correct: number;
}

interface Options extends Schedule {
  readonly epochs: number;
  readonly averaging: number;
  readonly weightDecay: number;
  readonly signal?: AbortSignal;
  onStep?(state: TrainingState, loss: number): void;
  /** @returns whether to go on. */
  onEpoch?(report: EpochReport, state: TrainingState): Promise<boolean> | boolean;
}

/** @param initial copied. */
export function initialState(initial: Weights): TrainingState {
  const weights = initial.map((values) => values.slice());
  const average = weights.map((values) => values.slice());
  return { step: 0, weights, average, moments: initialMoments(weights), running: zero() };
}

/**
 * Trains from `state`, which it changes, to the last epoch; or, when the signal is aborted, to the
 * end of the batch under way.
 *
 * @returns false if the signal ended it.
 */
export async function train(
  engine: Engine,
  source: BatchSource,
  state: TrainingState,
  options: Options,
): Promise<boolean> {
  const steps = options.epochs * source.batchesPerEpoch;
  while (state.step < steps) {
    if (options.signal?.aborted) return false;
    const batch = await source.batch(state.step);
    const result = await engine.gradients(state.weights, batch, state.step);
    const rate = learningRateAt(options, state.step, steps);
    adamStep(
      state.weights,
      result.gradients,
      state.moments,
      state.step + 1,
      rate,
      options.weightDecay,
    );
    averageStep(state.average, state.weights, state.step + 1, options.averaging);

    state.step++;
    count(state.running, batch, result);
    options.onStep?.(state, result.loss);
    if (state.step % source.batchesPerEpoch === 0) {
      const report = reportOf(state, state.step / source.batchesPerEpoch);
      state.running = zero();
      if ((await options.onEpoch?.(report, state)) === false) return true;
    }
    // Everything above may run without a pause: let a signal or a timer have its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return true;
}

function zero(): Running {
  return { loss: 0, batches: 0, digits: [], correct: [] };
}

function count(running: Running, { labels, portions }: Batch, result: BatchGradients): void {
  running.loss += result.loss;
  running.batches++;
  labels.forEach((label, at) => {
    if (label === NOT_A_DIGIT) return;
    const portion = portions[at]!;
    running.digits[portion] = (running.digits[portion] ?? 0) + 1;
    running.correct[portion] =
      (running.correct[portion] ?? 0) + Number(result.guesses[at] === label);
  });
}

function reportOf({ running }: TrainingState, epoch: number): EpochReport {
  const { loss, batches, digits, correct } = running;
  return {
    epoch,
    loss: loss / batches,
    trained: digits.map((seen, portion) => ({ digits: seen, correct: correct[portion]! })),
  };
}
