import { DescriptorError } from './descriptor-error.js';

/**
 * Address of a weight file. It must lie in the descriptor's own directory or below: a descriptor may
 * come from anyone, and has no business making a page read other addresses. A query of the
 * descriptor's address is carried over, as TensorFlow.js does, for hosts that sign their addresses.
 *
 * @throws DescriptorError `descriptor-url`, `weights-path`
 */
export function shardUrl(path: string, descriptorUrl: string): string {
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
  if (!url.href.startsWith(directory.href)) {
    throw new DescriptorError(
      'weights-path',
      `weight file ${path} lies outside the descriptor's directory ${directory.href}; put it there`,
    );
  }
  if (url.search === '') url.search = base.search;
  return url.href;
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
