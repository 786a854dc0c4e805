import { fetchAnywhere } from './fetch-anywhere.js';

/** Scheme of the addresses that name files inside the script; no request is ever made for them. */
const SCHEME = 'embedded:///';

/** The exports of assets.ts, served from files inside the script. */
export interface EmbeddedAssets {
  readonly BUNDLED_MODEL: string;
  readonly BUNDLED_WEIGHTS: Readonly<Record<string, string>>;
  readonly defaultFetch: typeof fetch;
  fetchAsset(name: string): Promise<Response>;
}

/**
 * Used by the standalone build in place of assets.ts.
 *
 * @param files gzipped and base64-encoded: the network's by their path in `dist/`, others by the
 * names that backends ask for.
 * @param model path of the bundled descriptor among them.
 */
export function embeddedAssets(
  files: Readonly<Record<string, string>>,
  model: string,
): EmbeddedAssets {
  const fetchAsset = (name: string): Promise<Response> => {
    const packed = Object.hasOwn(files, name) ? files[name] : undefined;
    if (packed === undefined) {
      return Promise.resolve(new Response(null, { status: 404, statusText: `no ${name} inside` }));
    }
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return Promise.resolve(new Response(unpacked));
  };
  return {
    BUNDLED_MODEL: SCHEME + model,
    BUNDLED_WEIGHTS: {},
    fetchAsset,
    defaultFetch: (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      return url.startsWith(SCHEME)
        ? fetchAsset(url.slice(SCHEME.length))
        : fetchAnywhere(input, init);
    },
  };
}
