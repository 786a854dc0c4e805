import type { BackendName } from '../backends/backend.js';
import type { DescriptorMetadata, Plan } from '../graph/index.js';
import {
  describeValue,
  type Drawing,
  type DrawnOn,
  type FramedDrawing,
  IMAGE_LENGTH,
  type Preprocessing,
} from '../ink/index.js';
import { nextTask, untilAborted } from '../util/async.js';
import { lazyImport } from '../util/lazy-import.js';
import type { BackendManager } from './backend-manager.js';
import type { Reference } from './cache.js';
import type { Network } from './create.js';
import {
  encodeImages,
  type InputImage,
  inputToImage,
  type PendingImage,
  readNumberInk,
} from './input.js';
import type { HandLearner } from './hand.js';
import type { ReadNumber, SortedOutputs } from './number.js';
import {
  CLASSES,
  type DigitResult,
  type Hand,
  isDigit,
  type LearnOptions,
  type NoDigitResult,
  type NumberOptions,
  type NumberResult,
  type RecognizeOptions,
  type Recognizer,
  RecognizerError,
  type RecognizerInput,
  type Result,
} from './types.js';

type Answer = Verdict & { readonly backend: BackendName };

/** What the network gives for one image. */
interface Outputs {
  readonly values: Float32Array;
  readonly backend: BackendName;
}

/** The public interface over a shared network, a queue of calls and a backend manager. */
export class RecognizerImpl implements Recognizer {
  readonly #network: Reference<Network>;
  readonly #createManager: (network: Network) => BackendManager;
  readonly #queue = new CallQueue();
  #manager: BackendManager;
  #learner: HandLearner | undefined;
  #readNumber: ReadNumber | undefined;
  /** Counts the calls of {@link forgetHand}. */
  #era = 0;
  #disposed = false;

  constructor(network: Reference<Network>, createManager: (network: Network) => BackendManager) {
    this.#network = network;
    this.#createManager = createManager;
    this.#manager = createManager(network.value);
  }

  /** Call it before anything else. */
  async open(hand: Hand | null | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (hand === undefined) await this.#manager.open(signal);
    else await this.#startLearning(hand, signal);
  }

  get backend(): BackendName {
    return this.#manager.backend;
  }

  get model(): string {
    return this.#network.value.url;
  }

  get name(): string {
    return this.#network.value.name;
  }

