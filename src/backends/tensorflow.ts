import * as tf from '@tensorflow/tfjs-core';
// tfjs-layers calls operations as methods of tensors.
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { type layers, type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { BOUNDS, elementsOf, showShape } from '../graph/check.js';
import type { DescriptorError, DescriptorErrorCode } from '../graph/errors.js';
import type { NetworkFiles } from '../graph/load-descriptor.js';
import { inputEnds, type Plan } from '../graph/plan.js';
import type { Backend, BackendError, Executable, TensorFlowName } from './backend.js';
import { Kernels, TfjsExecutable } from './tfjs/executor.js';

/**
 * TensorFlow.js itself: runs networks with layers that the built-in executor does not know. It is bundled apart
 * (scripts/build/tfjs-plugin.ts), with its global state in an object of its own, so it neither sees nor
 * disturbs a page's TensorFlow.js. It sends no requests.
 */

/** The classes of errors of the build that imported this one. */
interface Errors {
  readonly BackendError: typeof BackendError;
  readonly DescriptorError: typeof DescriptorError;
}

let errors: Errors;

const never = new Promise<string>(() => undefined);

/** A device that TensorFlow.js computes on. */
interface Device {
  readonly backend: tf.KernelBackend;
  readonly lost: Promise<string>;
  readonly release: () => void;
}

/** Creates the devices; TensorFlow.js's own creation says nothing of their loss, and logs. */
const DEVICES: Readonly<Record<TensorFlowName, () => Promise<Device>>> = {
  'tfjs-cpu': async () => {
    const { MathBackendCPU } = await import('@tensorflow/tfjs-backend-cpu');
    return { backend: new MathBackendCPU(), lost: never, release: () => undefined };
  },
  'tfjs-webgl': async () => {
    // An element if possible, because fences do not work on WebKit's offscreen canvases.
    const canvas =
      globalThis.document?.createElement('canvas') ??
      (typeof OffscreenCanvas === 'undefined' ? undefined : new OffscreenCanvas(1, 1));
    const context = canvas?.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      failIfMajorPerformanceCaveat: false,
    }) as WebGL2RenderingContext | null | undefined;
    if (!canvas || !context)
      throw unavailable('tfjs-webgl', 'this browser or device has no WebGL 2');
    const lost = new Promise<string>((resolve) => {
      canvas.addEventListener('webglcontextlost', () => resolve('the WebGL context was lost'));
    });
    const { GPGPUContext, MathBackendWebGL } = await import('@tensorflow/tfjs-backend-webgl');
    // It would find out by another context.
    tf.env().set('WEBGL_VERSION', 2);
    const release = () => context.getExtension('WEBGL_lose_context')?.loseContext();
    return { backend: new MathBackendWebGL(new GPGPUContext(context)), lost, release };
  },
  'tfjs-webgpu': async () => {
    const gpu = typeof navigator === 'undefined' ? undefined : navigator.gpu;
    if (!gpu) throw unavailable('tfjs-webgpu', 'this browser or page has no WebGPU');
    const adapter = await gpu.requestAdapter({ powerPreference: 'low-power' }).catch(() => null);
    if (!adapter) throw unavailable('tfjs-webgpu', 'no WebGPU adapter was found');
    const device = await adapter.requestDevice({
      requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
    });
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    const backend = new WebGPUBackend(device, (adapter as { info?: GPUAdapterInfo }).info);
    const lost = device.lost.then(({ message }) => message || 'the GPU took it away');
    return { backend, lost, release: () => device.destroy() };
  },
};

/** What TensorFlow.js's kernels use beyond WebGPU's defaults. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

function unavailable(name: TensorFlowName, why: string): BackendError {
  const message = `The ${name} backend is not available: ${why}.`;
  return new errors.BackendError('backend-unavailable', message);
}

function refuse(code: DescriptorErrorCode, message: string): DescriptorError {
  return new errors.DescriptorError(code, message);
}

/** @throws BackendError `backend-unavailable` */
export async function createBackend(name: TensorFlowName, classes: Errors): Promise<Backend> {
  errors = classes;
  start();
  const device = await DEVICES[name]();
  return new TensorFlowBackend(name, device);
}

