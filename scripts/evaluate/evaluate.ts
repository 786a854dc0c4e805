import { dirname } from 'node:path';
import { checkWritable, writeFileAtomically } from '../lib/atomic.js';
import { readWrongLabels } from '../lib/wrong-labels.js';
import { createBuiltRecognizer, type BuiltRecognizer } from './built-recognizer.js';
import type { Evaluation, ReadingGroup } from './evaluation.js';
import { descriptorPath, readNetworkFacts, type NetworkFacts } from './network-facts.js';
import { readNonDigits } from './non-digits.js';
import * as print from './print.js';
import { readSource, type Reading } from './reading.js';
import { renderReport } from './report/report.js';
import { readMnistSource, readStrokeSources, type SampleSource } from './samples.js';
import { tallySource, type SourceTally } from './tally.js';
import { measureVariations } from './variations/measure.js';

export interface EvaluationRequest {
  readonly data: string;
  readonly model: string;
  readonly backend: string;
  /** Where the page goes. */
  readonly report: string;
  /** A list of wrong labels; the project's own if absent. */
  readonly wrongLabels?: string;
}

/**
 * Prints how well a network reads MNIST's test images and every source of pen strokes there is, and
 * writes a page that shows it.
 *
 * @throws ScriptError, DescriptorError, BackendError
 */
export async function evaluate(request: EvaluationRequest): Promise<void> {
  const network = await readNetworkFacts(descriptorPath(request.model));
  await checkWritable(dirname(request.report));
  const wrongLabels = await readWrongLabels(request.wrongLabels);
  const mnist = await readMnistSource(request.data);
  const strokes = await readStrokeSources(request.data, wrongLabels);
  const recognizer = await createBuiltRecognizer(network.path, request.backend);
  try {
    const evaluation = await measure(recognizer, network, mnist, strokes);
    await writeFileAtomically(request.report, await renderReport(evaluation));
    console.log(`\nThe misread digits and the curves are in ${request.report}`);
  } finally {
    recognizer.dispose();
  }
}

async function measure(
  recognizer: BuiltRecognizer,
  network: NetworkFacts,
  mnist: SampleSource,
  sources: readonly SampleSource[],
): Promise<Evaluation> {
  print.network(network, recognizer.backend);
  const tallies: SourceTally[] = [];
  const count = (name: string, readings: readonly Reading[]): void => {
    const tally = tallySource(name, readings);
    tallies.push(tally);
    print.tally(tally);
  };
  const images = await readSource(recognizer, mnist);
  count(mnist.name, images);
  const strokes: Reading[] = [];
  for (const source of sources) {
    const readings = await readSource(recognizer, source);
    count(source.name, readings);
    strokes.push(...readings);
  }
  if (sources.length > 1) count('all pen strokes', strokes);

  const groups: ReadingGroup[] = [
    { id: 'strokes' as const, name: 'pen strokes', readings: strokes },
    { id: 'mnist' as const, name: mnist.name, readings: images },
  ].filter(({ readings }) => readings.length > 0);
  groups.forEach(print.group);
  const nonDigits = await readNonDigits(recognizer);
  print.nonDigits(nonDigits);
  const samples = strokes.map(({ sample }) => sample);
  const variations = await measureVariations(recognizer, samples, network.preparation);
  return { network, backend: recognizer.backend, tallies, groups, nonDigits, variations };
}
