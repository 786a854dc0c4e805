import { nextTask } from '../util/async.js';
import { BOUNDS } from './check.js';
import { buildPlan } from './compile.js';
import { parseDescriptor, type DeclaredMetadata, type DescriptorMetadata } from './descriptor.js';
import { DescriptorError } from './errors.js';
import { download, shortUrl, type Fail, type Fetch } from './fetch-file.js';
import { loadWeights, parseDescriptorUrl } from './load-weights.js';
import type { Operation, Plan } from './plan.js';
import { decodeWeights, groupBytes } from './weights.js';

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
): Promise<LoadedNetwork> {
  const { json, bytes, finalUrl } = await loadJson(url, fetch, signal);
  const descriptor = parseDescriptor(json);
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
  const plan = buildPlan(descriptor, weights);
  const metadata = resolveMetadata(descriptor.metadata, plan);
  return { plan, metadata, name: metadata.title ?? descriptor.name, bytes: total };
}

/** If the descriptor does not say what its outputs are, the last operation decides. */
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
