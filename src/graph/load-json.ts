import { BOUNDS } from './bounds.js';
import { DescriptorError } from './descriptor-error.js';
import { download, shortUrl, type Fail } from './download.js';
import type { Fetch } from './response.js';

const fail: Fail = (problem, message, options) =>
  new DescriptorError(`descriptor-${problem}`, message, options);

/**
 * Fetches a descriptor and parses its JSON.
 *
 * @returns also where it came from in the end, redirects followed
 * @throws DescriptorError `descriptor-unreachable`, `descriptor-http`, `descriptor-not-json`,
 *   `descriptor-too-large`
 */
export async function loadJson(
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
        `${shortUrl(url)} is longer than the ${BOUNDS.jsonBytes} bytes a descriptor may have; it is damaged, or another file`,
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
        ? `${shortUrl(url)}: got ${type || 'markup'}, a page, not a descriptor; check the address`
        : `${shortUrl(url)} is not JSON: ${String(cause)}; it is damaged, or another file`,
      { cause },
    );
  }
}
