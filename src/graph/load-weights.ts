import { ByteCollector } from './byte-collector.js';
import { checkDigest } from './check-digest.js';
import { checkLength } from './decode-weights.js';
import type { WeightGroup } from './descriptor.js';
import { DescriptorError } from './descriptor-error.js';
import { download, type Fail } from './download.js';
import type { WeightFile } from './metadata.js';
import type { Fetch } from './response.js';
import { checkRedirect, shardUrl } from './shard-url.js';
import { groupBytes } from './weights-manifest.js';

interface Options {
  /** Of the descriptor. */
  readonly url: string;
  /** The same after redirects. */
  readonly finalUrl: string;
  readonly crossOrigin: boolean;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** Lengths and digests; empty where the descriptor states none. */
  readonly files: readonly WeightFile[];
  /** Told the length of each piece as it comes. */
  readonly onBytes: (length: number) => void;
}

const fail: Fail<'unreachable' | 'http' | 'digest'> = (problem, message, options) =>
  new DescriptorError(`weights-${problem}`, message, options);

/**
 * Fetches the files of all groups at once, and checks lengths and digests.
 *
 * @returns for each group the contents of its files, one after the other
 * @throws DescriptorError
 */
export async function loadWeights(
  manifest: readonly WeightGroup[],
  options: Options,
): Promise<Uint8Array[]> {
  checkListed(manifest, options.files);
  // All addresses are looked at before the first is fetched.
  const urls = new Map(
    manifest.flatMap(({ paths }) =>
      paths.map((path) => [path, shardUrl(path, options.url, options.crossOrigin)]),
    ),
  );
  return Promise.all(manifest.map((group) => loadGroup(group, urls, options)));
}

async function loadGroup(
  group: WeightGroup,
  urls: ReadonlyMap<string, string>,
  options: Options,
): Promise<Uint8Array> {
  const needed = groupBytes(group);
  let received = 0;
  const onBytes = (length: number, note: string) => {
    received += length;
    if (received > needed) checkLength(received, needed, group.paths.join(', '), note);
    options.onBytes(length);
  };
  const shards = group.paths.map((path) =>
    loadShard(path, urls.get(path) ?? path, options, onBytes),
  );
  const loaded = await Promise.all(shards);
  const notes = new Set(loaded.map(({ note }) => note));
  checkLength(received, needed, group.paths.join(', '), [...notes].join(''));
  return concatenate(loaded.map(({ bytes }) => bytes));
}

function concatenate(files: readonly Uint8Array[]): Uint8Array {
  const [only, ...more] = files;
  if (only && more.length === 0) return only;
  const all = new ByteCollector();
  for (const file of files) all.add(file);
  return all.bytes;
}

async function loadShard(
  path: string,
  url: string,
  { fetch, signal, files, crossOrigin, ...descriptor }: Options,
  onBytes: (length: number, note: string) => void,
): Promise<{ bytes: Uint8Array; note: string }> {
  const stated = files.find((file) => file.path === path);
  let received = 0;
  const take = (length: number, type: string) => {
    received += length;
    if (stated && received > stated.bytes) {
      checkLength(received, stated.bytes, path, pageNote(type));
    }
    onBytes(length, pageNote(type));
  };
  const checkAnswer = (final: string) => {
    if (!crossOrigin) checkRedirect(path, final, [url, descriptor.url, descriptor.finalUrl]);
  };
  const { bytes, type } = await download(url, {
    fetch,
    signal,
    fail,
    onBytes: take,
    onAnswer: checkAnswer,
  });
  if (stated) {
    checkLength(received, stated.bytes, path, pageNote(type));
    await checkDigest(bytes, path, 'the descriptor', stated.sha256, fail);
  }
  return { bytes, note: pageNote(type) };
}

/** A file that the descriptor states no digest for would pass unchecked. */
function checkListed(manifest: readonly WeightGroup[], files: readonly WeightFile[]): void {
  if (files.length === 0) return;
  const paths = new Set(manifest.flatMap(({ paths }) => paths));
  const listed = new Set(files.map(({ path }) => path));
  const lone =
    [...paths].find((path) => !listed.has(path)) ?? [...listed].find((path) => !paths.has(path));
  if (lone === undefined) return;
  throw new DescriptorError(
    'metadata-invalid',
    `${lone} is named by only one of weightsManifest and digitRecognizer.weights`,
  );
}

/** Many servers answer an unknown address with their front page and status 200. */
function pageNote(type: string): string {
  return type === 'text/html' ? ' (got text/html, a page; check the address)' : '';
}
