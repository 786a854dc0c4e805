import { percent } from '../lib/figures.js';
import { CLASSES, concatenate, type Dataset, NOT_A_DIGIT, readMnist } from '../lib/dataset.js';
import {
  decodedWeights,
  type DescriptorFiles,
  exportDescriptor,
  type Facts as AllFacts,
  type Quantization,
  writeLayersModel,
} from '../lib/descriptor.js';
import type { Architecture, TrainingSettings } from './architecture.js';
import type { Engine, Weights } from './engine/engine.js';
import { answerOf, refusalMargin } from './loss.js';
import { type Network, topology } from './network.js';
import { type RoundedNetwork, roundNetwork } from './rounding.js';
import type { TrainingRequest } from './run-training.js';
import type { StoredNetwork } from './stored-network.js';
import { DRAWN_COLLECTIONS } from './samples/batches.js';
import { measure, shareRight } from './trainer.js';
import type { ValidSet } from './training-data.js';

interface Trained {
  readonly request: TrainingRequest;
  readonly architecture: Architecture;
  readonly settings: TrainingSettings;
  readonly sources: readonly string[];
  readonly network: Network;
  readonly engine: Engine;
  readonly valid: readonly ValidSet[];
  /** Letters held out; none for a network that does not know them. */
  readonly letters: readonly ValidSet[];
  readonly weights: Weights;
  readonly from: StoredNetwork | undefined;
  /** Images as they are trained on, to round by. */
  trainingImages(): Promise<readonly Float32Array[]>;
}

/** Calibrates the network, measures it as trained and as stored, and writes it with its scores. */
export async function finishTraining(trained: Trained): Promise<void> {
  const { request, architecture, network, engine, valid, letters } = trained;
  const { out, quantize, bits } = request;
  const held = concatenate(valid.map(({ dataset }) => dataset));
  const logits = await engine.logits(trained.weights, held.images);
  const temperature = bestTemperature(logits, held.labels);
  const weights = foldTemperature(network, trained.weights, temperature);
  const rounded: RoundedNetwork =
    bits === undefined
      ? { weights, steps: [] }
      : await roundNetwork(engine, network, weights, await trained.trainingImages(), bits);
  const placed = await placeRefusals(trained, rounded.weights);
  const describe = (scores?: Facts['scores']) =>
    describeNetwork(
      request.architecture,
      network,
      placed,
      quantize,
      {
        title: request.architecture,
        description: architecture.description,
        preparation: architecture.preparation,
        source: sourceOf(trained),
        trainedOn: creditsOf(trained.sources),
        ...(scores && { scores }),
      },
      rounded.steps,
    );

  const stored = decodedWeights(describe());
  const test = await readMnist(request.data, 'test');
  const share = async (values: Weights, dataset: Dataset) =>
    shareRight([await measure(engine, values, dataset)]);
  const scores: Record<string, number> = { 'mnist-test': await share(stored, test) };
  for (const { name, dataset } of [...valid, ...letters])
    scores[`${name}-valid`] = await share(stored, dataset);
  const files = describe(scores);
  await exportDescriptor(out, files);

  const before = [await share(weights, test), await share(weights, held)].map(percent);
  const after = [scores['mnist-test']!, await share(stored, held)].map(percent);
  console.log(`MNIST test: ${before[0]} as trained, ${after[0]} as stored (${quantize})`);
  console.log(`held out: ${before[1]} as trained, ${after[1]} as stored`);
  console.log(`temperature ${temperature.toFixed(3)}, folded into the last layer`);
  console.log(`wrote ${out}: ${files.weights.length} bytes of weights`);
}

/** How the network came to be, so that it can be made again. */
function sourceOf({ request, settings, from }: Trained): string {
  const options = {
    architecture: request.architecture,
    seed: request.seed,
    epochs: settings.epochs,
    'batch-size': settings.batchSize,
    'learning-rate': request.learningRate,
    quantize: request.quantize,
    bits: request.bits,
    limit: request.limit,
    'epoch-size': request.epochSize,
  };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const first = from ? `${from.source}, and from that ` : '';
  return `${first}npm run train --${given.map(([name, value]) => ` --${name} ${value}`).join('')}`;
}

/**
 * The temperature by which logits are to be divided for the likeliest probabilities of the labels:
 * the minimum of the mean cross-entropy (Guo, Pleiss, Sun and Weinberger 2017). The cross-entropy is
 * convex in 1 / temperature, so a ternary search finds it.
 *
 * @param logits n × 10 values, or n × 11: what is no digit has no say.
 */
export function bestTemperature(logits: Float32Array, labels: Uint8Array): number {
  let low = Math.log(0.05);
  let high = Math.log(20);
  while (high - low > 1e-5) {
    const lower = low + (high - low) / 3;
    const upper = high - (high - low) / 3;
    const losses = [lower, upper].map((scale) => crossEntropy(logits, labels, Math.exp(scale)));
    if (losses[0]! < losses[1]!) high = upper;
    else low = lower;
  }
  // The search is on the inverse temperature.
  return Math.exp(-(low + high) / 2);
}

