/** What runs in the pages of the benchmark. Nothing runs on import, so that bundles stay small. */
import type { setBackend, tensor4d, Tensor } from '@tensorflow/tfjs-core';
import type { loadLayersModel } from '@tensorflow/tfjs-layers';
import {
  DEFAULT_PREPROCESSING,
  drawingToImage,
  IMAGE_SIDE,
  type Drawing,
} from '../../src/ink/index.js';
import { sampleDrawings } from '../lib/sample-drawings.js';

declare global {
  /** What the benchmark asks of a page. */
  var bench: BenchPage;
  /** When the page reached its script tag, by the page's clock; set by the page's HTML. */
  var began: number;
  /** Settled by `answered`; both are set by the page's HTML. */
  var firstAnswer: Promise<unknown>;
  var answered: (figures: unknown) => void;
}

export interface Contender {
  /** Must be called before it computes; not timed. */
  activate?(): Promise<void>;
  /** @returns ten probabilities. */
  answer(drawing: Drawing): Promise<ArrayLike<number>>;
}

/** @param model URL of a descriptor. */
export type OpenContender = (backend: string, model: string) => Promise<Contender>;

/** What is used of a recognizer: see src/recognizer/types.ts. */
interface Recognizer {
  recognize(
    input: Drawing | Float32Array,
  ): Promise<{ readonly probabilities: readonly number[] } | null>;
  recognizeBatch(inputs: readonly Float32Array[]): Promise<unknown>;
}

interface Library {
  createRecognizer(options: { backend: string; model: string }): Promise<Recognizer>;
}

// Variables, so that the bundler leaves these imports to the browser.
const RECOGNIZER = '/dist/recognizer.js';
const ELEMENT = '/dist/digit-recognizer.js';

async function openRecognizer(backend: string, model: string): Promise<Recognizer> {
  const { createRecognizer } = (await import(RECOGNIZER)) as Library;
  return createRecognizer({ backend, model });
}

export async function openOurs(backend: string, model: string): Promise<Contender> {
  const recognizer = await openRecognizer(backend, model);
  return {
    answer: async (drawing) => (await recognizer.recognize(drawing))!.probabilities,
  };
}

/**
 * TensorFlow.js as its documentation uses it, behind our preprocessing, which it lacks.
 *
 * @param tensorflow from the page's script, which imports the backend too: bundles of pages that
 *   measure our library alone must not contain it.
 */
export function tensorflowOpener(tensorflow: {
  setBackend: typeof setBackend;
  tensor4d: typeof tensor4d;
  loadLayersModel: typeof loadLayersModel;
}): OpenContender {
  return async (backend, model) => {
    const activate = async (): Promise<void> => {
      if (await tensorflow.setBackend(backend)) return;
      throw new Error(`TensorFlow.js has no ${backend} here`);
    };
    await activate();
    const network = await tensorflow.loadLayersModel(model);
    return {
      activate,
      async answer(drawing) {
        const image = drawingToImage(drawing, DEFAULT_PREPROCESSING);
        const input = tensorflow.tensor4d(image!, [1, IMAGE_SIDE, IMAGE_SIDE, 1]);
        const output = network.predict(input) as Tensor;
        const probabilities = await output.data();
        input.dispose();
        output.dispose();
        return probabilities;
      },
    };
  };
}

// Cold pages

export async function answerCold(open: OpenContender): Promise<void> {
  const contender = await open(parameter('backend'), parameter('model'));
  await contender.answer(sampleDrawings()[0]!);
  globalThis.answered(performance.now() - globalThis.began);
}

/** A cold page: draws on the element as soon as it is defined. */
export async function answerColdElement(): Promise<void> {
  await customElements.whenDefined('digit-recognizer');
  await drawOnElement();
  globalThis.answered(performance.now() - globalThis.began);
}

async function drawOnElement(): Promise<void> {
  const element = document.querySelector('digit-recognizer')!;
  element.strokes = sampleDrawings()[0]!;
  await element.recognize();
}

function parameter(name: string): string {
  const value = new URLSearchParams(location.search).get(name);
  if (value === null) throw new Error(`The page's address has no ${name}`);
  return value;
}

// The main thread

/** What blocked the main thread for longest, in milliseconds. */
export interface Blocking {
  /** The longest time between two messages that the page sends itself without a pause. */
  readonly gap: number;
  /** The longest task that the browser reports; 0 if none took 50 ms. */
  readonly longTask: number;
}

