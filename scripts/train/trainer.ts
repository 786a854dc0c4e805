import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { ScriptError } from '../lib/cli.js';
import { percent } from '../lib/figures.js';
import { type Dataset, NOT_A_DIGIT } from '../lib/dataset.js';
import { writeFileAtomically } from '../lib/files.js';
import type { Engine, Weights } from './engine/engine.js';
import { answerOf, type BatchGradients } from './loss.js';
import {
  adamStep,
  averageStep,
  initialMoments,
  learningRateAt,
  type Moments,
  type Schedule,
} from './optimizer.js';
import type { Batch, BatchSource } from './samples/batches.js';

/** All that a training is at a moment: nothing else is needed to go on as if it had not stopped. */
export interface TrainingState {
  /** Batches done, over all epochs. */
  step: number;
  readonly weights: readonly Float32Array[];
  /** The running mean of the weights: what is measured and exported. */
  readonly average: readonly Float32Array[];
  readonly moments: Moments;
  /** Sums over the epoch under way; digits seen, and read right, by portion. */
  running: { loss: number; batches: number; digits: number[]; correct: number[] };
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
  onEpoch?(report: EpochReport): Promise<void> | void;
}

const zero = (): TrainingState['running'] => ({ loss: 0, batches: 0, digits: [], correct: [] });

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
    const { weights, moments, average } = state;
    const batch = await source.batch(state.step);
    const result = await engine.gradients(weights, batch, state.step);
    const rate = learningRateAt(options, state.step, steps);
    state.step++;
    adamStep(weights, result.gradients, moments, state.step, rate, options.weightDecay);
    averageStep(average, weights, state.step, options.averaging);
    count(state.running, batch, result);
    options.onStep?.(state, result.loss);
    if (state.step % source.batchesPerEpoch === 0) {
      const { loss, batches, digits, correct } = state.running;
      state.running = zero();
      await options.onEpoch?.({
        epoch: state.step / source.batchesPerEpoch,
        loss: loss / batches,
        trained: digits.map((seen, portion) => ({ digits: seen, correct: correct[portion]! })),
      });
    }
    // Everything above may run without a pause: let a signal or a timer have its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return true;
}

function count(
  running: TrainingState['running'],
  { labels, portions }: Batch,
  { loss, guesses }: BatchGradients,
): void {
  running.loss += loss;
  running.batches++;
  labels.forEach((label, at) => {
    if (label === NOT_A_DIGIT) return;
    const portion = portions[at]!;
    running.digits[portion] = (running.digits[portion] ?? 0) + 1;
    running.correct[portion] = (running.correct[portion] ?? 0) + Number(guesses[at] === label);
  });
}

interface Surroundings {
  /** Of the portions trained on. */
  readonly names: readonly string[];
  readonly valid: readonly ({ readonly name: string } & Tally)[];
  /** Letters held out. */
  readonly refused: readonly Tally[];
  /** For a thousand images. */
  readonly seconds: number;
}

/** An epoch in a line: how it went on the whole, then `train/valid` for each source in percent. */
export function reportEpoch(
  { epoch, loss, trained }: EpochReport,
  epochs: number,
  { names, valid, refused, seconds }: Surroundings,
): string {
  const short = (tally: Tally) => (100 * shareRight([tally])).toFixed(1);
  const sources = names.flatMap((name, portion) => {
    const own = trained[portion];
    const held = valid.find((set) => set.name === name);
    return own ? [`${name} ${short(own)}/${held ? short(held) : '–'}`] : [];
  });
  return [
    `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`,
    `loss ${loss.toFixed(4)}`,
    `train ${percent(shareRight(trained.filter(Boolean)))}`,
    `valid ${percent(shareRight(valid))}`,
    ...(refused.length > 0 ? [`letters refused ${percent(shareRight(refused))}`] : []),
    ...(sources.length > 1 ? sources : []),
    `${seconds.toFixed(2)} s per 1,000 images`,
  ].join('  ');
}

/** How many images of a data set are answered right. */
export async function measure(
  engine: Engine,
  weights: Weights,
  { images, labels }: Dataset,
): Promise<Tally> {
  const logits = await engine.logits(weights, images);
  const outputs = logits.length / labels.length;
  const correct = labels.reduce((sum, label, index) => {
    const own = logits.subarray(index * outputs, (index + 1) * outputs);
    return sum + Number(answerOf(own) === label);
  }, 0);
  return { digits: labels.length, correct };
}

/** Share of digits read right, 0–1; NaN for none. */
export function shareRight(tallies: readonly Tally[]): number {
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((all, one) => all + pick(one), 0);
  return sum(({ correct }) => correct) / sum(({ digits }) => digits);
}

/** What must be the same for a training to go on: a name and a value that can be read, each. */
export type TrainingIdentity = Readonly<Record<string, string>>;

const FORMAT = 'digit-recognizer-checkpoint-1';

export async function saveCheckpoint(
  path: string,
  identity: TrainingIdentity,
  state: TrainingState,
): Promise<void> {
  await writeFileAtomically(path, serialize({ format: FORMAT, identity, state }));
}

/**
 * @throws ScriptError `bad-checkpoint` if there is none, it is damaged, or it belongs to a training
 *   with other settings; the message names what differs.
 */
export async function loadCheckpoint(
  path: string,
  identity: TrainingIdentity,
): Promise<TrainingState> {
  const bad = (what: string): ScriptError =>
    new ScriptError('bad-checkpoint', `${path} ${what}, or train without --resume.`);

  if (!existsSync(path)) throw bad('is missing, so there is nothing to resume: give --checkpoint');
  let saved: { format?: string; identity: TrainingIdentity; state: TrainingState };
  try {
    saved = deserialize(await readFile(path));
    if (saved.format !== FORMAT) throw new Error();
  } catch {
    throw bad('is not a checkpoint of this version: give another');
  }
  for (const name of Object.keys({ ...saved.identity, ...identity })) {
    const [then, now] = [saved.identity, identity].map((one) => one[name] ?? 'none');
    if (then !== now) {
      throw bad(`was made with ${name} ${then}, not ${now}: use the same settings`);
    }
  }
  return saved.state;
}
