import {
  loadDescriptor,
  type Fetch,
  type LoadedNetwork,
  type LoadOptions,
} from '../graph/index.js';
import { SharedPool, type Demand, type Lease } from './shared-pool.js';

export interface Network extends LoadedNetwork {
  /** Tells networks apart, also two loads of one URL. */
  readonly id: number;
  /** Absolute URL of the descriptor. */
  readonly url: string;
}

/** Where a network comes from. */
export interface NetworkSource extends Pick<
  LoadOptions,
  'fetch' | 'weightUrls' | 'crossOriginWeights' | 'sha256'
> {
  /** Absolute URL of the descriptor. */
  readonly url: string;
}

/** The networks of a page: each descriptor is fetched once, however many recognisers use it. */
export class Networks {
  readonly #pool: SharedPool<Network>;
  /** One URL through two fetch functions may be two networks. */
  readonly #fetchIds = new WeakMap<Fetch, number>();
  #count = 0;

  constructor(linger: number) {
    this.#pool = new SharedPool(() => undefined, linger);
  }

  acquire(source: NetworkSource, demand: Demand): Promise<Lease<Network>> {
    const { url, fetch, crossOriginWeights, sha256 } = source;
    return this.#pool.acquire(
      // Who does not allow other origins gets nothing that came from one, nor anything unchecked who
      // has a digest.
      `${this.#fetchId(fetch)} ${Boolean(crossOriginWeights)} ${sha256} ${url}`,
      async ({ signal, report }) => {
        const network = await loadDescriptor(url, { ...source, signal, onProgress: report });
        return { ...network, id: ++this.#count, url };
      },
      demand,
    );
  }

  #fetchId(fetch: Fetch): number {
    const known = this.#fetchIds.get(fetch);
    if (known !== undefined) return known;
    const id = ++this.#count;
    this.#fetchIds.set(fetch, id);
    return id;
  }
}
