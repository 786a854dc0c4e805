import { percent } from '../lib/percent.js';
import { readMnist } from '../lib/mnist.js';
import type { Architecture, TrainingSettings } from './architecture.js';
import { describeNetwork, type Facts } from './descriptor.js';
import { decodedWeights, exportNetwork } from './export-network.js';
import { accuracy } from './loss.js';
import type { Network } from './network.js';
import type { TrainingRequest } from './run-training.js';
import type { TrainingData } from './training-data.js';

interface Trained {
  readonly request: TrainingRequest;
  readonly architecture: Architecture;
  readonly settings: TrainingSettings;
  readonly network: Network;
  readonly data: TrainingData;
  readonly weights: readonly Float32Array[];
}

/** Measures the network as trained and as stored, and writes it with its scores. */
export async function finishTraining(trained: Trained): Promise<void> {
  const { request, architecture, network, data, weights } = trained;
  const { out, quantize } = request;
  const describe = (facts: Partial<Facts>) =>
    describeNetwork(request.architecture, network, weights, quantize, {
      title: request.architecture,
      description: architecture.description,
      preparation: architecture.preparation,
      source: sourceOf(trained),
      trainedOn: 'MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0)',
      ...facts,
    });

  const stored = decodedWeights(describe({}));
  const test = await readMnist(request.data, 'test');
  const scores = {
    'mnist-valid': accuracy(network, stored, data.valid),
    'mnist-test': accuracy(network, stored, test),
  };
  const files = describe({ scores });
  await exportNetwork(out, files);

  const trainedTest = percent(accuracy(network, weights, test));
  console.log(
    `MNIST test: ${trainedTest} as trained, ${percent(scores['mnist-test'])} as stored (${quantize})`,
  );
  console.log(`wrote ${out}: ${files.weights.length} bytes of weights`);
}

/** How the network came to be, so that it can be made again. */
function sourceOf({ request, settings }: Trained): string {
  const limit = request.limit === undefined ? '' : ` --limit ${request.limit}`;
  return (
    `npm run train -- --architecture ${request.architecture} --seed ${request.seed}` +
    ` --epochs ${settings.epochs} --batch-size ${settings.batchSize}` +
    ` --quantize ${request.quantize}${limit}`
  );
}
