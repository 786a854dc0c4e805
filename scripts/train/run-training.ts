import { availableParallelism } from 'node:os';
import { IMAGE_LENGTH } from '../../src/ink/drawing.js';
import { CLASSES } from '../lib/dataset.js';
import { checkWritable } from '../lib/files.js';
import { interruptSignal, createProgress, ScriptError } from '../lib/cli.js';
import { findArchitecture, type Architecture, type TrainingSettings } from './architecture.js';
import {
  loadCheckpoint,
  saveCheckpoint,
  type TrainingIdentity,
  reportEpoch,
  measure,
  initialState,
  train,
} from './trainer.js';
import { createEngine, type Engine, type EngineName, type Weights } from './engine/engine.js';
import { finishTraining } from './finish-training.js';
import { createNetwork, initialWeights, type Network } from './network.js';
import { meanOfNetworks, readStoredNetwork, type StoredNetwork } from './stored-network.js';
import type { Quantization } from '../lib/descriptor.js';
import {
  createParallelBatches,
  type ParallelBatchSource,
  readValidLetters,
  readValidSets,
  type ValidSet,
} from './training-data.js';

/** Enough that the correlations of nearly 300 inputs are not those of chance. */
const ROUNDED_BY = 4096;

export interface TrainingRequest {
  readonly architecture: string;
  readonly data: string;
  readonly out: string;
  readonly checkpoint: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly seed: number;
  readonly limit?: number;
  readonly epochSize?: number;
  readonly learningRate?: number;
  readonly backend: EngineName;
  readonly resume: boolean;
  readonly quantize: Quantization;
  /**
   * Networks to begin with instead of random weights, the mean of them: their descriptors, or the folders
   * of these.
   */
  readonly from?: readonly string[];
  /** Bits that a weight may take once packed, 1 to 7; see `roundNetwork`. For uint8 only. */
  readonly bits?: number;
}

/**
 * Trains as asked for and writes the network; on Ctrl-C, a checkpoint only.
 *
 * @returns whether the training came to its end.
 */
export async function runTraining(request: TrainingRequest): Promise<boolean> {
  const { data, seed, limit } = request;
  if (request.bits !== undefined && request.quantize !== 'uint8') {
    throw new ScriptError(
      'bad-option',
      `--bits rounds what is stored as uint8, not ${request.quantize}: leave one of the two out.`,
    );
  }
  const architecture = await findArchitecture(request.architecture);
  const { mix, ...defaults } = architecture.training;
  const settings: TrainingSettings = {
    ...defaults,
    epochs: request.epochs ?? defaults.epochs,
    batchSize: request.batchSize ?? defaults.batchSize,
    learningRate: request.learningRate ?? defaults.learningRate,
    mix: { ...mix, ...(request.epochSize !== undefined && { epochSize: request.epochSize }) },
  };
  if (settings.epochs === 0 && request.from === undefined) {
    throw new ScriptError(
      'bad-option',
      'With --epochs 0 there is no training: name a network that is trained with --from.',
    );
  }
  await checkWritable(request.out);
  const source = await createParallelBatches(
    { data, limit, seed, ...settings },
    renderThreads(request.backend),
  );
  try {
    const engine = await createEngine({ ...settings, ...request });
    try {
      return await trainWith(engine, source, { request, architecture, settings });
    } finally {
      await engine.close();
    }
  } finally {
    await source.close();
  }
}

/** Rendering a sample takes about a sixth of what its gradients take on the processor. */
function renderThreads(backend: EngineName): number {
  const cores = availableParallelism();
  return Math.max(1, backend === 'wasm' ? Math.round(cores / 6) : cores - 1);
}

interface Training {
  readonly request: TrainingRequest;
  readonly architecture: Architecture;
  readonly settings: TrainingSettings;
}

