import type { BackendOptions } from '../backends/backend.js';
import {
  autoOrder,
  detectCapabilities,
  fasterThanFirst,
  parseBackends,
  type Capabilities,
} from '../backends/choose.js';
import { BACKENDS, type BackendRegistry } from '../backends/registry.js';
import { BUNDLED_MODEL, BUNDLED_WEIGHTS, defaultFetch, fetchAsset } from './assets.js';
import { BUNDLED_SHA256 } from './bundled-digest.js';
import { Engine } from './engine.js';
import { resolveModelUrl } from './model-url.js';
import { Networks } from './networks.js';
import { Seats } from './seats.js';
import { Session } from './session.js';
import type { Recognizer, RecognizerOptions } from './types.js';

/** What recognisers need from outside; tests put their own in its place. */
export interface Environment extends BackendOptions {
  readonly registry: BackendRegistry;
  readonly capabilities: () => Capabilities;
  readonly bundledModel: string;
  /** Absolute URLs of those of its weight files that may lie elsewhere than beside it. */
  readonly bundledWeights: Readonly<Record<string, string>>;
  /** SHA-256 of the bundled descriptor, where it is known. */
  readonly bundledSha256?: string | undefined;
  readonly defaultFetch: typeof fetch;
  /** Milliseconds for which what nobody uses is kept, so that moving an element is not leaving. */
  readonly linger: number;
}

export type CreateRecognizer = (options?: RecognizerOptions) => Promise<Recognizer>;

/** Makes a `createRecognizer` whose recognisers share networks and backends with one another. */
export function recognizerFactory(environment: Environment): CreateRecognizer {
  const { registry, linger } = environment;
  const networks = new Networks(linger);
  const seats = new Seats(registry, environment, linger);

  return async (options = {}) => {
    const { backend = 'auto', model, crossOriginWeights, signal, onProgress, fetch } = options;
    signal?.throwIfAborted();
    const chosen = parseBackends(backend);
    const url = model === undefined ? environment.bundledModel : resolveModelUrl(model);
    if (chosen !== 'auto') seats.preload(chosen[0]!);
    const source = {
      url,
      weightUrls: url === environment.bundledModel ? environment.bundledWeights : {},
      crossOriginWeights,
      // A page that names a network says itself what it trusts, also where the bundled one lies.
      sha256: model === undefined ? environment.bundledSha256 : undefined,
      fetch: fetch ?? environment.defaultFetch,
    };
    const network = await networks.acquire(source, { signal, onProgress });
    const { multiplyAdds } = network.value.plan;
    const names = chosen === 'auto' ? autoOrder(multiplyAdds, environment.capabilities()) : chosen;
    const engine = new Engine({
      names,
      faster: chosen === 'auto' ? fasterThanFirst(names) : undefined,
      take: (name, signal) => seats.acquire(network.value, name, signal),
      onChange: options.onBackendChange,
      onLost: options.onBackendLost,
    });
    try {
      await engine.open(signal);
    } catch (error) {
      network.release();
      throw error;
    }
    return new Session(network, engine);
  };
}

/**
 * Loads a network on a backend. Recognisers on one page share both: a descriptor is fetched once
 * however many use it, and what the last one lets go of is kept a short while. The bundled network,
 * which is held to its digest, is another than the one of a `model` with its address.
 *
 * @throws BackendError `backend-unknown` for a name that is none; for backends that do not work here,
 * theirs, or where there were several, `backend-unavailable` naming each and why
 * @throws DescriptorError where the network cannot be used
 * @throws RecognizerError `model-url-invalid`; the signal's reason once it aborts
 */
export const createRecognizer: CreateRecognizer = recognizerFactory({
  registry: BACKENDS,
  capabilities: detectCapabilities,
  bundledModel: BUNDLED_MODEL,
  bundledWeights: BUNDLED_WEIGHTS,
  bundledSha256: BUNDLED_SHA256,
  defaultFetch,
  fetchAsset,
  linger: 2000,
});
