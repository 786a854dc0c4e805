import {
  autoOrder,
  detectCapabilities,
  fasterThanFirst,
  parseBackends,
  type Capabilities,
} from '../backends/choose.js';
import { BACKENDS, type BackendRegistry } from '../backends/registry.js';
import { fetchAnywhere } from '../backends/fetch-anywhere.js';
import type { LoadedNetwork } from '../graph/index.js';
import { loadPart } from '../part.js';
import { Engine } from './engine.js';
import { resolveModelUrl } from './model-url.js';
import { Networks } from './networks.js';
import { Seats } from './seats.js';
import { Session } from './session.js';
import type { Recognizer, RecognizerOptions } from './types.js';

/**
 * What recognisers need from outside; tests put their own in its place.
 *
 * @internal
 */
export interface Environment {
  readonly registry: BackendRegistry;
  readonly capabilities: () => Capabilities;
  /** Loads the network that is used when no `model` is given. */
  readonly loadBundled: () => Promise<LoadedNetwork>;
  readonly defaultFetch: typeof fetch;
  /** Milliseconds for which what nobody uses is kept, so that moving an element is not leaving. */
  readonly linger: number;
}

export type CreateRecognizer = (options?: RecognizerOptions) => Promise<Recognizer>;

/**
 * Makes a `createRecognizer` whose recognisers share networks and backends with one another.
 *
 * @internal
 */
export function recognizerFactory(environment: Environment): CreateRecognizer {
  const { registry, loadBundled, linger } = environment;
  const networks = new Networks(loadBundled, linger);
  const seats = new Seats(registry, linger);

  return async (options = {}) => {
    const { backend = 'auto', model, crossOriginWeights, signal, onProgress, fetch } = options;
    signal?.throwIfAborted();
    const chosen = parseBackends(backend);
    const source =
      model === undefined
        ? null
        : {
            url: resolveModelUrl(model),
            crossOriginWeights,
            fetch: fetch ?? environment.defaultFetch,
          };
    if (chosen !== 'auto') seats.preload(chosen[0]!);
    // The bundled network is small: `auto` begins with this one.
    else if (source === null) seats.preload('cpu');
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
 * however many use it, and what the last one lets go of is kept a short while.
 *
 * @throws BackendError `backend-unknown` for a name that is none; for backends that do not work here,
 * theirs, or where there were several, `backend-unavailable` naming each and why
 * @throws DescriptorError where the network cannot be used
 * @throws PartError where a part of the library's own code cannot be fetched
 * @throws RecognizerError `model-url-invalid`; the signal's reason once it aborts
 */
export const createRecognizer: CreateRecognizer = recognizerFactory({
  registry: BACKENDS,
  capabilities: detectCapabilities,
  loadBundled: async () => {
    const bundled = await loadPart(
      'holds the bundled network',
      () => import('./bundled-network.js'),
    );
    return bundled.loadBundledNetwork();
  },
  defaultFetch: fetchAnywhere,
  linger: 2000,
});
