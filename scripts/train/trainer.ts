import { createRandom } from '../lib/random.js';
import type { BatchSource } from './batches.js';
import { lossAndGradients } from './loss.js';
import { initialWeights, type Network } from './network.js';
import { adamStep, initialMoments, type Moments } from './optimizer.js';
import { learningRateAt, type Schedule } from './schedule.js';

/** All that a training is at a moment: nothing else is needed to go on as if it had not stopped. */
export interface TrainingState {
  /** Batches done, over all epochs. */
  step: number;
  readonly weights: readonly Float32Array[];
  readonly moments: Moments;
  /** Sums over the epoch under way. */
  running: { loss: number; correct: number; samples: number };
}

export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean over the epoch, in nats. */
  readonly loss: number;
  /** Share of training samples, distorted and with dropout, read right. */
  readonly accuracy: number;
}

interface Options extends Schedule {
  readonly epochs: number;
  readonly seed: number;
  readonly labelSmoothing: number;
  readonly signal?: AbortSignal;
  onStep?(state: TrainingState, loss: number): void;
  onEpoch?(report: EpochReport, state: TrainingState): Promise<void> | void;
}

export function initialState(network: Network, seed: number): TrainingState {
  const weights = initialWeights(network, seed);
  return { step: 0, weights, moments: initialMoments(weights), running: zero() };
}

/**
 * Trains from `state`, which it changes, to the last epoch; or, when the signal is aborted, to the
 * end of the batch under way.
 *
 * @returns whether the last epoch was reached.
 */
export async function train(
  network: Network,
  source: BatchSource,
  state: TrainingState,
  options: Options,
): Promise<boolean> {
  const steps = options.epochs * source.batchesPerEpoch;
  while (state.step < steps) {
    if (options.signal?.aborted) return false;
    const batch = await source.batch(state.step);
    const random = createRandom(options.seed, 'dropout', state.step);
    const { labelSmoothing } = options;
    const result = lossAndGradients(network, state.weights, batch, labelSmoothing, random);
    const rate = learningRateAt(options, state.step, steps);
    adamStep(state.weights, result.gradients, state.moments, state.step + 1, rate);

    const samples = batch.labels.length;
    state.step++;
    state.running.loss += result.loss * samples;
    state.running.correct += result.correct;
    state.running.samples += samples;
    options.onStep?.(state, result.loss);
    if (state.step % source.batchesPerEpoch === 0) {
      const { running } = state;
      state.running = zero();
      await options.onEpoch?.(
        {
          epoch: state.step / source.batchesPerEpoch,
          loss: running.loss / running.samples,
          accuracy: running.correct / running.samples,
        },
        state,
      );
    }
    // Everything above may run without a pause: let a signal or a timer have its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return true;
}

function zero(): TrainingState['running'] {
  return { loss: 0, correct: 0, samples: 0 };
}
