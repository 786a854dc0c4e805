import { nextTask } from '../util/async.js';
import { BOUNDS, Fields, fieldOf } from './check.js';
import { buildPlan } from './compile.js';
import {
  type DeclaredMetadata,
  type Descriptor,
  type DescriptorMetadata,
  parseDescriptor,
  parseMetadata,
  type TensorSpec,
  type WeightGroup,
} from './descriptor.js';
import { DescriptorError, type DescriptorErrorCode } from './errors.js';
import { download, shortUrl, type Fail, type Fetch } from './fetch-file.js';
import { loadWeights, parseDescriptorUrl } from './load-weights.js';
import type { Operation, Plan } from './plan.js';
import { decodeWeights, groupBytes, parseManifest, storedBytes } from './weights.js';

export interface LoadOptions {
  readonly fetch: Fetch;
  /**
   * Allows weight files on other origins than the descriptor's: files with absolute `https:` URLs, and
   * files that redirect there. Default false.
   */
  readonly crossOriginWeights?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with the bytes of the descriptor and its weight files. The first call comes once the descriptor
   * is loaded, because it states the total. `loaded` never decreases and ends at `total`.
   */
  readonly onProgress?: ((loaded: number, total: number) => void) | undefined;
}

/** A network ready to be compiled by a backend. */
export interface LoadedNetwork {
  readonly plan: Plan;
  readonly metadata: DescriptorMetadata;
  /** The title in the metadata, or the model's own name; may be empty. */
  readonly name: string;
  /** Total length of its files. */
  readonly bytes: number;
}

/** A network's files, for TensorFlow.js itself. */
export interface NetworkFiles {
  readonly format: 'layers-model' | 'graph-model';
  /** `modelTopology` of the descriptor. */
  readonly topology: object;
  /** Of a graph-model: the names of its inputs and outputs. */
  readonly signature: unknown;
  readonly tensors: readonly StoredTensor[];
  readonly metadata: DescriptorMetadata;
  /** Why there is no plan. */
  readonly problem: DescriptorError;
}

interface StoredTensor {
  readonly spec: TensorSpec;
  /** As in the file, quantized or not. */
  readonly bytes: Uint8Array;
}

/** A network that the built-in executor may not know: then it has no plan. */
export interface AnyNetwork extends Omit<LoadedNetwork, 'plan'> {
  readonly plan: Plan | null;
  /** For TensorFlow.js; null where there is a plan. */
  readonly files: NetworkFiles | null;
}

/**
 * Fetches a descriptor and its weights, checks them, and builds the plan. If anything fails, the other
 * requests are canceled.
 *
 * If a weight file redirects to another origin, the browser follows before this code can refuse. In that
 * case the body is not read.
 *
 * @param url absolute; weight files are in the descriptor's directory or below
 * @throws DescriptorError, ChunkLoadError, or the signal's reason
 */
export async function loadDescriptor(url: string, options: LoadOptions): Promise<LoadedNetwork> {
  const { plan, files, ...network } = await loadNetwork(url, options);
  if (!plan) throw files!.problem;
  return { ...network, plan };
}

/** As {@link loadDescriptor}, but a network that needs TensorFlow.js is no error. */
export async function loadNetwork(url: string, options: LoadOptions): Promise<AnyNetwork> {
  const { signal } = options;
  parseDescriptorUrl(url);
  signal?.throwIfAborted();
  const stop = new AbortController();
  const forward = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', forward);
  try {
    return await load(url, { ...options, signal: stop.signal });
  } finally {
    signal?.removeEventListener('abort', forward);
    stop.abort();
  }
}

async function load(
  url: string,
  {
    fetch,
    crossOriginWeights = false,
    signal,
    onProgress,
  }: LoadOptions & { readonly signal: AbortSignal },
): Promise<AnyNetwork> {
  const { json, bytes, finalUrl } = await loadJson(url, fetch, signal);
  const descriptor = orProblem(() => parseDescriptor(json));
  const { manifest, metadata: declared } =
    descriptor instanceof DescriptorError ? parseForTensorFlow(json) : descriptor;
  const total = manifest.reduce((sum, group) => sum + groupBytes(group), bytes);
  let loaded = bytes;
  onProgress?.(loaded, total);
  const buffers = await loadWeights(manifest, {
    url,
    finalUrl,
    crossOrigin: crossOriginWeights,
    fetch,
    signal,
    files: declared.weights,
    onBytes: (length) => {
      loaded += length;
      onProgress?.(loaded, total);
    },
  });
  await nextTask();
  const weights = decodeWeights(manifest, buffers);
  await nextTask();
  signal.throwIfAborted();
  const plan =
    descriptor instanceof DescriptorError
      ? descriptor
      : orProblem(() => buildPlan(descriptor, weights));
  const problem = plan instanceof DescriptorError ? plan : null;
  const built = plan instanceof DescriptorError ? null : plan;
  const metadata = {
    ...declared,
    output: declared.output ?? (endsInSoftmax(built, json, declared) ? 'probabilities' : 'logits'),
  } as const;
  const own = descriptor instanceof DescriptorError ? '' : descriptor.name;
  return {
    plan: built,
    files: problem && { ...filesOf(json, manifest, buffers), metadata, problem },
    metadata,
    name: metadata.title ?? own,
    bytes: total,
  };
}

