import {
  autoOrder,
  type BackendRegistry,
  BACKENDS,
  type Capabilities,
  detectCapabilities,
  fasterThanFirst,
  onTensorFlow,
  parseBackends,
} from '../backends/choose.js';
import { fetchAnywhere, lazyImport } from '../util/lazy-import.js';
import type { BackendName } from '../backends/backend.js';
import type { AnyNetwork, Fetch, LoadedNetwork, LoadOptions } from '../graph/index.js';
import { withoutSoftmax } from '../graph/plan.js';
import { describeValue } from '../ink/index.js';
import { BackendManager, CompiledModels } from './backend-manager.js';
import {
  type AcquireOptions,
  type CreateContext,
  RefCountedCache,
  type Reference,
} from './cache.js';
import { RecognizerImpl } from './recognizer.js';
import { type Recognizer, RecognizerError, type RecognizerOptions } from './types.js';

export interface Network extends AnyNetwork {
  /** Tells networks apart, also two loads of one URL. */
  readonly id: string;
  /** Absolute URL of the descriptor; empty for the bundled network. */
  readonly url: string;
}

/** Where a network comes from, if it is not the bundled one. */
interface NetworkSource extends Pick<LoadOptions, 'fetch' | 'crossOriginWeights'> {
  /** Absolute URL of the descriptor. */
  readonly url: string;
}

/** The networks of a page: each is loaded once, however many recognizers use it. */
class Networks {
  readonly #cache: RefCountedCache<Network>;
  readonly #loadBundled: () => Promise<LoadedNetwork>;
  /** One URL through two fetch functions may be two networks. */
  readonly #fetchIds = new WeakMap<Fetch, number>();
  #count = 0;

  constructor(loadBundled: () => Promise<LoadedNetwork>, keepAliveMs: number) {
    this.#loadBundled = loadBundled;
    this.#cache = new RefCountedCache(() => undefined, keepAliveMs);
  }

  /** @param source null for the bundled network. */
  acquire(source: NetworkSource | null, options: AcquireOptions): Promise<Reference<Network>> {
    return this.#cache.acquire(
      // A page that does not allow other origins gets nothing that came from one.
      source
        ? `${this.#fetchId(source.fetch)} ${Boolean(source.crossOriginWeights)} ${source.url}`
        : '',
      async (context) => {
        const network = toLogits(await this.#load(source, context));
        return { ...network, id: `${++this.#count}`, url: source?.url ?? '' };
      },
      options,
    );
  }

  async #load(source: NetworkSource | null, context: CreateContext): Promise<AnyNetwork> {
    const { signal, report } = context;
    if (source === null) {
      const network = await this.#loadBundled();
      report(network.bytes, network.bytes);
      return { ...network, files: null };
    }
    const { loadNetwork } = await lazyImport(
      'loads networks',
      () => import('../graph/load-descriptor.js'),
    );
    return loadNetwork(source.url, { ...source, signal, onProgress: report });
  }

  #fetchId(fetch: Fetch): number {
    const known = this.#fetchIds.get(fetch);
    if (known !== undefined) return known;
    const id = ++this.#count;
    this.#fetchIds.set(fetch, id);
    return id;
  }
}

/** The recognizer computes the last softmax itself: numbers are read from the logits before it. */
function toLogits(network: AnyNetwork): AnyNetwork {
  const plan = network.plan && withoutSoftmax(network.plan);
  return plan ? { ...network, plan, metadata: { ...network.metadata, output: 'logits' } } : network;
}

/**
 * What recognizers need from outside; tests replace it.
 *
 * @internal
 */
interface Environment {
  readonly registry: BackendRegistry;
  readonly capabilities: () => Capabilities;
  /** Loads the network that is used when no `model` is given. */
  readonly loadBundled: () => Promise<LoadedNetwork>;
  readonly defaultFetch: typeof fetch;
  /** Keep-alive in ms. Networks and compiled models survive that long unused, so an element that moves in
   * the DOM may dispose of its recognizer and create another at no cost. */
  readonly keepAliveMs: number;
}

export type CreateRecognizer = (options?: RecognizerOptions) => Promise<Recognizer>;

/**
 * Creates a `createRecognizer` whose recognizers share networks and backends.
 *
 * @internal
 */
export function recognizerFactory(environment: Environment): CreateRecognizer {
  const { registry, loadBundled, keepAliveMs } = environment;
  const networks = new Networks(loadBundled, keepAliveMs);
  const models = new CompiledModels(registry, keepAliveMs);

  return async (options = {}) => {
    const {
      backend = 'auto',
      model,
      hand,
      crossOriginWeights,
      signal,
      onProgress,
      fetch,
    } = options;
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
    if (chosen !== 'auto') models.preload(chosen[0]!);
    // The bundled network is small: `auto` begins with this one.
    else if (source === null) models.preload('cpu');
    const network = await networks.acquire(source, { signal, onProgress });
    const names = backendsFor(network.value, chosen, environment.capabilities());
    const recognizer = new RecognizerImpl(
      network,
      (runs) =>
        new BackendManager({
          names,
          faster: chosen === 'auto' ? fasterThanFirst(names) : undefined,
          acquire: (name, signal) => models.acquire(runs, name, signal),
          onChange: options.onBackendChange,
          onLost: options.onBackendLost,
        }),
    );
    try {
      await recognizer.open(hand, signal);
    } catch (error) {
      network.release();
      throw error;
    }
    return recognizer;
  };
}

/** The backends to try, in this order. */
function backendsFor(
  { plan, files }: Network,
  chosen: readonly BackendName[] | 'auto',
  capabilities: Capabilities,
): readonly BackendName[] {
  if (plan) return chosen === 'auto' ? autoOrder(plan.multiplyAdds, capabilities) : chosen;
  if (chosen !== 'auto') return onTensorFlow(chosen);
  // TensorFlow.js's cpu backend is slow, but a GPU's shaders take a second to compile.
  const weights = files!.tensors.reduce((sum, { spec }) => sum + spec.elements, 0);
  return onTensorFlow(autoOrder(weights * WORK_PER_WEIGHT, capabilities));
}

/** Multiply-adds for each weight, and TensorFlow.js's cpu backend is that much slower than ours; a guess. */
const WORK_PER_WEIGHT = 300;

/**
 * Loads a network on a backend. The recognizers of a page share both, and a disposed recognizer's network
 * and backend stay ready for 2 seconds.
 *
 * @throws BackendError `backend-unknown` if the list contains a name that is not a backend; if a single
 * backend does not work, its error; if several do not, `backend-unavailable` with each one's reason
 * @throws DescriptorError if the network cannot be used
 * @throws PartError if a module of the library cannot be fetched
 * @throws RecognizerError `model-url-invalid`, or `hand-…` if the hand cannot be used; the signal's reason once it aborts
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
  keepAliveMs: 2000,
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