class TensorFlowBackend implements Backend {
  readonly name: TensorFlowName;
  readonly lost: Promise<string>;
  readonly #device: Device;
  readonly #own: string;

  constructor(name: TensorFlowName, device: Device) {
    this.name = name;
    this.lost = device.lost;
    this.#device = device;
    this.#own = name.slice('tfjs-'.length);
    if (this.#own in tf.engine().registryFactory) tf.removeBackend(this.#own);
    tf.registerBackend(this.#own, () => device.backend);
  }

  compile(plan: Plan): Promise<Executable> {
    const kernels = () => new Kernels(this.#device.backend, tf.getKernelsForBackend(this.#own));
    return this.#prepare(async () => new TfjsExecutable(plan, kernels()));
  }

  compileFiles(files: NetworkFiles): Promise<Executable> {
    return this.#prepare(async () => {
      const model = await loadModel(files);
      try {
        return new ModelExecutable(model, files);
      } catch (error) {
        model.dispose();
        throw error;
      }
    });
  }

  dispose(): void {
    tf.removeBackend(this.#own);
    this.#device.release();
  }

  #prepare(create: () => Promise<Executable>): Promise<Executable> {
    return this.#exclusively(1, async () => {
      const executable = await create();
      try {
        await executable.run(new Float32Array(784), 1);
      } catch (error) {
        executable.dispose();
        throw error;
      }
      return {
        run: (images, count) => this.#exclusively(count, () => executable.run(images, count)),
        dispose: () => executable.dispose(),
      };
    });
  }

  /** TensorFlow.js computes on one backend at a time. */
  #exclusively<T>(images: number, work: () => Promise<T>): Promise<T> {
    const turn = queue.then(async () => {
      await tf.setBackend(this.#own);
      meter.start(images);
      return work();
    });
    queue = turn.catch(() => undefined);
    return turn;
  }
}

let queue: Promise<unknown> = Promise.resolve();

type Model = LayersModel | GraphModel;

/** Runs a model that TensorFlow.js has loaded. */
class ModelExecutable implements Executable {
  readonly #model: Model;
  readonly #output: string;
  /** Of the input, with the batch; null where any size will do. */
  readonly #shape: readonly (number | null)[];
  readonly #paper: number;
  readonly #classes: number;
  #isDynamic = false;
  #disposed = false;