const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));
const nextFrame = (): Promise<number> => new Promise(requestAnimationFrame);

/** Watches the main thread from before the element's code is evaluated until it has answered. */
export async function watchElement(): Promise<void> {
  // The browser's own work for the page is not counted: wait until it is loaded, painted and idle.
  if (document.readyState !== 'complete') {
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  }
  await nextFrame();
  await pause(200);
  const stop = watchMainThread();
  if (document.querySelector('digit-recognizer')) {
    await import(ELEMENT);
    await document.querySelector('digit-recognizer')!.ready;
    await drawOnElement();
  } else {
    // About as long as an answer takes: what the machine alone does to the main thread.
    await pause(300);
  }
  globalThis.answered(await stop());
}

/** @returns a function that stops watching and returns what it saw. */
function watchMainThread(): () => Promise<Blocking> {
  let longTask = 0;
  const take = (entries: PerformanceEntryList): void => {
    longTask = Math.max(longTask, ...entries.map(({ duration }) => duration));
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: 'longtask' });

  const { port1, port2 } = new MessageChannel();
  let gap = 0;
  let last = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    gap = Math.max(gap, now - last);
    last = now;
    port2.postMessage(null);
  };
  port2.postMessage(null);
  return async () => {
    // The current task counts too; the browser reports it a little later.
    await pause(100);
    port1.close();
    take(observer.takeRecords());
    observer.disconnect();
    return { gap, longTask };
  };
}

// Pages that are asked questions

/** How often a page asked the platform for a device to compute on. */
export interface Devices {
  webgpu: number;
  webgl: number;
  wasm: number;
}

export interface FilledPage {
  /** Milliseconds until all elements are ready. */
  readonly ready: number;
  /** Of all their canvases together. */
  readonly pixels: number;
  readonly devices: Devices;
}

/** A sample lasts at least this long, in milliseconds: a hundred steps of the clock. */
const MIN_SAMPLE = 0.5;
/** Warming up takes at least this many answers and this many milliseconds. */
const WARM_UP = { answers: 3, milliseconds: 150 };
const MIN_SAMPLES = 5;

/** A contender with how many answers one sample needs. */
interface Warm {
  readonly contender: Contender;
  readonly block: number;
}

export type BenchPage = ReturnType<typeof createBench>;

