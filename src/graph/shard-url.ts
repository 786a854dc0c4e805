import { DescriptorError } from './descriptor-error.js';

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