  async recognize(input: RecognizerInput, options: RecognizeOptions = {}): Promise<Result | null> {
    const start = performance.now();
    this.#check(options.signal);
    const image = inputToImage(input, this.#network.value.metadata.preparation, options);
    const [result] = await this.#answer([image], options, start);
    return result!;
  }

  async recognizeBatch(
    inputs: Iterable<RecognizerInput>,
    options: Omit<RecognizeOptions, 'supersede'> = {},
  ): Promise<(Result | null)[]> {
    const start = performance.now();
    const { signal } = options;
    this.#check(signal);
    const images = inputsToImages(inputs, this.#network.value.metadata.preparation, options);
    return this.#answer(images, signal ? { signal } : {}, start);
  }

  async recognizeNumber(
    input: Drawing | FramedDrawing,
    options: NumberOptions = {},
  ): Promise<NumberResult | null> {
    const start = performance.now();
    const { signal } = options;
    this.#check(signal);
    const ink = readNumberInk(input, options);
    const { metadata } = this.#network.value;
    const readImages = async (images: readonly Float32Array[]) => {
      const outputs = await this.#run(encodeImages(images, metadata.input), signal);
      return outputs.map(({ values }) => sortOutputs(values, metadata));
    };
    const read = async (): Promise<NumberResult | null> => {
      if (!ink) return null;
      const { createNumberReader } = await lazyImport('reads numbers', () => import('./number.js'));
      this.#readNumber ??= createNumberReader(metadata.preparation);
      const strokes = ink === 'too-small' ? [] : ink;
      const number = await this.#readNumber(strokes, options, readImages);
      return Object.freeze({
        ...number,
        backend: this.backend,
        elapsed: performance.now() - start,
      });
    };
    return this.#queue.add(read, options);
  }

  async learn(
    input: RecognizerInput,
    digit: number | null,
    { confirmed = false, ...options }: LearnOptions = {},
  ): Promise<void> {
    const { signal } = options;
    this.#check(signal);
    if (digit !== null && !isDigit(digit)) {
      const given = typeof digit === 'number' ? digit : describeValue(digit);
      throw new RecognizerError('digit-invalid', `learn() takes a digit, 0 to 9; not ${given}.`);
    }
    const { preparation, input: encoding } = this.#network.value.metadata;
    const pending = inputToImage(input, preparation, options);
    const era = this.#era;
    const learn = async (): Promise<void> => {
      const ink = typeof pending === 'function' ? await pending() : pending;
      if (ink === null || ink === 'too-small') return;
      const learner = this.#learner ?? (await this.#startLearning(null, signal));
      const encoded = encodeImages([ink.image], encoding);
      const { outputs } = await this.#manager.run(encoded, 1);
      if (era !== this.#era) return;
      learner.learn(outputs, encoded, digit, confirmed);
      this.#readNumber = undefined;
    };
    return this.#queue.add(learn, options);
  }

  exportHand(): Hand | null {
    return this.#learner?.memory.export() ?? null;
  }

  async importHand(hand: Hand | null): Promise<void> {
    this.#check(undefined);
    const era = this.#era;
    return this.#queue.add(async () => {
      if (era !== this.#era) return;
      if (this.#learner) this.#learner.memory.import(hand);
      else if (hand !== null) await this.#startLearning(hand, undefined);
      this.#readNumber = undefined;
    });
  }

  forgetHand(): void {
    this.#era++;
    this.#learner?.memory.clear();
    this.#readNumber = undefined;
  }

  /** From now on the network runs up to what is compared with examples. */
  async #startLearning(hand: Hand | null, signal: AbortSignal | undefined): Promise<HandLearner> {
    const era = this.#era;
    const { HandLearner } = await lazyImport('learns a hand', () => import('./hand.js'));
    const learner = await HandLearner.create(this.#network.value);
    learner.memory.import(hand);
    const manager = this.#createManager(learner.network);
    await manager.open(signal);
    this.#manager.close();
    this.#manager = manager;
    if (era !== this.#era) learner.memory.clear();
    this.#learner = learner;
    return learner;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    void this.#queue.close(disposedError()).then(() => {
      this.#manager.close();
      this.#network.release();
    });
  }

  #check(signal: AbortSignal | undefined): void {
    if (this.#disposed) throw disposedError();
    signal?.throwIfAborted();
  }

  async #answer(
    images: readonly PendingImage[],
    options: RecognizeOptions,
    start: number,
  ): Promise<(Result | null)[]> {
    const hasNothingToRun = images.every((image) => image === null || image === 'too-small');
    // A drawing that needs no run also supersedes the older ones that wait.
    if (hasNothingToRun && options.supersede) this.#queue.supersede();
    const read = () => this.#read(images, options.signal);
    const answers = hasNothingToRun ? await read() : await this.#queue.add(read, options);
    const elapsed = performance.now() - start;
    return answers.map((answer) => answer && Object.freeze({ ...answer, elapsed }));
  }

  async #read(
    preparing: readonly PendingImage[],
    signal: AbortSignal | undefined,
  ): Promise<(Answer | null)[]> {
    const inks: InputImage[] = [];
    for (const ink of preparing) inks.push(typeof ink === 'function' ? await ink() : ink);
    const inked = inks.filter((ink) => ink !== null && ink !== 'too-small');
    const read = (images: readonly Float32Array[]) => this.#readImages(images, signal);
    const answers = await read(inked.map(({ image }) => image));
    for (const [index, answer] of answers.entries()) {
      const columns = await read(inked[index]!.makeColumns?.(answer.digit) ?? []);
      const areDigits = columns.every(
        ({ confidence, digit }) => digit !== null && confidence >= SURE,
      );
      if (columns.length > 0 && areDigits) {
        answers[index] = { ...answer, digit: null, reason: 'several-digits' };
      }
    }
    let next = 0;
    return inks.map((ink) => {
      if (ink === 'too-small') return { ...TOO_SMALL, backend: this.backend };
      return ink && answers[next++]!;
    });
  }

