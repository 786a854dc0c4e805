import {
  BackendError,
  type Backend,
  type BackendName,
  type Executable,
} from '../../src/backends/backend.js';
import type { BackendRegistry } from '../../src/backends/choose.js';
import { lengthOf, loadDescriptor } from '../../src/graph/index.js';
import { recognizerFactory, type CreateRecognizer } from '../../src/recognizer/create.js';
import { identityNetwork, MEMORY_URL } from './identity-network.js';

/** What one backend does, and a record of what was done with it. */
export class FakeBackend {
  imported = 0;
  created = 0;
  compiled = 0;
  /** Images in each run that began. */
  readonly runs: number[] = [];
  readonly log: string[] = [];
  unavailable = false;
  /** Thrown by the next runs, one each. */
  readonly failures: Error[] = [];
  /** Answers every image with this output in place of its first values. */
  output: number[] | undefined;
  /** Called as a run begins. */
  onRun: (images: Float32Array) => void = () => undefined;
  /** While set, compilations wait for it. */
  compiling: Promise<void> | undefined;
  /** While set, runs wait for it. */
  gate: Promise<void> | undefined;
  /** Loses the device that is there now. */
  lose: (reason: string) => void = () => undefined;
  runningAtOnce = 0;
  maxAtOnce = 0;

  readonly name: BackendName;
  constructor(name: BackendName) {
    this.name = name;
  }

  async create(): Promise<Backend> {
    if (this.unavailable) {
      throw new BackendError('backend-unavailable', `There is no ${this.name} here.`);
    }
    this.created++;
    const lost = new Promise<string>((resolve) => (this.lose = resolve));
    return {
      name: this.name,
      lost,
      compile: async (plan) => {
        await this.compiling;
        return this.#compile(lengthOf(plan, plan.output));
      },
      dispose: () => this.log.push('backend disposed'),
    };
  }

  #compile(outputs: number): Executable {
    this.compiled++;
    return {
      run: (images, count) => this.#run(images, count, outputs),
      dispose: () => this.log.push('executable disposed'),
    };
  }

  async #run(images: Float32Array, count: number, outputs: number): Promise<Float32Array> {
    this.runs.push(count);
    this.onRun(images);
    this.maxAtOnce = Math.max(this.maxAtOnce, ++this.runningAtOnce);
    try {
      await this.gate;
      const failure = this.failures.shift();
      if (failure) throw failure;
      const rows = Array.from({ length: count }, (_, i) => [
        ...(this.output ?? images.subarray(i * 784, i * 784 + outputs)),
      ]);
      return Float32Array.from(rows.flat());
    } finally {
      this.runningAtOnce--;
    }
  }
}

export interface FakePage {
  readonly webgpu: FakeBackend;
  readonly webgl: FakeBackend;
  readonly wasm: FakeBackend;
  readonly cpu: FakeBackend;
  readonly createRecognizer: CreateRecognizer;
  /** Addresses fetched through the default fetch. */
  readonly fetched: string[];
}

interface FakePageOptions {
  readonly keepAliveMs?: number;
  /** Of the network at {@link MEMORY_URL}, which is the bundled one, too. */
  readonly metadata?: Record<string, unknown>;
  readonly fetch?: typeof fetch;
}

/** A page of its own, sharing nothing with others: four backends and the identity network. */
export function fakePage({ keepAliveMs = 0, metadata, fetch }: FakePageOptions = {}): FakePage {
  const backends = {
    webgpu: new FakeBackend('webgpu'),
    webgl: new FakeBackend('webgl'),
    wasm: new FakeBackend('wasm'),
    cpu: new FakeBackend('cpu'),
  };
  const load = (backend: FakeBackend) => async () => {
    backend.imported++;
    return { createBackend: () => backend.create() };
  };
  const registry: BackendRegistry = {
    webgpu: load(backends.webgpu),
    webgl: load(backends.webgl),
    wasm: load(backends.wasm),
    cpu: load(backends.cpu),
    'tfjs-webgpu': load(backends.webgpu),
    'tfjs-webgl': load(backends.webgl),
    'tfjs-cpu': load(backends.cpu),
  };
  const fetched: string[] = [];
  const network = fetch ?? (identityNetwork(metadata) as typeof globalThis.fetch);
  const defaultFetch: typeof globalThis.fetch = (input, init) => {
    fetched.push(String(input));
    return network(input, init);
  };
  const createRecognizer = recognizerFactory({
    registry,
    keepAliveMs,
    capabilities: () => ({ webgpu: true, webgl: true, wasm: true }),
    loadBundled: () => loadDescriptor(MEMORY_URL, { fetch: defaultFetch }),
    defaultFetch,
  });
  return { ...backends, createRecognizer, fetched };
}

/** A promise and the function that resolves it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => undefined as void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Lets everything that is ready to run do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** For `assert.rejects`: an error with this code whose message matches. */
export function coded(code: string, message: RegExp = /./) {
  return (error: unknown): boolean => {
    const { code: actual, message: text } = error as Error & { code?: string };
    if (actual === code && message.test(text)) return true;
    throw new Error(`expected ${code} ${String(message)}, got ${actual}: ${text}`, {
      cause: error,
    });
  };
}
