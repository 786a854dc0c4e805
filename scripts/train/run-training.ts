import { checkWritable } from '../lib/atomic.js';
import { interruptSignal } from '../lib/interrupt.js';
import { createProgress } from '../lib/progress.js';
import { findArchitecture, type Architecture, type TrainingSettings } from './architecture.js';
import { createBatchSource } from './batches.js';
import { loadCheckpoint, saveCheckpoint, type TrainingIdentity } from './checkpoint.js';
import { accuracy } from './loss.js';
import { createNetwork } from './network.js';
import { percent } from '../lib/percent.js';
import type { Quantization } from './quantize.js';
import { finishTraining } from './finish-training.js';
import { startTensorFlow } from './tensorflow.js';
import { initialState, train, type EpochReport } from './trainer.js';
import { readTrainingData } from './training-data.js';

export interface TrainingRequest {
  readonly architecture: string;
  readonly data: string;
  readonly out: string;
  readonly checkpoint: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly seed: number;
  readonly limit?: number;
  readonly resume: boolean;
  readonly quantize: Quantization;
}

/**
 * Trains as asked for and writes the network; on Ctrl-C, a checkpoint only.
 *
 * @returns whether the training came to its end.
 */
export async function runTraining(request: TrainingRequest): Promise<boolean> {
  const { seed, checkpoint } = request;
  const architecture = await findArchitecture(request.architecture);
  const network = createNetwork(architecture.layers);
  await checkWritable(request.out);
  const data = await readTrainingData(request.data, request.limit);
  await startTensorFlow();

  const settings = {
    ...architecture.training,
    epochs: request.epochs ?? architecture.training.epochs,
    batchSize: request.batchSize ?? architecture.training.batchSize,
  };
  const identity = identify(request, architecture, settings, data.train.labels.length);
  const source = createBatchSource(data.train, { ...settings, seed });
  const state = request.resume
    ? await loadCheckpoint(checkpoint, identity)
    : initialState(network, seed);
  const save = () => saveCheckpoint(checkpoint, identity, state);

  console.log(
    `${request.architecture}: ${network.weightCount} weights, ${network.multiplyAdds} ` +
      `multiply-adds; ${source.samples} images to train on, ${data.valid.labels.length} held out`,
  );
  const progress = createProgress('training', settings.epochs * source.batchesPerEpoch, state.step);
  const clock = stopwatch();
  const finished = await train(network, source, state, {
    ...settings,
    seed,
    signal: interruptSignal(),
    onStep: ({ step }, loss) => progress.update(step, `loss ${loss.toFixed(3)}`),
    async onEpoch(report) {
      const valid = accuracy(network, state.weights, data.valid);
      const seconds = (clock() * 1000) / source.samples;
      progress.line(epochLine(report, settings.epochs, valid, seconds));
      await save();
    },
  });
  progress.stop();
  if (!finished) {
    await save();
    console.log(`stopped; go on with the same command and --resume (${checkpoint})`);
    return false;
  }
  await finishTraining({ request, architecture, settings, network, data, weights: state.weights });
  return true;
}

/** What two runs must share for one to go on where the other stopped. */
function identify(
  { architecture: name, seed }: TrainingRequest,
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
    settings: JSON.stringify(others),
    layers: JSON.stringify(layers),
  };
}

function epochLine(
  { epoch, loss, accuracy: trained }: EpochReport,
  epochs: number,
  valid: number,
  secondsPerThousand: number,
): string {
  const width = String(epochs).length;
  return [
    `epoch ${String(epoch).padStart(width)}/${epochs}`,
    `loss ${loss.toFixed(4)}`,
    `train ${percent(trained)}`,
    `valid ${percent(valid)}`,
    `${secondsPerThousand.toFixed(2)} s per 1,000 images`,
  ].join('  ');
}

/** Seconds since the last call. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    return seconds;
  };
}
