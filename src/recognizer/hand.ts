import { prepare, type PreparedPlan } from '../backends/cpu.js';
import { sha256 } from '../graph/fetch-file.js';
import { inputEnds, lengthOf } from '../graph/plan.js';
import { splitPlan } from '../graph/split-plan.js';
import { IMAGE_SIDE } from '../ink/index.js';
import { atOnce, inSlices } from '../util/async.js';
import type { Network } from './create.js';
import { HandMemory } from './hand-memory.js';

/** Of layers with more inputs, too few examples would fit into a hand. */
const MAX_FEATURES = 400;

/** Side of the image whose pixels are the features if the network has none. */
const SMALL_SIDE = IMAGE_SIDE / 2;

/**
 * Shifts the answers of a network towards one person's hand. The features by which it compares drawings are what
 * the network's last dense layers read. In other networks they are the input image at half its size.
 */
export class HandLearner {
  /** What a backend is to run: the network, or its part up to the features. */
  readonly network: Network;
  readonly memory: HandMemory;
  readonly #whole: Network;
  /** The rest of the network. */
  readonly #head: PreparedPlan | null;

  private constructor(network: Network, memory: HandMemory, body = network, head?: PreparedPlan) {
    this.network = body;
    this.memory = memory;
    this.#whole = network;
    this.#head = head ?? null;
  }

  /** @param network up to its logits, if it has any */
  static async create(network: Network): Promise<HandLearner> {
    const digest = await digestOf(network);
    const split = network.plan && splitPlan(network.plan, MAX_FEATURES);
    if (!split) return new HandLearner(network, new HandMemory(digest, SMALL_SIDE ** 2));
    const { body: plan, head } = split;
    const body = { ...network, id: `${network.id} body`, plan };
    const memory = new HandMemory(digest, lengthOf(plan, plan.output));
    return new HandLearner(network, memory, body, await inSlices(prepare(head)));
  }

  /**
   * @param outputs of {@link network}
   * @param images `count` × 784 values
   * @returns the outputs of the whole network, shifted
   */
  read(outputs: Float32Array, images: Float32Array, count: number): Float32Array {
    const answers = this.#head ? atOnce(this.#head.run(outputs, count)) : outputs.slice();
    if (this.memory.isEmpty) return answers;
    const length = answers.length / count;
    for (let i = 0; i < count; i++) {
      const votes = this.memory.votes(this.#featuresOf(outputs, images, i, count));
      this.#shift(answers.subarray(i * length, (i + 1) * length), votes);
    }
    return answers;
  }

  /**
   * Learns one image.
   *
   * @param outputs of {@link network} for it
   * @param digit null to forget it
   */
  learn(
    outputs: Float32Array,
    image: Float32Array,
    digit: number | null,
    isConfirmed: boolean,
  ): void {
    this.memory.learn(this.#featuresOf(outputs, image, 0, 1), digit, isConfirmed);
  }

  #featuresOf(
    outputs: Float32Array,
    images: Float32Array,
    index: number,
    count: number,
  ): Float32Array {
    const of = (values: Float32Array) => {
      const length = values.length / count;
      return values.subarray(index * length, (index + 1) * length);
    };
    return this.#head ? of(outputs) : shrink(of(images), inputEnds(this.#whole.metadata.input)[0]);
  }

  /** The sum of the exponentials stays the same: by it, a number tells digits from other ink. */
  #shift(outputs: Float32Array, votes: readonly number[]): void {
    const { labels, notADigit = labels.length, output } = this.#whole.metadata;
    const added = Array.from(outputs, (_, k) =>
      k === notADigit ? 0 : votes[Number(labels[k < notADigit ? k : k - 1])]!,
    );
    if (output === 'logits') {
      const more = logSum(outputs.map((logit, k) => logit + added[k]!)) - logSum(outputs);
      added.forEach((vote, k) => (outputs[k]! += vote - more));
    } else {
      const largest = Math.max(...added);
      added.forEach((vote, k) => (outputs[k]! *= Math.exp(vote - largest)));
    }
  }
}

/** @returns the image at half its size, less its paper */
function shrink(image: Float32Array, paper: number): Float32Array {
  return Float32Array.from({ length: SMALL_SIDE ** 2 }, (_, i) => {
    const corner = 2 * (Math.floor(i / SMALL_SIDE) * IMAGE_SIDE + (i % SMALL_SIDE));
    const pixels = [0, 1, IMAGE_SIDE, IMAGE_SIDE + 1].map((step) => image[corner + step]!);
    return pixels.reduce((sum, pixel) => sum + pixel, 0) / 4 - paper;
  });
}

function logSum(logits: Float32Array): number {
  const largest = Math.max(...logits);
  return largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}

/** SHA-256 of all that decides what the network makes of a drawing. */
async function digestOf({ plan, files, metadata }: Network): Promise<string> {
  const { input, preparation, labels, notADigit, output } = metadata;
  const arrays: (Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>)[] = [];
  const replace = (_: string, value: unknown): unknown =>
    value instanceof Float32Array ? arrays.push(value as Float32Array<ArrayBuffer>) : value;
  const text = JSON.stringify(
    { operations: plan?.operations, input, preparation, labels, notADigit, output },
    replace,
  );
  if (files) {
    arrays.push(new TextEncoder().encode(JSON.stringify(files.topology)));
    arrays.push(...files.tensors.map(({ bytes }) => bytes as Uint8Array<ArrayBuffer>));
  }
  return sha256(new Uint8Array(await new Blob([text, ...arrays]).arrayBuffer()));
}
