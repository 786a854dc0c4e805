import type { Fetch, LoadedNetwork, LoadOptions } from '../graph/index.js';
import { loadPart } from '../part.js';
import { SharedPool, type Creation, type Demand, type Lease } from './shared-pool.js';

export interface Network extends LoadedNetwork {
  /** Tells networks apart, also two loads of one URL. */
  readonly id: number;
  /** Absolute URL of the descriptor; empty for the bundled network. */
  readonly url: string;
}

/** Where a network comes from, if it is not the bundled one. */
export interface NetworkSource extends Pick<LoadOptions, 'fetch' | 'crossOriginWeights'> {
  /** Absolute URL of the descriptor. */
  readonly url: string;
}

/** The networks of a page: each is loaded once, however many recognisers use it. */
export class Networks {
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
    const { loadDescriptor } = await loadPart(
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