/** Mean over the digits, in nats; the logits times `scale`. */
function crossEntropy(logits: Float32Array, labels: Uint8Array, scale: number): number {
  const outputs = logits.length / labels.length;
  let sum = 0;
  labels.forEach((label, digit) => {
    const start = digit * outputs;
    const own = logits.subarray(start, start + CLASSES);
    const highest = Math.max(...own);
    const total = own.reduce((all, logit) => all + Math.exp(scale * (logit - highest)), 0);
    sum += Math.log(total) - scale * (own[label]! - highest);
  });
  return sum / labels.length;
}

/** Divides the logits by a temperature, for good: in the last layer's kernel and bias. */
export function foldTemperature(
  { placed }: Network,
  weights: Weights,
  temperature: number,
): Float32Array[] {
  const last = placed.at(-1)!.weights.length;
  return weights.map((values, index) =>
    index < weights.length - last ? values : values.map((value) => value / temperature),
  );
}

/** The most of the held-out digits that may be taken for no digit although they would be read right. */
const REFUSED = 0.0007;

/**
 * Moves the bias of the output for what is no digit so far that {@link REFUSED} of the held-out digits
 * are refused that would be read right, of images and of strokes.
 */
async function placeRefusals(
  { network, engine, valid }: Trained,
  weights: Weights,
): Promise<Weights> {
  if (network.outputs === CLASSES) return weights;
  const [images, ...strokes] = valid.map(({ dataset }) => dataset);
  const shifts = [images!, concatenate(strokes)].map(async (digits) =>
    refusalShift(await engine.logits(weights, digits.images), digits.labels, REFUSED),
  );
  const shift = Math.min(...(await Promise.all(shifts)));
  const bias = weights.at(-1)!.map((value, at) => (at === NOT_A_DIGIT ? value + shift : value));
  return weights.with(-1, bias);
}

/**
 * What to add to the logit of no digit so that at most this share of digits are refused that would be
 * read right: to refuse one that would be misread is no loss.
 *
 * @param logits n × 11 values, of digits.
 * @param refused 0 to 1, of all n.
 */
export function refusalShift(logits: Float32Array, labels: Uint8Array, refused: number): number {
  const margins = Array.from(labels, (label, digit) => {
    const start = digit * (CLASSES + 1);
    const row = logits.subarray(start, start + CLASSES + 1);
    const isRight = answerOf(row.subarray(0, CLASSES)) === label;
    return isRight ? refusalMargin(row) : -Infinity;
  }).sort((a, b) => b - a);
  return -(margins[Math.floor(refused * labels.length)] ?? 0);
}

/** By the beginning of a source's name. */
const CREDITS: readonly (readonly [beginning: string, credit: string])[] = [
  ['mnist', 'MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0)'],
  ['pendigits', 'Pen-Based Recognition of Handwritten Digits (Alpaydin, Alimoglu; UCI; CC BY 4.0)'],
  [
    'unipen',
    'UNIPEN train_r01_v07, categories 1a to 1d (International Unipen Foundation; CC BY 4.0)',
  ],
];

/** What a network was trained on; sources that nobody here knows are told by their own names. */
export function creditsOf(sources: readonly string[]): string {
  const credits = sources
    .filter((source) => !DRAWN_COLLECTIONS.includes(source))
    .map((source) => CREDITS.find(([beginning]) => source.startsWith(beginning))?.[1] ?? source);
  return [...new Set(credits)].join(', ');
}

/** What the caller knows of the network beyond its layers and weights. */
type Facts = Pick<
  AllFacts,
  'title' | 'description' | 'source' | 'license' | 'trainedOn' | 'preparation' | 'scores'
>;

/**
 * Writes a network down as a TensorFlow.js layers-model whose outputs are probabilities.
 *
 * @param steps by weight, what its values are multiples of; see `storeTensor`.
 */
export function describeNetwork(
  name: string,
  network: Network,
  values: readonly Float32Array[],
  quantization: Quantization,
  facts: Facts,
  steps: readonly (number | undefined)[] = [],
): DescriptorFiles {
  const names = network.placed.flatMap((placed) =>
    placed.weights.map((weight) => `${placed.name}/${weight.name}`),
  );
  const tensors = network.weightSpecs.map(({ shape }, index) => ({
    name: names[index]!,
    shape,
    values: values[index]!,
    step: steps[index],
  }));
  return writeLayersModel(topology(name, network), tensors, () => quantization, {
    input: { range: [0, 1], foreground: 'light' },
    output: 'probabilities',
    labels: [...'0123456789'],
    ...(network.outputs > CLASSES && { notADigit: NOT_A_DIGIT }),
    ...facts,
  });
}
