import type { WeightFile, WeightGroup } from './descriptor.js';
import { DescriptorError } from './errors.js';
import { ByteCollector, checkDigest, download, type Fail, type Fetch } from './fetch-file.js';
import { checkLength, groupBytes } from './weights.js';

interface Options {
  /** The descriptor's URL. */
  readonly url: string;
  /** The descriptor's URL after redirects. */
  readonly finalUrl: string;
  readonly crossOrigin: boolean;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** Lengths and digests; empty if the descriptor states none. */
  readonly files: readonly WeightFile[];
  /** Called with the length of each chunk. */
  readonly onBytes: (length: number) => void;
}

const fail: Fail<'unreachable' | 'http' | 'digest'> = (problem, message, options) =>
  new DescriptorError(`weights-${problem}`, message, options);

/**
 * Fetches all weight files at once and checks their lengths and digests.
 *
 * @returns for each group, the contents of its files one after the other
 * @throws DescriptorError
 */
export async function loadWeights(
  manifest: readonly WeightGroup[],
  options: Options,
): Promise<Uint8Array[]> {
  checkListed(manifest, options.files);
  // All addresses are checked before any is fetched.
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
  const count = (length: number, type: string) => {
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
    onBytes: count,
    onAnswer: checkAnswer,
  });
  if (stated) {
    checkLength(received, stated.bytes, path, pageNote(type));
    await checkDigest(bytes, path, 'the descriptor', stated.sha256, fail);
  }
  return { bytes, note: pageNote(type) };
}

/** Without this check, a file without a digest would not be noticed. */
function checkListed(manifest: readonly WeightGroup[], files: readonly WeightFile[]): void {
  if (files.length === 0) return;
  const paths = new Set(manifest.flatMap(({ paths }) => paths));
  const listed = new Set(files.map(({ path }) => path));
  const lone =
    [...paths].find((path) => !listed.has(path)) ?? [...listed].find((path) => !paths.has(path));
  if (lone === undefined) return;
  throw new DescriptorError(
    'metadata-invalid',
    `${lone} is in only one of weightsManifest and digitRecognizer.weights; list it in both`,
  );
}

/** Many servers answer an unknown address with a page and status 200. */
function pageNote(type: string): string {
  return type === 'text/html' ? '; the server sent a page (text/html), so check the address' : '';
}

/**
 * URL of a weight file. It must be in the descriptor's directory or below: a descriptor may come from
 * anyone, and must not make the page read other addresses. The query of the descriptor's URL is kept, as
 * in TensorFlow.js, because some hosts sign their URLs with it.
 *
 * @param crossOrigin also allows another origin, over HTTPS unless the descriptor came over HTTP. The
 * query is not sent there
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
      `weight file ${path} cannot be found from a ${base.protocol} URL; serve the descriptor in one directory with its files`,
      { cause },
    );
  }
  if (isElsewhere(url, base)) {
    if (crossOrigin) return url.href;
    throw otherOrigin(`weight file ${path} is on ${url.origin}`, base.origin);
  }
  if (!url.href.startsWith(directory.href)) {
    throw new DescriptorError(
      'weights-path',
      `weight file ${path} is outside the descriptor's directory ${directory.href}; move it there`,
    );
  }
  if (url.search === '') url.search = base.search;
  return url.href;
}

/** On another origin, with an allowed protocol. */
function isElsewhere(url: URL, base: URL): boolean {
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && base.protocol === 'http:');
  return safe && url.origin !== base.origin;
}

/**
 * Checks the origin of a weight file after redirects.
 *
 * @param allowed URLs whose origins are allowed
 * @throws DescriptorError `weights-origin`
 */
export function checkRedirect(path: string, final: string, allowed: readonly string[]): void {
  const origin = originOf(final);
  const origins = [...new Set(allowed.map(originOf))];
  if (origins.includes(origin)) return;
  throw otherOrigin(`weight file ${path} was redirected to ${origin}`, origins.join(' or '));
}

/** A page's own fetch may answer with a text that is not a URL; then no origin matches it. */
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
    `${what}, but the descriptor is on ${allowed}. Move the file there, or allow other origins with crossOriginWeights (the attribute crossorigin-weights)`,
  );
}

/** @throws DescriptorError `descriptor-url` */
export function parseDescriptorUrl(url: string): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new DescriptorError(
      'descriptor-url',
      `${url} is not an absolute URL; resolve it against the page's URL`,
      { cause },
    );
  }
}
