import type { BackendName } from '../backends/backend.js';
import { IMAGE_LENGTH } from '../ink/index.js';
import { nextTask } from '../tasks.js';
import { inputsToImages } from './batch.js';
import { CallQueue } from './call-queue.js';
import { chunkSize } from './chunk-size.js';
import { CLASSES, decodeOutputs, judge, TOO_SMALL, type Verdict } from './decode.js';
import { encodeImages } from './encode.js';
import type { Engine } from './engine.js';
import { inputToImage, type InputImage, type Preparing } from './input.js';
import type { Network } from './networks.js';
import { RecognizerError } from './recognizer-error.js';
import type { Lease } from './shared-pool.js';
import type { Recognizer, RecognizeOptions, RecognizerInput, Result } from './types.js';

type Answer = Verdict & { readonly backend: BackendName };

/** A network's lease and an engine for it, behind the public interface. */
export class Session implements Recognizer {
  readonly #network: Lease<Network>;
  readonly #engine: Engine;
  readonly #queue = new CallQueue();
  #disposed = false;

  constructor(network: Lease<Network>, engine: Engine) {
    this.#network = network;
    this.#engine = engine;
  }

  get backend(): BackendName {
    return this.#engine.backend;
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

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    void this.#queue.close(disposedError()).then(() => {
      this.#engine.close();
      this.#network.release();
    });
  }

  #check(signal: AbortSignal | undefined): void {
    if (this.#disposed) throw disposedError();
    signal?.throwIfAborted();
  }

  async #answer(
    images: readonly Preparing[],
    options: RecognizeOptions,
    start: number,
  ): Promise<(Result | null)[]> {
    const hasNothingToRun = images.every((image) => image === null || image === 'too-small');
    // What needs no run, too, is newer than the drawings that wait.
    if (hasNothingToRun && options.supersede) this.#queue.supersede();
    const read = () => this.#read(images, options.signal);
    const answers = hasNothingToRun ? await read() : await this.#queue.add(read, options);
    const elapsed = performance.now() - start;
    return answers.map((answer) => answer && Object.freeze({ ...answer, elapsed }));
  }

  async #read(
    preparing: readonly Preparing[],
    signal: AbortSignal | undefined,
  ): Promise<(Answer | null)[]> {
    const images: InputImage[] = [];
    for (const image of preparing) images.push(typeof image === 'function' ? await image() : image);
    const inked = images.filter((image) => image !== null && image !== 'too-small');
    const encoded = encodeImages(inked, this.#network.value.metadata.input);
    const answers = await this.#run(encoded, signal);
    let next = 0;
    return images.map((image) => {
      if (image === 'too-small') return { ...TOO_SMALL, backend: this.backend };
      return image && answers[next++]!;
    });
  }

  async #run(encoded: Float32Array, signal: AbortSignal | undefined): Promise<Answer[]> {
    const answers: Answer[] = [];
    const step = chunkSize(this.#network.value.plan) * IMAGE_LENGTH;
    for (let from = 0; from < encoded.length; from += step) {
      // The page can draw, and its user press Cancel, between two parts of a long batch.
      if (from > 0) await nextTask();
      signal?.throwIfAborted();
      if (this.#disposed) throw disposedError();
      // A copy, since a backend may look at the whole buffer.
      const images = encoded.slice(from, from + step);
      const count = images.length / IMAGE_LENGTH;
      const { outputs, backend } = await this.#engine.run(images, count);
      for (let i = 0; i < count; i++) {
        const probabilities = decodeOutputs(
          outputs.subarray(i * CLASSES, (i + 1) * CLASSES),
          this.#network.value.metadata,
        );
        answers.push({ ...judge(probabilities), backend });
      }
    }
    return answers;
  }
}

function disposedError(): RecognizerError {
  return new RecognizerError('disposed', 'The recogniser was disposed of; create another one.');
}