/** @param libraries by the name under which `open` finds them. */
export function createBench(libraries: Readonly<Record<string, OpenContender>>) {
  const devices = countDevices();
  const drawings = sampleDrawings();
  const images = drawings.map((drawing) => drawingToImage(drawing, DEFAULT_PREPROCESSING)!);
  const image = (index: number): Float32Array => images[index % images.length]!;
  const contenders = new Map<string, Warm>();
  const recognizers = new Map<string, Recognizer>();

  const timeAnswer = async (contender: Contender): Promise<number> => {
    const start = performance.now();
    await contender.answer(drawings[0]!);
    return performance.now() - start;
  };
  const warmUp = async (contender: Contender): Promise<Warm> => {
    let quickest = Infinity;
    const start = performance.now();
    for (
      let answers = 0;
      answers < WARM_UP.answers || performance.now() - start < WARM_UP.milliseconds;
      answers++
    ) {
      quickest = Math.min(quickest, await timeAnswer(contender));
    }
    // The clock may not have moved at all.
    return { contender, block: Math.ceil(MIN_SAMPLE / Math.max(quickest, MIN_SAMPLE / 100)) };
  };
  const takeSample = async ({ contender, block }: Warm): Promise<number> => {
    const start = performance.now();
    for (let answer = 0; answer < block; answer++) {
      await contender.answer(drawings[answer % drawings.length]!);
    }
    return (performance.now() - start) / block;
  };

  return {
    /** Loads an entry of dist/ in advance, so that only what follows is measured. */
    preload: async (entry: 'recognizer' | 'element'): Promise<void> =>
      void (await import(entry === 'element' ? ELEMENT : RECOGNIZER)),

    /**
     * @param handle the caller's name for the contender.
     * @returns milliseconds from opening the contender to its first answer.
     */
    async open(handle: string, library: string, backend: string, model: string): Promise<number> {
      const start = performance.now();
      const contender = await libraries[library]!(backend, model);
      await timeAnswer(contender);
      const first = performance.now() - start;
      contenders.set(handle, await warmUp(contender));
      return first;
    },

    /** @returns ten probabilities, always for the same drawing. */
    answer: async (handle: string): Promise<number[]> =>
      Array.from(await contenders.get(handle)!.contender.answer(drawings[0]!)),

    /**
     * Takes samples of all contenders in turn, forwards and backwards, so that a moment in which
     * the machine is slow affects all of them.
     *
     * @param handles of contenders on one backend.
     * @returns milliseconds per answer of each sample, by contender.
     */
    async time(handles: readonly string[], budget: number): Promise<number[][]> {
      const warm = handles.map((handle) => contenders.get(handle)!);
      for (const { contender } of warm) {
        await contender.activate?.();
        // The first answer after a change of backend is not typical.
        await timeAnswer(contender);
      }
      const samples = warm.map((): number[] => []);
      const order = [...warm.keys()];
      const end = performance.now() + budget;
      for (let turn = 0; turn < MIN_SAMPLES || performance.now() < end; turn++) {
        for (const index of order) samples[index]!.push(await takeSample(warm[index]!));
        order.reverse();
      }
      return samples;
    },

    async openRecognizer(backend: string, model: string): Promise<void> {
      const recognizer = await openRecognizer(backend, model);
      recognizers.set(backend, recognizer);
      await recognizer.recognizeBatch([image(0)]);
      await recognizer.recognize(image(0));
    },

    /** @returns images per second of one call with all of them. */
    async batchRate(backend: string, count: number): Promise<number> {
      const batch = Array.from({ length: count }, (_, index) => image(index));
      const start = performance.now();
      await recognizers.get(backend)!.recognizeBatch(batch);
      return (count * 1000) / (performance.now() - start);
    },

    /** @returns images per second of calls, each of which is awaited before the next. */
    async singleRate(backend: string, count: number): Promise<number> {
      const recognizer = recognizers.get(backend)!;
      const start = performance.now();
      for (let index = 0; index < count; index++) await recognizer.recognize(image(index));
      return (count * 1000) / (performance.now() - start);
    },

    async fill(count: number, backend: string): Promise<FilledPage> {
      const start = performance.now();
      const added = Array.from({ length: count }, () => {
        const element = document.createElement('digit-recognizer');
        element.backend = backend;
        element.loading = 'eager';
        return element;
      });
      document.body.append(...added);
      await Promise.all(added.map(({ ready }) => ready));
      const ready = performance.now() - start;
      // Canvases get their size after the first layout.
      await nextFrame();
      await nextFrame();
      const canvases = added.flatMap(({ shadowRoot }) => [
        ...shadowRoot!.querySelectorAll('canvas'),
      ]);
      const pixels = canvases.reduce((sum, { width, height }) => sum + width * height, 0);
      return { ready, pixels, devices };
    },

    /** What draws and computes on this machine, by the browser. */
    async graphics(): Promise<{ webgl: string; webgpu: string }> {
      const gl = document.createElement('canvas').getContext('webgl2');
      const unmasked = gl?.getExtension('WEBGL_debug_renderer_info');
      // `info` is in the standard; the types at hand are older.
      const adapter = (await navigator.gpu?.requestAdapter()) as {
        info?: { vendor: string; architecture: string; description: string };
      } | null;
      const { vendor, architecture, description } = adapter?.info ?? {};
      return {
        webgl: String(unmasked ? gl?.getParameter(unmasked.UNMASKED_RENDERER_WEBGL) : gl && 'yes'),
        webgpu: adapter ? [vendor, architecture, description].filter(Boolean).join(' ') : 'none',
      };
    },
  };
}

/** Counts from now on: GPU devices, WebGL contexts and instances of WebAssembly. */
function countDevices(): Devices {
  const devices: Devices = { webgpu: 0, webgl: 0, wasm: 0 };
  const count = (owner: object | undefined, method: string, what: keyof Devices): void => {
    const methods = owner as Record<string, (...given: unknown[]) => unknown> | undefined;
    const original = methods?.[method];
    if (!original) return;
    methods![method] = function (this: unknown, ...given) {
      if (method !== 'getContext' || String(given[0]).startsWith('webgl')) devices[what]++;
      return original.apply(this, given);
    };
  };
  count(globalThis.GPUAdapter?.prototype, 'requestDevice', 'webgpu');
  count(HTMLCanvasElement.prototype, 'getContext', 'webgl');
  count(OffscreenCanvas.prototype, 'getContext', 'webgl');
  count(WebAssembly, 'instantiate', 'wasm');
  count(WebAssembly, 'instantiateStreaming', 'wasm');
  return devices;
}
