import { BOUNDS } from './bounds.js';
import { DescriptorError } from './descriptor-error.js';
import { download, shortUrl } from './download.js';
import type { Fetch } from './response.js';

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
  signal: AbortSignal | undefined,
): Promise<{ json: unknown; bytes: number; finalUrl: string }> {
  let length = 0;
  const {
    bytes,
    type,
    url: finalUrl,
  } = await download('descriptor', url, fetch, signal, (more) => {
    length += more;
    if (length > BOUNDS.jsonBytes) {
      throw new DescriptorError(
        'descriptor-too-large',
        `${shortUrl(url)} is longer than the ${BOUNDS.jsonBytes} bytes a descriptor may have`,
      );
    }
  });
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
