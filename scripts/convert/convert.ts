import { basename, dirname, resolve } from 'node:path';
import { describePlan, type DescriptorMetadata } from '../../src/graph/index.js';
import { DEFAULT_PREPARATION } from '../../src/ink/index.js';
import { exportDescriptor } from '../descriptor/export-descriptor.js';
import { writeLayersModel, type DescriptorFiles, type Facts } from '../descriptor/layers-model.js';
import { networkTable } from '../descriptor/print-network.js';
import type { Quantization } from '../descriptor/quantize.js';
import { percent } from '../lib/percent.js';
import { ScriptError } from '../lib/script-error.js';
import { appendSoftmax, needsSoftmax, outputKind, type SoftmaxChoice } from './append-softmax.js';
import { checkAgreement } from './check-agreement.js';
import { findReader } from './formats.js';
import { loadSource } from './load-source.js';
import { loadFromMemory } from './memory-network.js';
import { largestDifference, toProbabilities } from './outputs.js';
import { storageOf, weightError } from './quantization-cost.js';
import { randomImages } from './random-images.js';
import { runNetwork } from './run-network.js';
import { openSource } from './source-file.js';
import type { SourceNetwork } from './source-network.js';
import { topologyText } from './topology-option.js';
import { readTestImages, shareRead } from './verify.js';
import { sizesOf } from './sizes.js';

export interface ConvertRequest {
  /** Path of the file to convert. */
  readonly input: string;
  /** Where `model.json` and the weights go. */
  readonly out: string;
  readonly quantize: Quantization;
  readonly appendSoftmax: SoftmaxChoice;
  readonly inputRange?: DescriptorMetadata['input']['range'];
  readonly foreground?: DescriptorMetadata['input']['foreground'];
  readonly labels?: readonly string[];
  readonly name?: string;
  /** A file of layers, or the name of a network that is known. */
  readonly topology?: string;
  /** A folder with MNIST, to measure on. */
  readonly verify?: string;
}

/** Images that networks are compared on. */
const COMPARED = 100;

/**
 * Converts a network into a descriptor, says what it did, and writes it only when it gives the same
 * numbers as the source does.
 *
 * @throws ScriptError
 */
export async function convert(request: ConvertRequest): Promise<void> {
  const { input, out, quantize } = request;
  if (resolve(out) === dirname(resolve(input))) {
    throw new ScriptError('bad-option', `${out} holds the network itself: choose another folder.`);
  }
  const test = request.verify === undefined ? undefined : await readTestImages(request.verify);
  const file = await openSource(input);
  const read = await findReader(input, file.bytes);
  const topology = request.topology && (await topologyText(request.topology));
  const source = await read(file, topology ? { topology } : {});
  console.log(`${input}: ${source.format}\n`);

  const facts = factsOf(source, request);
  const plain = await loadSource(input, source, facts);
  const kind = source.output ?? outputKind(plain);
  const softmax = needsSoftmax(request.appendSoftmax, kind);
  const images = randomImages(COMPARED, facts.input.range);
  const plainOutputs = await runNetwork(plain, images);
  const agreement = await checkAgreement(source, images, plainOutputs);

  const output = softmax ? 'probabilities' : kind;
  const model = softmax ? appendSoftmax(source.topology) : source.topology;
  const write = (quantization: Quantization, more: Partial<Facts> = {}): DescriptorFiles =>
    writeLayersModel(model, source.weights, (tensor) => storageOf(tensor, quantization), {
      ...facts,
      output,
      ...more,
    });
  let files = write(quantize);
  const network = await loadFromMemory(files);
  console.log(networkTable(describePlan(network.plan)));
  const notes = [...source.notes, ...(softmax ? ['a softmax was added behind the logits'] : [])];
  for (const note of notes) console.log(sentence(note));
  console.log(`\n${agreement}`);

  const outputs = await runNetwork(network, images);
  const expected = toProbabilities(plainOutputs, kind);
  const difference = largestDifference(toProbabilities(outputs, output), expected);
  const unquantized = write('none');
  console.log(
    `stored as ${quantize}: a weight is off by ${figure(weightError(files, unquantized))} at most, ` +
      `a probability by ${figure(difference)}`,
  );
  if (!(difference <= (quantize === 'none' ? 1e-5 : 1))) {
    throw new ScriptError('output-differs', 'What would be written is not what was converted.');
  }
  if (test) {
    const before = await shareRead('before', unquantized, test);
    const after = await shareRead('after', files, test);
    console.log(`MNIST test: ${percent(before)} as converted, ${percent(after)} as stored`);
    files = write(quantize, { scores: { 'mnist-test': after } });
  }
  await exportDescriptor(out, files, async (written) => {
    if (largestDifference(await runNetwork(written, images), outputs) === 0) return;
    throw new ScriptError('output-differs', `${out}: what is read back computes other numbers.`);
  });
  console.log(`wrote ${out}: ${sizesOf(files)}`);
}

function factsOf(source: SourceNetwork, request: ConvertRequest): Facts {
  const { metadata = {} } = source;
  return {
    preparation: DEFAULT_PREPARATION,
    source: `${basename(request.input)}, ${source.format}`,
    ...metadata,
    output: source.output ?? 'logits',
    input: {
      range: request.inputRange ?? metadata.input?.range ?? [0, 1],
      foreground: request.foreground ?? metadata.input?.foreground ?? 'light',
    },
    labels: request.labels ?? metadata.labels ?? [...'0123456789'],
    title: request.name ?? metadata.title ?? source.name,
  };
}

/** Readers word their notes each in its own way. */
function sentence(note: string): string {
  return `· ${note.charAt(0).toUpperCase()}${note.slice(1).replace(/\.$/, '')}.`;
}

/** `0`, `3.1e-4` */
function figure(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}
