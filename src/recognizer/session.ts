import { IMAGE_LENGTH } from '../ink/types.js';
import type { BackendName } from '../backends/backend.js';
import { CallQueue } from './call-queue.js';
import { CLASSES, decodeOutputs } from './decode.js';
import { encodeImage } from './encode.js';
import type { Engine } from './engine.js';
import { inputToImage } from './input.js';
import type { Network } from './networks.js';
import { RecognizerError } from './recognizer-error.js';
import type { Lease } from './shared-pool.js';
import type { Recognizer, RecognizeOptions, RecognizerInput, Result } from './types.js';

/** Images to a run at most: their activations on a device stay within some tens of megabytes. */
export const CHUNK = 256;

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
    const [result] = await this.#answer([input], options);
    return result!;
  }

  async recognizeBatch(
    inputs: Iterable<RecognizerInput>,
    { signal }: Pick<RecognizeOptions, 'signal'> = {},
  ): Promise<(Result | null)[]> {
    return this.#answer([...inputs], signal ? { signal } : {});
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    void this.#queue.close(disposedError()).then(() => {
      this.#engine.close();
      this.#network.release();
    });
  }

  async #answer(
    inputs: readonly RecognizerInput[],
    options: RecognizeOptions,
  ): Promise<(Result | null)[]> {
    const start = performance.now();
    if (this.#disposed) throw disposedError();
    options.signal?.throwIfAborted();
    const { preparation, input } = this.#network.value.metadata;
    const images = inputs.map((value) => inputToImage(value, preparation));
    const inked = images.filter((image) => image !== null);
    const encoded = new Float32Array(inked.length * IMAGE_LENGTH);
    inked.forEach((image, i) => encodeImage(image, input, encoded, i * IMAGE_LENGTH));
    if (options.supersede) this.#queue.supersede();
    const answers =
      inked.length > 0
        ? await this.#queue.add(() => this.#run(encoded, options.signal), options)
        : [];
    const elapsed = performance.now() - start;
    let next = 0;
    return images.map((image) => (image ? { ...answers[next++]!, elapsed } : null));
  }

  async #run(
    encoded: Float32Array,
    signal: AbortSignal | undefined,
  ): Promise<Omit<Result, 'elapsed'>[]> {
    const answers: Omit<Result, 'elapsed'>[] = [];
    for (let from = 0; from < encoded.length; from += CHUNK * IMAGE_LENGTH) {
      signal?.throwIfAborted();
      // A copy, since a backend may look at the whole buffer.
      const images = encoded.slice(from, from + CHUNK * IMAGE_LENGTH);
      const count = images.length / IMAGE_LENGTH;
      const { outputs, backend } = await this.#engine.run(images, count);
      for (let i = 0; i < count; i++) {
        answers.push(this.#read(outputs.subarray(i * CLASSES, (i + 1) * CLASSES), backend));
      }
    }
    return answers;
  }

  #read(outputs: Float32Array, backend: BackendName): Omit<Result, 'elapsed'> {
    const probabilities = decodeOutputs(outputs, this.#network.value.metadata);
    const confidence = Math.max(...probabilities);
    return { digit: probabilities.indexOf(confidence), confidence, probabilities, backend };
  }
}

function disposedError(): RecognizerError {
  return new RecognizerError('disposed', 'The recogniser was disposed of; create another one.');
}