  /** @throws DescriptorError if the model does not take a drawing */
  constructor(model: Model, { metadata }: NetworkFiles) {
    if (!isGraph(model)) {
      checkSize(model.layers);
      checkDilation(model.layers);
    }
    this.#model = model;
    this.#shape = inputShape(model);
    this.#output = outputOf(model, metadata.outputName);
    [this.#paper] = inputEnds(metadata.input);
    this.#classes = metadata.labels.length + (metadata.notADigit === undefined ? 0 : 1);
  }

  async run(images: Float32Array, count: number): Promise<Float32Array> {
    // Some models state the batch.
    const step = this.#shape[0] ?? count;
    const outputs = new Float32Array(count * this.#classes);
    for (let from = 0; from < count; from += step) {
      const given = new Float32Array(step * 784);
      given.set(images.subarray(from * 784, Math.min(count, from + step) * 784));
      const batch = await this.#runBatch(given, step);
      outputs.set(batch.subarray(0, (count - from) * this.#classes), from * this.#classes);
    }
    return outputs;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#model.dispose();
  }

  async #runBatch(images: Float32Array, count: number): Promise<Float32Array> {
    const input = tf.tidy(() => this.#toInput(images, count));
    const output = await this.#execute(input).finally(() => input.dispose());
    try {
      if (output.size !== count * this.#classes) {
        throw refuse(
          'output-shape',
          `the network's output is ${showShape(output.shape.slice(1))}; it must be ${this.#classes} classes`,
        );
      }
      return Float32Array.from(await output.data());
    } finally {
      output.dispose();
    }
  }

  async #execute(input: tf.Tensor): Promise<tf.Tensor> {
    const model = this.#model;
    if (!isGraph(model)) {
      return tf.tidy(() => {
        const outputs = [model.apply(input, { training: false })].flat() as tf.Tensor[];
        return outputs[outputNames(model).indexOf(this.#output)]!;
      });
    }
    const inputs = { [model.inputs[0]!.name]: input };
    if (!this.#isDynamic) {
      try {
        return tf.tidy(() => model.execute(inputs, this.#output) as tf.Tensor);
      } catch (error) {
        if (!/executeAsync/.test(String(error))) throw error;
        this.#isDynamic = true;
      }
    }
    return (await model.executeAsync(inputs, this.#output)) as tf.Tensor;
  }

  #toInput(images: Float32Array, count: number): tf.Tensor {
    const [, ...sizes] = this.#shape;
    let image: tf.Tensor = tf.tensor4d(images, [count, 28, 28, 1]);
    if (sizes.includes(32)) {
      image = tf.pad(image, [[0, 0], [2, 2], [2, 2], [0, 0]], this.#paper); // prettier-ignore
    }
    return tf.reshape(image, [count, ...(sizes as number[])]);
  }
}

function isGraph(model: Model): model is GraphModel {
  return 'executeAsync' in model;
}

/** @throws DescriptorError `graph-inputs`, `input-shape` */
function inputShape(model: Model): (number | null)[] {
  const [input, ...more] = model.inputs;
  if (!input || more.length > 0) {
    throw refuse('graph-inputs', `the network has ${model.inputs.length} inputs; it must have one`);
  }
  const [batch = null, ...given] = (input.shape ?? []).map((size) =>
    size && size > 0 ? size : null,
  );
  const sizes = given.length === 3 ? given.map((size, k) => size ?? [28, 28, 1][k]!) : given;
  const long = sizes.filter((size) => size !== 1).join();
  if (!['28,28', '784', '32,32'].includes(long)) {
    throw refuse(
      'input-shape',
      `the network's input is ${showShape(sizes)}; it must be 28×28×1 or 32×32×1`,
    );
  }
  return [batch, ...sizes];
}

function outputNames(model: Model): string[] {
  return isGraph(model)
    ? model.outputs.map(({ name }) => name)
    : model.outputs.map(({ sourceLayer }) => sourceLayer.name);
}

/** @throws DescriptorError `graph-inputs` if there are several outputs and none is named */
function outputOf(model: Model, named: string | undefined): string {
  const names = outputNames(model);
  if (named === undefined && names.length === 1) return names[0]!;
  // Any node of a graph can be an output.
  if (named !== undefined && (isGraph(model) || names.includes(named))) return named;
  throw refuse(
    'graph-inputs',
    `the network has the outputs ${names.join(', ')}; name one of them in digitRecognizer.outputName`,
  );
}

async function loadModel(files: NetworkFiles): Promise<Model> {
  const tensors = files.tensors.map(({ spec, bytes }) => ({ spec: specOf(spec), bytes }));
  const weightData = new Uint8Array(tensors.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let end = 0;
  for (const { bytes } of tensors) {
    weightData.set(bytes, end);
    end += bytes.length;
  }
  const artifacts: tf.io.ModelArtifacts = {
    modelTopology: files.topology,
    weightSpecs: tensors.map(({ spec }) => spec),
    weightData: weightData.buffer,
    ...(files.signature ? { signature: files.signature } : {}),
  };
  const source = tf.io.fromMemory(artifacts);
  const load = files.format === 'graph-model' ? loadGraphModel : loadLayersModel;
  return load(source).catch((error: unknown) => {
    const { code, message } = files.problem;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw refuse(code, `${message}. TensorFlow.js cannot run it either: ${reason}`);
  });
}

/** TensorFlow.js 4.22 reads the option and ignores it. */
function checkDilation(of: readonly layers.Layer[]): void {
  for (const layer of of) {
    const { dilationRate = 1 } = layer.getConfig();
    const isDilated = [dilationRate].flat().some((rate) => rate !== 1);
    if (!isDilated || layer.getClassName() !== 'DepthwiseConv2D') continue;
    throw refuse(
      'layer-unsupported',
      `layer ${layer.name} (DepthwiseConv2D): dilation_rate is not 1, which TensorFlow.js would ignore`,
    );
  }
}

/** TensorFlow.js knows float16 only as a quantization. */
function specOf({ name, shape, dtype, quantization }: NetworkFiles['tensors'][number]['spec']) {
  const stored = dtype === 'float16' ? { dtype, scale: 1, min: 0 } : quantization;
  return {
    name,
    shape: [...shape],
    dtype: dtype === 'float16' ? 'float32' : dtype,
    ...(stored ? { quantization: stored } : {}),
  } as tf.io.WeightsManifestEntry;
}

/** @throws DescriptorError `network-too-large` before anything is computed */
function checkSize(of: readonly layers.Layer[]): void {
  const sizes = of.flatMap(({ inboundNodes }) =>
    inboundNodes.flatMap(({ outputShapes }) => outputShapes as (number | null)[][]),
  );
  const elements = sizes
    .map((shape) => elementsOf(shape.flat().map((size) => size ?? 1)))
    .reduce((sum, count) => sum + count, 0);
  checkBound(elements, BOUNDS.valueElements, 'numbers in the results of its layers');
}

function checkBound(count: number, bound: number, what: string): void {
  if (count <= bound) return;
  throw refuse(
    'network-too-large',
    `the network is too large: ${count} ${what}; at most ${bound} are allowed`,
  );
}

/** Bounds what a run may cost. TensorFlow.js bounds nothing, and a graph may hold an endless loop. */
const meter = {
  images: 1,
  kernels: 0,
  elements: 0,
  work: 0,
  start(images: number): void {
    this.images = images;
    this.kernels = this.elements = this.work = 0;
  },
  /** Before a kernel runs. */
  count(inputs: Readonly<Record<string, tf.TensorInfo>>): void {
    checkBound(++this.kernels, MAX_KERNELS, 'operations');
    const { filter, x, a, b } = inputs;
    const size = (tensor: tf.TensorInfo) => tf.util.sizeFromShape(tensor.shape);
    if (filter && x) this.work += (size(x) * size(filter)) / (filter.shape.at(-2) || 1);
    if (a && b && !filter) this.work += size(a) * (b.shape.length > 1 ? b.shape.at(-1)! : 1);
    checkBound(this.work / this.images, BOUNDS.multiplyAdds, 'multiply-adds');
  },
  /** After it. */
  measure(outputs: readonly tf.TensorInfo[]): void {
    for (const { shape } of outputs) this.elements += tf.util.sizeFromShape(shape);
    const elements = this.elements / this.images;
    checkBound(elements, 8 * BOUNDS.valueElements, 'numbers in results');
  },
};

/** In one run. */
const MAX_KERNELS = 100_000;

let isStarted = false;

function start(): void {
  if (isStarted) return;
  isStarted = true;
  tf.env().setPlatform('own', {
    fetch: () => Promise.reject(new Error('TensorFlow.js may send no requests.')),
    now: () => performance.now(),
    encode: (text: string) => new TextEncoder().encode(text),
    decode: (bytes: Uint8Array, encoding: string) => new TextDecoder(encoding).decode(bytes),
    setTimeoutCustom: (callback: () => void, delay: number) => void setTimeout(callback, delay),
    isTypedArray: (value: unknown): value is Float32Array | Int32Array | Uint8Array =>
      ArrayBuffer.isView(value) && !(value instanceof DataView),
  } as never);
  // It would recommend its package for Node.
  tf.env().set('IS_NODE', false);
  const engine = tf.engine();
  const run = engine.runKernel.bind(engine);
  engine.runKernel = <T>(name: string, inputs: tf.NamedTensorMap, attrs?: tf.NamedAttrMap): T => {
    meter.count(inputs);
    const outputs = run(name, inputs, attrs);
    meter.measure([outputs].flat() as tf.TensorInfo[]);
    return outputs as T;
  };
}
