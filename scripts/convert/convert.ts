import { basename, dirname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  type DescriptorMetadata,
  inputEnds,
  type LoadedNetwork,
  type OutputKind,
  withoutSoftmax,
} from '../../src/graph/index.js';
import { DEFAULT_PREPROCESSING } from '../../src/ink/index.js';
import { ScriptError, tableMarkdown } from '../lib/cli.js';
import { kilobytes, percent } from '../lib/figures.js';
import {
  DESCRIPTOR_FILE,
  describePlan,
  type DescriptorFiles,
  exportDescriptor,
  type Facts,
  type NamedTensor,
  operationsTable,
  type Quantization,
  writeLayersModel,
} from '../lib/descriptor.js';
import { suggestInput } from './suggest-input.js';
import {
  checkAgreement,
  largestDifference,
  loadFromMemory,
  randomImages,
  readTestImages,
  runNetwork,
  shareRead,
  storageOf,
  toProbabilities,
  weightError,
} from './agreement.js';
import { addBorder, needsBorder, withBorder } from './border.js';
import { findReader, loadSource } from './formats.js';
import { openSource, type SourceNetwork, topologyText } from './source-network.js';

type NetworkInput = DescriptorMetadata['input'];

export interface ConvertRequest {
  /** Path of the file to convert. */
  readonly input: string;
  /** Where `model.json` and the weights go. */
  readonly out: string;
  readonly quantize: Quantization;
  readonly appendSoftmax: SoftmaxChoice;
  /** What the network takes, as far as it is said. */
  readonly given: Partial<NetworkInput>;
  readonly labels?: readonly string[];
  /** Index of the output for what is not a digit. */
  readonly notADigit?: number;
  readonly name?: string;
  /** A file of layers, or the name of a network that is known. */
  readonly topology?: string;
  /** A folder with MNIST, to measure on. */
  readonly verify?: string;
}

/** Images that networks are compared on. */
const COMPARED = 100;

