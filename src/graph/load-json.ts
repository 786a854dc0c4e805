import { BOUNDS } from './bounds.js';
import { DescriptorError } from './descriptor-error.js';
import { download } from './download.js';
import type { Fetch } from './response.js';

/**
 * Fetches a descriptor and parses its JSON.
 *
 * @throws DescriptorError `descriptor-unreachable`, `descriptor-http`, `descriptor-not-json`,
 *   `descriptor-too-large`
 */
export async function loadJson(
  url: string,
  fetch: Fetch,
  signal: AbortSignal | undefined,
): Promise<{ json: unknown; bytes: number }> {
  let length = 0;
  const { bytes, type } = await download(
    url,
    fetch,
    signal,
    {
      unreachable: (cause) =>
        new DescriptorError(
          'descriptor-unreachable',
          `${short(url)} cannot be fetched: ${String(cause)}`,
          {
            cause,
          },
        ),
      http: (status) =>
        new DescriptorError('descriptor-http', `${short(url)} answered with status ${status}`),
    },
    (more) => {
      length += more;
      if (length > BOUNDS.jsonBytes) {
        throw new DescriptorError(
          'descriptor-too-large',
          `${short(url)} is longer than the ${BOUNDS.jsonBytes} bytes a descriptor may have`,
        );
      }
    },
  );
  return { json: parseJson(new TextDecoder().decode(bytes), type, url), bytes: bytes.length };
}

function parseJson(text: string, type: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const isPage = type === 'text/html' || text.trimStart().startsWith('<');
    throw new DescriptorError(
      'descriptor-not-json',
      isPage
        ? `${short(url)}: got ${type || 'markup'}, a page, not a descriptor; check the address`
        : `${short(url)} is not JSON: ${String(cause)}`,
      { cause },
    );
  }
}

/** A data: URL may be as long as the network. */
function short(url: string): string {
  return url.length > 200 ? `${url.slice(0, 197)}…` : url;
}
