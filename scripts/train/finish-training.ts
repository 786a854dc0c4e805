import { percent } from '../lib/percent.js';
import { readMnist } from '../lib/mnist.js';
import type { Architecture, TrainingSettings } from './architecture.js';
import { bestTemperature, foldTemperature } from './calibrate.js';
import { creditsOf } from './credits.js';
import { describeNetwork, type Facts } from './descriptor.js';
import type { Engine, Weights } from './engine/engine.js';
import { decodedWeights, exportDescriptor } from '../descriptor/export-descriptor.js';
import { measure, pooled, shareRight } from './measure.js';
import type { Network } from './network.js';
import { roundNetwork, type RoundedNetwork } from './rounding/round-network.js';
import type { TrainingRequest } from './run-training.js';
import type { StoredNetwork } from './stored-weights.js';
import type { ValidSet } from './training-data.js';

interface Trained {
  readonly request: TrainingRequest;
  readonly architecture: Architecture;
  readonly settings: TrainingSettings;
  /** Names of the collections trained on. */
  readonly sources: readonly string[];
  readonly network: Network;
  readonly engine: Engine;
  readonly valid: readonly ValidSet[];
  readonly weights: Weights;
  /** The network begun with, if another was. */
  readonly from: StoredNetwork | undefined;
  /** Images as they are trained on, to round by. */
  trainingImages(): Promise<readonly Float32Array[]>;
}

/** Calibrates the network, measures it as trained and as stored, and writes it with its scores. */
export async function finishTraining(trained: Trained): Promise<void> {
  const { request, architecture, network, engine, valid } = trained;
  const { out, quantize } = request;
  const held = pooled(valid);
  const temperature = bestTemperature(
    await engine.logits(trained.weights, held.images),
    held.labels,
  );
  const weights = foldTemperature(network, trained.weights, temperature);
  const rounded = await round(trained, weights);
  const describe = (more: Partial<Facts>) => {
    const facts = {
      title: request.architecture,
      description: architecture.description,
      preparation: architecture.preparation,
      source: sourceOf(trained),
      trainedOn: creditsOf(trained.sources),
      ...more,
    };
    return describeNetwork(
      request.architecture,
      network,
      rounded.weights,
      quantize,
      facts,
      rounded.steps,
    );
  };

  const stored = decodedWeights(describe({}));
  const test = await readMnist(request.data, 'test');
  const share = async (values: Weights, dataset: ValidSet['dataset']) =>
    shareRight([await measure(engine, values, dataset)]);
  const scores: Record<string, number> = { 'mnist-test': await share(stored, test) };
  for (const { name, dataset } of valid) scores[`${name}-valid`] = await share(stored, dataset);
  const files = describe({ scores });
  await exportDescriptor(out, files);

  const before = [await share(weights, test), await share(weights, held)].map(percent);
  const after = [scores['mnist-test']!, await share(stored, held)].map(percent);
  console.log(`MNIST test: ${before[0]} as trained, ${after[0]} as stored (${quantize})`);
  console.log(`held out: ${before[1]} as trained, ${after[1]} as stored`);
  console.log(`temperature ${temperature.toFixed(3)}, folded into the last layer`);
  console.log(`wrote ${out}: ${files.weights.length} bytes of weights`);
}

async function round(
  { request: { bits }, network, engine, trainingImages }: Trained,
  weights: Weights,
): Promise<RoundedNetwork> {
  if (bits === undefined) return { weights, steps: [] };
  return roundNetwork(engine, network, weights, await trainingImages(), bits);
}

/** How the network came to be, so that it can be made again. */
function sourceOf({ request, settings, from }: Trained): string {
  const option = (name: string, value: number | undefined) =>
    value === undefined ? '' : ` --${name} ${value}`;
  const first = from ? `${from.source ?? request.from}, and from that ` : '';
  return (
    first +
    `npm run train -- --architecture ${request.architecture} --seed ${request.seed}` +
    ` --epochs ${settings.epochs} --batch-size ${settings.batchSize}` +
    ` --quantize ${request.quantize}${option('bits', request.bits)}` +
    `${option('limit', request.limit)}` +
    `${option('epoch-size', request.epochSize)}${option('patience', request.patience)}`
  );
}
