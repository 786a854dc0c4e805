import {
  autoOrder,
  type BackendRegistry,
  BACKENDS,
  type Capabilities,
  detectCapabilities,
  fasterThanFirst,
  parseBackends,
} from '../backends/choose.js';
import { fetchAnywhere } from '../backends/fetch-anywhere.js';
import type { Fetch, LoadedNetwork, LoadOptions } from '../graph/index.js';
import { lazyImport } from '../util/lazy-import.js';
import { Engine, Seats } from './backend-manager.js';
import { type Creation, type Demand, type Lease, SharedPool } from './cache.js';
import { describeValue } from './input.js';
import { Session } from './recognizer.js';
import { type Recognizer, RecognizerError, type RecognizerOptions } from './types.js';

export interface Network extends LoadedNetwork {
  /** Tells networks apart, also two loads of one URL. */
  readonly id: number;
  /** Absolute URL of the descriptor; empty for the bundled network. */
  readonly url: string;
}

/** Where a network comes from, if it is not the bundled one. */
interface NetworkSource extends Pick<LoadOptions, 'fetch' | 'crossOriginWeights'> {
  /** Absolute URL of the descriptor. */
  readonly url: string;
}

/** The networks of a page: each is loaded once, however many recognisers use it. */
class Networks {
  readonly #pool: SharedPool<Network>;
  readonly #loadBundled: () => Promise<LoadedNetwork>;
  /** One URL through two fetch functions may be two networks. */
  readonly #fetchIds = new WeakMap<Fetch, number>();
  #count = 0;

  constructor(loadBundled: () => Promise<LoadedNetwork>, linger: number) {
    this.#loadBundled = loadBundled;
    this.#pool = new SharedPool(() => undefined, linger);
  }

  /** @param source null for the bundled network. */
  acquire(source: NetworkSource | null, demand: Demand): Promise<Lease<Network>> {
    return this.#pool.acquire(
      // A page that does not allow other origins gets nothing that came from one.
      source
        ? `${this.#fetchId(source.fetch)} ${Boolean(source.crossOriginWeights)} ${source.url}`
        : '',
      async (creation) => {
        const network = await this.#load(source, creation);
        return { ...network, id: ++this.#count, url: source?.url ?? '' };
      },
      demand,
    );
  }

  async #load(source: NetworkSource | null, creation: Creation): Promise<LoadedNetwork> {
    const { signal, report } = creation;
    if (source === null) {
      const network = await this.#loadBundled();
      report(network.bytes, network.bytes);
      return network;
    }
    const { loadDescriptor } = await lazyImport(
      'loads networks',
      () => import('../graph/load-descriptor.js'),
    );
    return loadDescriptor(source.url, { ...source, signal, onProgress: report });
  }

  #fetchId(fetch: Fetch): number {
    const known = this.#fetchIds.get(fetch);
    if (known !== undefined) return known;
    const id = ++this.#count;
    this.#fetchIds.set(fetch, id);
    return id;
  }
}

/**
 * What recognisers need from outside; tests put their own in its place.
 *
 * @internal
 */
interface Environment {
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
 * @throws ChunkLoadError where a part of the library's own code cannot be fetched
 * @throws RecognizerError `model-url-invalid`; the signal's reason once it aborts
 */
export const createRecognizer: CreateRecognizer = recognizerFactory({
  registry: BACKENDS,
  capabilities: detectCapabilities,
  loadBundled: async () => {
    const bundled = await lazyImport(
      'holds the bundled network',
      () => import('./bundled-network.js'),
    );
    return bundled.loadBundledNetwork();
  },
  defaultFetch: fetchAnywhere,
  linger: 2000,
});

/**
 * The absolute URL of a descriptor. A relative one starts from the page's base URL, and in Node from
 * the working directory.
 *
 * @throws RecognizerError `model-url-invalid`
 */
function resolveModelUrl(model: string | URL): string {
  try {
    return new URL(model, startingPoint()).href;
  } catch {
    throw new RecognizerError(
      'model-url-invalid',
      `model is ${typeof model === 'string' ? `"${model}"` : describeValue(model)}, which is not a URL; give the address of a model.json.`,
    );
  }
}

function startingPoint(): string | undefined {
  if (typeof document !== 'undefined') return document.baseURI;
  if (typeof location !== 'undefined') return location.href;
  const directory = globalThis.process?.cwd?.();
  const toUrl = globalThis.process?.getBuiltinModule?.('node:url');
  return directory && toUrl ? toUrl.pathToFileURL(`${directory}/`).href : undefined;
}