const BORDER_NOTE =
  'its 32×32 input gets two pixels of paper around the image; if training enlarged the digits instead, measure with --verify what that costs';

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
  const isBordered = needsBorder(source.topology);
  const topologyFor = ({ input = facts.input }: Partial<Facts>) =>
    isBordered ? withBorder(source.topology, inputEnds(input)[0]) : source.topology;
  const plain = await loadSource(input, { ...source, topology: topologyFor(facts) }, facts);
  const kind = source.output ?? outputKind(plain);
  const softmax = needsSoftmax(request.appendSoftmax, kind);
  const images = randomImages(COMPARED, inputEnds(facts.input));
  const plainOutputs = await runNetwork(plain, images);
  const logits = withoutSoftmax(plain.plan);
  console.log(`Comparing with the source on ${COMPARED} random inputs…`);
  const agreement = await checkAgreement(
    source,
    isBordered ? addBorder(images, inputEnds(facts.input)[0]) : images,
    plainOutputs,
    logits ? await runNetwork({ plan: logits }, images) : undefined,
  );

  const output = softmax ? 'probabilities' : kind;
  const write = (quantization: Quantization, more: Partial<Facts> = {}): DescriptorFiles => {
    const model = softmax ? appendSoftmax(topologyFor(more)) : topologyFor(more);
    const storage = (tensor: NamedTensor) => storageOf(tensor, quantization);
    return writeLayersModel(model, source.weights, storage, { ...facts, output, ...more });
  };
  let files = write(quantize);
  const network = await loadFromMemory(files);
  console.log(tableMarkdown(operationsTable(describePlan(network.plan))));
  const notes = [
    ...source.notes,
    ...(isBordered ? [BORDER_NOTE] : []),
    ...(softmax ? ['a softmax was added behind the logits'] : []),
  ];
  for (const note of notes) console.log(sentence(note));
  console.log(`\n${agreement}`);

  const outputs = await runNetwork(network, images);
  const count = outputs.length / COMPARED;
  const expected = toProbabilities(plainOutputs, kind, count);
  const difference = largestDifference(toProbabilities(outputs, output, count), expected);
  const unquantized = write('none');
  console.log(
    `stored as ${quantize}: a weight is off by ${figure(weightError(files, unquantized))} at most, ` +
      `a probability by ${figure(difference)}`,
  );
  if (!(difference <= (quantize === 'none' ? 1e-5 : 1))) {
    throw new ScriptError('output-differs', 'What would be written is not what was converted.');
  }
  if (test) {
    const said = { ...source.metadata?.input, ...request.given };
    const writeFor = (input: NetworkInput) => write('none', { input });
    console.log(await suggestInput(writeFor, facts.input, said, test));
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
    preparation: DEFAULT_PREPROCESSING,
    source: `${basename(request.input)}, ${source.format}`,
    ...metadata,
    output: source.output ?? 'logits',
    input: { range: [0, 1], foreground: 'light', ...metadata.input, ...request.given },
    labels: request.labels ?? metadata.labels ?? [...'0123456789'],
    ...(request.notADigit !== undefined && { notADigit: request.notADigit }),
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

export const SOFTMAX_CHOICES = ['auto', 'always', 'never'] as const;

type SoftmaxChoice = (typeof SOFTMAX_CHOICES)[number];

type Topology = Readonly<Record<string, unknown>>;

/** What a network's outputs are by its last operation, where its file does not tell. */
function outputKind({ plan }: Pick<LoadedNetwork, 'plan'>): OutputKind {
  let last = plan.operations.find(({ output }) => output === plan.output);
  while (last?.kind === 'reshape') {
    const { input } = last;
    last = plan.operations.find(({ output }) => output === input);
  }
  if (last?.kind === 'softmax') return 'probabilities';
  const activation = last && 'activation' in last ? last.activation.kind : 'linear';
  // Chances of their own: they need no more than to be brought to a sum of 1.
  return activation === 'sigmoid' || activation === 'hardSigmoid' ? 'probabilities' : 'logits';
}

/** @throws ScriptError `bad-option` where a softmax would be put on probabilities. */
export function needsSoftmax(choice: SoftmaxChoice, kind: OutputKind): boolean {
  if (choice === 'always' && kind === 'probabilities') {
    throw new ScriptError(
      'bad-option',
      '--append-softmax always: the network gives probabilities already; leave the option out.',
    );
  }
  return choice !== 'never' && kind === 'logits';
}

/** The same model with a Softmax layer behind its output. */
export function appendSoftmax(topology: Topology): Topology {
  const given = topology['config'];
  const config = (Array.isArray(given) ? { layers: given } : given) as Topology;
  const layers = config['layers'] as readonly Topology[];
  const name = unusedName(layers);
  const layer = { class_name: 'Softmax', config: { name, axis: -1 } };
  if (topology['class_name'] === 'Sequential') {
    return { ...topology, config: { ...config, layers: [...layers, layer] } };
  }
  const outputs = config['output_layers'] as readonly unknown[];
  const [from, call] = (typeof outputs[0] === 'string' ? outputs : outputs[0]) as unknown[];
  const inbound_nodes = [[[from, call, 0, {}]]];
  return {
    ...topology,
    config: {
      ...config,
      layers: [...layers, { ...layer, name, inbound_nodes }],
      output_layers: [[name, 0, 0]],
    },
  };
}

function unusedName(layers: readonly Topology[]): string {
  const names = new Set(
    layers.flatMap((layer) => [layer['name'], (layer['config'] as Topology)['name']]),
  );
  let name = 'softmax';
  for (let number = 1; names.has(name); number++) name = `softmax_${number}`;
  return name;
}

/** `model.json 3.0 kB (0.8 kB gzipped), weights 150.7 kB (139.3 kB gzipped)` */
function sizesOf({ json, weights }: DescriptorFiles): string {
  return `${DESCRIPTOR_FILE} ${size(Buffer.from(json))}, weights ${size(weights)}`;
}

function size(bytes: Uint8Array): string {
  const gzipped = gzipSync(bytes, { level: 9 }).length;
  return `${kilobytes(bytes.length)} (${kilobytes(gzipped)} gzipped)`;
}