  async #readImages(
    images: readonly Float32Array[],
    signal: AbortSignal | undefined,
  ): Promise<Answer[]> {
    const { metadata } = this.#network.value;
    const outputs = await this.#run(encodeImages(images, metadata.input), signal);
    return outputs.map(({ values, backend }) => ({ ...judge(values, metadata), backend }));
  }

  /** @returns the network's outputs for each image */
  async #run(encoded: Float32Array, signal: AbortSignal | undefined): Promise<Outputs[]> {
    const all: Outputs[] = [];
    const step = chunkSize(this.#network.value.plan) * IMAGE_LENGTH;
    for (let from = 0; from < encoded.length; from += step) {
      // Between chunks of a long batch the page can paint, and its user can cancel.
      if (from > 0) await nextTask();
      signal?.throwIfAborted();
      if (this.#disposed) throw disposedError();
      // A copy, because a backend may read the whole buffer.
      const images = encoded.slice(from, from + step);
      const count = images.length / IMAGE_LENGTH;
      const { outputs: computed, backend } = await this.#manager.run(images, count);
      const outputs = this.#learner?.read(computed, images, count) ?? computed;
      const length = outputs.length / count;
      for (let i = 0; i < count; i++) {
        all.push({ values: outputs.subarray(i * length, (i + 1) * length), backend });
      }
    }
    return all;
  }
}

function disposedError(): RecognizerError {
  return new RecognizerError('disposed', 'The recognizer was disposed of; create another one.');
}

interface Call {
  readonly start: () => Promise<void>;
  readonly reject: (reason: unknown) => void;
  readonly supersede: boolean;
}

/**
 * Runs the calls of one recognizer one at a time, in order. An aborted
 * call is skipped if it waits; if it runs, the next call still starts only after its end.
 */
export class CallQueue {
  #waiting: Call[] = [];
  #running: { readonly call: Call; readonly ended: Promise<void> } | undefined;

  add<T>(work: () => Promise<T>, { signal, supersede = false }: RecognizeOptions = {}): Promise<T> {
    if (supersede) this.supersede();
    const answer = new Promise<T>((resolve, reject) => {
      const start = async () => {
        if (signal?.aborted) reject(signal.reason);
        else await work().then(resolve, reject);
      };
      this.#waiting.push({ start, reject, supersede });
    });
    this.#next();
    return untilAborted(answer, signal);
  }

  /** Rejects the calls that wait and may be superseded. */
  supersede(): void {
    const old = this.#waiting.filter((call) => call.supersede);
    this.#waiting = this.#waiting.filter((call) => !call.supersede);
    const reason = 'A newer call has taken the place of this one before it started.';
    for (const call of old) call.reject(new RecognizerError('superseded', reason));
  }