/** What the built-in executor lacks and TensorFlow.js may have. */
const BEYOND: readonly DescriptorErrorCode[] = [
  'descriptor-unsupported',
  'graph-inputs',
  'input-shape',
  'layer-unknown',
  'layer-unsupported',
];

/** @returns the error where TensorFlow.js may help */
function orProblem<T>(work: () => T): T | DescriptorError {
  try {
    return work();
  } catch (error) {
    if (error instanceof DescriptorError && BEYOND.includes(error.code)) return error;
    throw error;
  }
}

/** What stands in a descriptor besides its layers. */
function parseForTensorFlow(json: unknown): Pick<Descriptor, 'manifest' | 'metadata'> {
  return {
    manifest: parseManifest(fieldOf(json, 'weightsManifest'), true),
    metadata: parseMetadata(fieldOf(json, 'userDefinedMetadata')),
  };
}

function filesOf(
  json: unknown,
  manifest: readonly WeightGroup[],
  buffers: readonly Uint8Array[],
): Omit<NetworkFiles, 'metadata' | 'problem'> {
  const root = new Fields(json, 'the descriptor', 'descriptor-invalid');
  const topology = root.fields('modelTopology', 'modelTopology');
  const tensors = manifest.flatMap((group, index) => {
    let end = 0;
    return group.tensors.map((spec) => {
      const start = end;
      end += storedBytes(spec);
      return { spec, bytes: buffers[index]!.subarray(start, end) };
    });
  });
  return {
    format: topology.has('node') ? 'graph-model' : 'layers-model',
    topology: topology.object,
    signature: root.get('signature') ?? fieldOf(root.get('userDefinedMetadata'), 'signature'),
    tensors: tensors.filter(({ spec }) => !spec.training),
  };
}

/** If the descriptor does not say what its outputs are, the last operation decides. */
function endsInSoftmax(
  plan: Plan | null,
  json: unknown,
  { outputName }: DeclaredMetadata,
): boolean {
  if (plan) return lastComputation(plan)?.kind === 'softmax';
  const topology = fieldOf(json, 'modelTopology');
  const nodes = fieldOf(topology, 'node');
  if (!Array.isArray(nodes))
    return lastLayerIsSoftmax(fieldOf(topology, 'model_config') ?? topology);
  const read = new Set(nodes.flatMap((node) => namesOf(fieldOf(node, 'input'))));
  let last: unknown = nodes.findLast((node) => {
    const name = String(fieldOf(node, 'name'));
    return outputName ? name === outputName.replace(/:\d+$/, '') : !read.has(name);
  });
  for (let steps = 0; steps < nodes.length; steps++) {
    const op = String(fieldOf(last, 'op'));
    if (!['Identity', 'Reshape', 'Squeeze'].includes(op)) return op === 'Softmax';
    const [input] = namesOf(fieldOf(last, 'input'));
    last = nodes.find((node) => fieldOf(node, 'name') === input);
  }
  return false;
}

/** Of the inputs of a node: without the number of the output, and without the sign of control inputs. */
function namesOf(inputs: unknown): string[] {
  return Array.isArray(inputs)
    ? inputs.map((input) => String(input).replace(/:\d+$/, '').replace(/^\^/, ''))
    : [];
}

function lastLayerIsSoftmax(model: unknown): boolean {
  const config = fieldOf(model, 'config');
  const layers = Array.isArray(config) ? (config as unknown[]) : fieldOf(config, 'layers');
  if (Array.isArray(layers)) return lastLayerIsSoftmax(layers.at(-1));
  return fieldOf(model, 'class_name') === 'Softmax' || fieldOf(config, 'activation') === 'softmax';
}

function lastComputation({ operations, output }: Plan): Operation | undefined {
  let last = operations.find((operation) => operation.output === output);
  while (last?.kind === 'reshape') {
    const { input } = last;
    last = operations.find((operation) => operation.output === input);
  }
  return last;
}

const fail: Fail = (problem, message, options) =>
  new DescriptorError(`descriptor-${problem}`, message, options);

/**
 * Fetches a descriptor and parses its JSON.
 *
 * @returns `finalUrl` is the URL after redirects
 * @throws DescriptorError `descriptor-unreachable`, `descriptor-http`, `descriptor-not-json`,
 *   `descriptor-too-large`
 */
async function loadJson(
  url: string,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<{ json: unknown; bytes: number; finalUrl: string }> {
  let length = 0;
  const onBytes = (more: number) => {
    length += more;
    if (length > BOUNDS.jsonBytes) {
      throw new DescriptorError(
        'descriptor-too-large',
        `${shortUrl(url)} is longer than ${BOUNDS.jsonBytes} bytes, the maximum for a descriptor; it is damaged, or another file`,
      );
    }
  };
  const { bytes, type, url: finalUrl } = await download(url, { fetch, signal, fail, onBytes });
  const json = parseJson(new TextDecoder().decode(bytes), type, url);
  return { json, bytes: bytes.length, finalUrl };
}

function parseJson(text: string, type: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const isPage = type === 'text/html' || text.trimStart().startsWith('<');
    throw new DescriptorError(
      'descriptor-not-json',
      isPage
        ? `${shortUrl(url)} is a page (${type || 'markup'}), not a descriptor; check the address`
        : `${shortUrl(url)} is not JSON: ${String(cause)}; it is damaged, or another file`,
      { cause },
    );
  }
}
