import { nextTask } from '../util/async.js';
import { buildPlan } from './build-plan.js';
import { decodeWeights } from './decode-weights.js';
import { loadJson } from './load-json.js';
import { loadWeights } from './load-weights.js';
import type { DeclaredMetadata, DescriptorMetadata } from './metadata.js';
import { parseDescriptor } from './parse-descriptor.js';
import type { Operation, Plan } from './plan.js';
import { readerFor } from './reader-for.js';
import type { Fetch } from './response.js';
import { parseDescriptorUrl } from './shard-url.js';
import { groupBytes } from './weights-manifest.js';

export interface LoadOptions {
  readonly fetch: Fetch;
  /**
   * Weight files may come from other origins than the descriptor: those it names there by absolute
   * `https:` URLs, and those whose addresses redirect there. Default false.
   */
  readonly crossOriginWeights?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Bytes of the descriptor and its weight files. Called first when the descriptor is there, which
   * tells the total; `loaded` never falls and ends at `total`.
   */
  readonly onProgress?: ((loaded: number, total: number) => void) | undefined;
}

/** A load that can be broken off at whatever point. */
type Running = LoadOptions & { readonly signal: AbortSignal };

/** A network ready to be compiled by a backend. */
export interface LoadedNetwork {
  readonly plan: Plan;
  readonly metadata: DescriptorMetadata;
  /** The title in the metadata, or the model's own name; may be empty. */
  readonly name: string;
  /** Length of all its files. */
  readonly bytes: number;
}

/**
 * Fetches a descriptor and its weights, checks them, and builds the plan. When anything fails, requests
 * under way are broken off.
 *
 * A request for a weight file that the server redirects to another origin is sent there before its
 * answer can be refused, for a page cannot look at a redirect; nothing of the answer's body is read.
 *
 * @param url absolute; weight files lie beside the descriptor or below
 * @throws DescriptorError, ChunkLoadError, or the signal's reason as it is
 */
export async function loadDescriptor(url: string, options: LoadOptions): Promise<LoadedNetwork> {
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
  { fetch, crossOriginWeights = false, signal, onProgress }: Running,
): Promise<LoadedNetwork> {
  const { json, bytes, finalUrl } = await loadJson(url, fetch, signal);
  const reader = await readerFor(json);
  signal.throwIfAborted();
  const descriptor = parseDescriptor(json, reader);
  const { manifest } = descriptor;
  const total = manifest.reduce((sum, group) => sum + groupBytes(group), bytes);
  let loaded = bytes;
  onProgress?.(loaded, total);
  const buffers = await loadWeights(manifest, {
    url,
    finalUrl,
    crossOrigin: crossOriginWeights,
    fetch,
    signal,
    files: descriptor.metadata.weights,
    onBytes: (length) => {
      loaded += length;
      onProgress?.(loaded, total);
    },
  });
  await nextTask();
  const weights = decodeWeights(manifest, buffers);
  await nextTask();
  signal.throwIfAborted();
  const plan = buildPlan(descriptor, weights, reader);
  const metadata = resolveMetadata(descriptor.metadata, plan);
  return { plan, metadata, name: metadata.title ?? descriptor.name, bytes: total };
}

/** Where the descriptor does not say what its outputs are, the last operation does. */
function resolveMetadata(declared: DeclaredMetadata, plan: Plan): DescriptorMetadata {
  const last = lastComputation(plan);
  const output = declared.output ?? (last?.kind === 'softmax' ? 'probabilities' : 'logits');
  return { ...declared, output };
}

function lastComputation({ operations, output }: Plan): Operation | undefined {
  let last = operations.find((operation) => operation.output === output);
  while (last?.kind === 'reshape') {
    const { input } = last;
    last = operations.find((operation) => operation.output === input);
  }
  return last;
}