  /** Rejects every call with `reason`; resolves once the one that was running has ended. */
  async close(reason: unknown): Promise<void> {
    for (const call of this.#waiting) call.reject(reason);
    this.#waiting = [];
    this.#running?.call.reject(reason);
    await this.#running?.ended;
  }

  #next(): void {
    if (this.#running) return;
    const call = this.#waiting.shift();
    if (!call) return;
    const ended = call.start().then(() => {
      this.#running = undefined;
      this.#next();
    });
    this.#running = { call, ended };
  }
}

/**
 * As {@link inputToImage}, for each of many; an error's message gives the index of the input.
 *
 * @throws RecognizerError `input-unsupported` if `inputs` is not iterable
 */
function inputsToImages(
  inputs: Iterable<RecognizerInput>,
  preparation: Preprocessing,
  on: DrawnOn,
): PendingImage[] {
  if (typeof inputs?.[Symbol.iterator] !== 'function') {
    throw new RecognizerError(
      'input-unsupported',
      `A batch is an array of inputs, not ${describeValue(inputs)}.`,
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

/** Maximum images per run. With more, the cost of starting a run no longer matters. */
const MAX_IMAGES = 256;

/** Of a network without a plan; how large its values are is not known. */
const MAX_IMAGES_OF_FILES = 16;

/** A run's largest value has at most this many numbers, 64 MB, unless one image needs more. */
const MAX_NUMBERS = 2 ** 24;

/** Images per run, so that the device has enough memory. */
function chunkSize(plan: Pick<Plan, 'values'> | null): number {
  if (!plan) return MAX_IMAGES_OF_FILES;
  const { values } = plan;
  const largest = Math.max(...values.map(([height, width, channels]) => height * width * channels));
  return Math.max(1, Math.min(MAX_IMAGES, Math.floor(MAX_NUMBERS / largest)));
}

/** What the outputs are. */
type OutputMetadata = Pick<DescriptorMetadata, 'output' | 'labels' | 'notADigit'>;

/**
 * Turns the network's finite outputs into the probabilities of the digits 0 to 9, summing to 1.
 *
 * The outputs need not sum to 1, for example with a sigmoid per class: negative values count as 0, and
 * the rest is scaled. If all are 0, the digits are equally probable.
 */
export function decodeOutputs(outputs: Float32Array, metadata: OutputMetadata): number[] {
  const { labels } = metadata;
  const weights = toWeights(outputsOfDigits(outputs, metadata), metadata);
  const sum = sumOf(weights);
  const probabilities = new Array<number>(CLASSES);
  labels.forEach((label, k) => {
    probabilities[Number(label)] = sum > 0 ? weights[k]! / sum : 1 / CLASSES;
  });
  return probabilities;
}

/** Outputs in the order of the digits 0 to 9: the logits, or else probabilities. */
function sortOutputs(outputs: Float32Array, metadata: OutputMetadata): SortedOutputs {
  if (metadata.output !== 'logits') return { probabilities: decodeOutputs(outputs, metadata) };
  const own = outputsOfDigits(outputs, metadata);
  const logits = new Array<number>(CLASSES);
  metadata.labels.forEach((label, k) => (logits[Number(label)] = own[k]!));
  return { logits, notADigit: outputs[metadata.notADigit ?? -1] };
}

/** A result without backend and time. */
export type Verdict =
  Omit<DigitResult, 'backend' | 'elapsed'> | Omit<NoDigitResult, 'backend' | 'elapsed'>;

/** The result for ink no larger than a dot; the network is not run. */
export const TOO_SMALL: Verdict = {
  digit: null,
  reason: 'too-small',
  confidence: 1 / CLASSES,
  probabilities: Object.freeze(new Array<number>(CLASSES).fill(1 / CLASSES)),
};

/**
 * If a network has no output for what is not a digit, the largest probability decides: below this, the ink
 * is not a digit. It rejects none of the digits that the
 * bundled network reads correctly (3,486 held-out pen digits, 9,958 test images of MNIST), and about nine
 * in ten scribbles and hatchings.
 */
const NO_DIGIT_BELOW = 0.33;

/** With at least this confidence, each of the columns of strokes is one of several digits. */
const SURE = 0.8;

/** Decides from the network's outputs which digit it is, if any. */
export function judge(outputs: Float32Array, metadata: OutputMetadata): Verdict {
  const probabilities = decodeOutputs(outputs, metadata);
  const confidence = Math.max(...probabilities);
  const measured = { confidence, probabilities: Object.freeze(probabilities) };
  const { notADigit } = metadata;
  const weights = toWeights(outputs, metadata);
  const isDigit =
    notADigit === undefined
      ? confidence >= NO_DIGIT_BELOW
      : weights[notADigit]! <= sumOf(weights) / 2;
  return isDigit
    ? { digit: probabilities.indexOf(confidence), ...measured }
    : { digit: null, reason: 'not-a-digit', ...measured };
}

function outputsOfDigits(outputs: Float32Array, { notADigit }: OutputMetadata): Float32Array {
  return outputs.filter((_, k) => k !== notADigit);
}

/** Numbers from 0 on in the ratio of the probabilities. */
function toWeights(outputs: Float32Array, { output }: OutputMetadata): number[] {
  // Exponentials of the differences to the largest logit cannot overflow.
  const largest = Math.max(...outputs);
  return Array.from(outputs, (value) =>
    output === 'logits' ? Math.exp(value - largest) : Math.max(0, value),
  );
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
