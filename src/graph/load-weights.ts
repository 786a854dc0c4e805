import type { WeightFile, WeightGroup } from './descriptor.js';
import { DescriptorError } from './errors.js';
import { ByteCollector, checkDigest, download, type Fail, type Fetch } from './fetch-file.js';
import { checkLength, groupBytes } from './weights.js';

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

/**
 * Address of a weight file. It must lie in the descriptor's own directory or below: a descriptor may
 * come from anyone, and has no business making a page read other addresses. A query of the
 * descriptor's address is carried over, as TensorFlow.js does, for hosts that sign their addresses.
 *
 * @param crossOrigin lets the file lie on another origin as well, no less safely served than the
 * descriptor; no query goes there
 * @throws DescriptorError `descriptor-url`, `weights-path`, `weights-origin`
 */
export function shardUrl(path: string, descriptorUrl: string, crossOrigin = false): string {
  const base = parseDescriptorUrl(descriptorUrl);
  let url: URL;
  let directory: URL;
  try {
    url = new URL(path, base);
    directory = new URL('.', base);
  } catch (cause) {
    throw new DescriptorError(
      'weights-path',
      `weight file ${path} cannot be found from ${base.protocol} URLs; serve the descriptor beside its files`,
      { cause },
    );
  }
  if (isElsewhere(url, base)) {
    if (crossOrigin) return url.href;
    throw otherOrigin(`weight file ${path} lies on ${url.origin}`, base.origin);
  }
  if (!url.href.startsWith(directory.href)) {
    throw new DescriptorError(
      'weights-path',
      `weight file ${path} lies outside the descriptor's directory ${directory.href}; put it there`,
    );
  }
  if (url.search === '') url.search = base.search;
  return url.href;
}

/** On another origin, by a protocol that may be asked for there. */
function isElsewhere(url: URL, base: URL): boolean {
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && base.protocol === 'http:');
  return safe && url.origin !== base.origin;
}

/**
 * Refuses a weight file whose request ended on an origin of none of the given addresses.
 *
 * @throws DescriptorError `weights-origin`
 */
export function checkRedirect(path: string, final: string, allowed: readonly string[]): void {
  const origin = originOf(final);
  const origins = [...new Set(allowed.map(originOf))];
  if (origins.includes(origin)) return;
  throw otherOrigin(`weight file ${path} was redirected to ${origin}`, origins.join(' or '));
}

/** A fetch of the page's own may answer with what is no URL; that is no origin either. */
function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return url;
  }
}

function otherOrigin(what: string, allowed: string): DescriptorError {
  return new DescriptorError(
    'weights-origin',
    `${what}, which is not the descriptor's origin (${allowed}); put it beside the descriptor, or allow it with crossOriginWeights (the attribute crossorigin-weights)`,
  );
}

/** @throws DescriptorError `descriptor-url` */
export function parseDescriptorUrl(url: string): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new DescriptorError(
      'descriptor-url',
      `${url} is not an absolute URL; resolve it against the page's first`,
      { cause },
    );
  }
}