async function trainWith(
  engine: Engine,
  source: ParallelBatchSource,
  { request, architecture, settings }: Training,
): Promise<boolean> {
  const { seed, checkpoint } = request;
  const network = createNetwork(architecture.layers);
  const { letters: asked, nonDigits } = settings.mix;
  if ((asked ?? nonDigits) && network.outputs === CLASSES) {
    throw new ScriptError(
      'bad-architecture',
      `${request.architecture} is trained on what is no digit: end its layers in ${CLASSES + 1} values.`,
    );
  }
  const valid = await readValidSets(request.data, settings.mix);
  const letters = await readValidLetters(request.data, settings.mix);
  const fresh = initialWeights(network, seed);
  const from = await readBeginning(request.from, network, fresh);
  const identity = identify(request, architecture, settings, source.samples);
  const state = request.resume
    ? await loadCheckpoint(checkpoint, identity)
    : initialState(from?.weights ?? fresh);
  const save = () => saveCheckpoint(checkpoint, identity, state);

  const heldOut = valid.reduce((sum, { dataset }) => sum + dataset.labels.length, 0);
  console.log(
    `${request.architecture}: ${network.weightCount} weights, ${network.multiplyAdds} ` +
      `multiply-adds; ${source.samples} images to train on, ${heldOut} held out; ${engine.description}`,
  );
  const progress = createProgress('training', settings.epochs * source.batchesPerEpoch, state.step);
  let last = performance.now();
  const finished = await train(engine, source, state, {
    ...settings,
    signal: interruptSignal(),
    onStep: ({ step }, loss) => progress.update(step, `loss ${loss.toFixed(3)}`),
    async onEpoch(report) {
      const tally = async ({ name, dataset }: ValidSet) => ({
        name,
        ...(await measure(engine, state.average, dataset)),
      });
      const tallies = await Promise.all(valid.map(tally));
      const refused = await Promise.all(letters.map(tally));
      const now = performance.now();
      const seconds = (now - last) / source.samples;
      last = now;
      const surroundings = { names: source.names, valid: tallies, refused, seconds };
      progress.line(reportEpoch(report, settings.epochs, surroundings));
      await save();
    },
  }).finally(() => progress.stop());
  if (!finished) {
    await save();
    console.log(`stopped; go on with the same command and --resume (${checkpoint})`);
    return false;
  }
  await finishTraining({
    ...{ request, architecture, settings, network, engine, valid, letters, from },
    sources: source.names,
    weights: state.average,
    trainingImages: () => imagesAfter(source, settings.epochs * source.batchesPerEpoch),
  });
  return true;
}

async function readBeginning(
  paths: readonly string[] = [],
  network: Network,
  fresh: Weights,
): Promise<StoredNetwork | undefined> {
  const [first, ...others] = await Promise.all(
    paths.map((path) => readStoredNetwork(path, network, fresh)),
  );
  return first && meanOfNetworks([first, ...others], network);
}

/** Some thousand images, varied as in training, that would have come next. */
async function imagesAfter(source: ParallelBatchSource, step: number): Promise<Float32Array[]> {
  const images: Float32Array[] = [];
  for (let total = 0; total < ROUNDED_BY; total += images.at(-1)!.length / IMAGE_LENGTH) {
    images.push((await source.batch(step + images.length)).images);
  }
  return images;
}

/** What two runs must share for one to go on where the other stopped. */
function identify(
  { architecture: name, seed, limit, from }: TrainingRequest,
  { layers }: Architecture,
  { epochs, batchSize, ...others }: TrainingSettings,
  samples: number,
): TrainingIdentity {
  return {
    architecture: name,
    seed: String(seed),
    epochs: String(epochs),
    'batch size': String(batchSize),
    'training images': String(samples),
    // An epoch of a given size has as many images, however few they are made from.
    ...(limit !== undefined && { limit: String(limit) }),
    ...(from !== undefined && { from: from.join(', ') }),
    settings: JSON.stringify(others),
    layers: JSON.stringify(layers),
  };
}
