import type { Plan } from '../graph/plan.js';
import { type Backend, BackendError, type Executable, softmaxRows } from './backend.js';
import {
  createPipelines,
  createProgram,
  encodePass,
  layOut,
  Memory,
  type MemoryLayout,
  mostImages,
  type Pipeline,
} from './webgpu/kernels.js';

/** How long after a failed read-back the news may take that the device is lost, in milliseconds. */
const LOSS_MS = 250;

/** WebGPU through compute shaders of our own. */
class WebgpuBackend implements Backend {
  readonly name = 'webgpu';
  readonly lost: Promise<string>;
  private readonly device: GPUDevice;
  private lostReason: string | null = null;

  constructor(device: GPUDevice) {
    this.device = device;
    this.lost = device.lost.then(({ message }) => {
      this.lostReason = `The WebGPU device was lost${message ? `: ${message}` : '.'}`;
      return this.lostReason;
    });
  }

  async compile(plan: Plan): Promise<Executable> {
    const executable = await this.unlessLost(() => createExecutable(this.device, plan));
    return {
      run: (images, count) => this.unlessLost(() => executable.run(images, count)),
      dispose: () => executable.dispose(),
    };
  }

  dispose(): void {
    this.device.destroy();
  }

  /** A lost device pretends to work; what was computed across the loss is void. */
  private async unlessLost<T>(work: () => Promise<T>): Promise<T> {
    this.checkDevice();
    try {
      return await work();
    } catch (error) {
      // Reading back fails when the device goes, a little before `lost` says so.
      await Promise.race([this.lost, new Promise((resolve) => setTimeout(resolve, LOSS_MS))]);
      this.checkDevice();
      if (error instanceof BackendError) throw error;
      throw new BackendError('backend-failed', `WebGPU failed: ${String(error)}`, { cause: error });
    } finally {
      this.checkDevice();
    }
  }

  private checkDevice(): void {
    if (this.lostReason !== null) throw new BackendError('device-lost', this.lostReason);
  }
}

/**
 * @throws BackendError `backend-unavailable` without `navigator.gpu`, an adapter or a device.
 */
export async function createBackend(): Promise<Backend> {
  return new WebgpuBackend(await requestDevice());
}

/**
 * Compiles a plan and runs it once: the first answer is an ordinary one, and what the device does not
 * take comes to light here.
 *
 * @throws BackendError `backend-failed` where the device refuses a shader or has no memory.
 */
export async function createExecutable(device: GPUDevice, plan: Plan): Promise<Executable> {
  const last = plan.operations.at(-1);
  // Ten numbers a drawing: their softmax costs a pass there and nothing here.
  const softmax = last?.kind === 'softmax' ? last : undefined;
  const program = createProgram(
    softmax ? { ...plan, operations: plan.operations.slice(0, -1), output: softmax.input } : plan,
  );
  const layout = layOut(plan.input, program);
  const pipelines = await validated(device, () => createPipelines(device, program.steps));
  const executable = new WebgpuExecutable(
    device,
    layout,
    pipelines,
    softmax && plan.values[softmax.output]![2],
  );
  try {
    await executable.run(new Float32Array(layout.inputLength), 1);
  } catch (error) {
    executable.dispose();
    throw error;
  }
  return executable;
}

class WebgpuExecutable implements Executable {
  private readonly device: GPUDevice;
  private readonly layout: MemoryLayout;
  private readonly pipelines: readonly Pipeline[];
  private readonly softmax: number | undefined;
  private readonly most: number;
  private memory: Memory | undefined;
  private running = false;
  private disposed = false;

  /** @param softmax over how many channels of the answers; undefined for none. */
  constructor(
    device: GPUDevice,
    layout: MemoryLayout,
    pipelines: readonly Pipeline[],
    softmax: number | undefined,
  ) {
    this.device = device;
    this.layout = layout;
    this.pipelines = pipelines;
    this.softmax = softmax;
    this.most = mostImages(layout, device.limits);
  }

  async run(images: Float32Array, count: number): Promise<Float32Array> {
    if (this.disposed) {
      throw new BackendError(
        'backend-failed',
        'This executable of the webgpu backend was disposed of; compile the plan again.',
      );
    }
    const { inputLength, outputLength } = this.layout;
    const answers = new Float32Array(count * outputLength);
    this.running = true;
    try {
      for (let start = 0; start < count; start += this.most) {
        const end = Math.min(count, start + this.most);
        const part = images.subarray(start * inputLength, end * inputLength);
        answers.set(await this.runAtOnce(part, end - start), start * outputLength);
      }
    } finally {
      this.running = false;
      if (this.disposed) this.free();
    }
    return this.softmax ? softmaxRows(answers, this.softmax) : answers;
  }

  dispose(): void {
    this.disposed = true;
    if (!this.running) this.free();
  }

  private async runAtOnce(images: Float32Array, count: number): Promise<Float32Array> {
    if (this.memory && count <= this.memory.capacity) {
      return this.submit(this.memory, images, count);
    }
    this.freeMemory();
    // Rounded up, so that batches that grow one by one do not take memory anew each time.
    const capacity = Math.min(this.most, 2 ** Math.ceil(Math.log2(count)));
    try {
      return await validated(this.device, () => {
        this.memory = new Memory(this.device, this.layout, this.pipelines, capacity);
        return this.submit(this.memory, images, count);
      });
    } catch (error) {
      // Its buffers may be none; the next batch takes new ones.
      this.freeMemory();
      throw error;
    }
  }

  /** One submission: the images, all dispatches in a pass, the answers. */
  private submit(memory: Memory, images: Float32Array, count: number): Promise<Float32Array> {
    memory.write(images, count);
    const encoder = this.device.createCommandEncoder();
    encodePass(encoder, this.pipelines, memory.bindings, count);
    memory.encodeCopy(encoder);
    this.device.queue.submit([encoder.finish()]);
    return memory.read();
  }

  private freeMemory(): void {
    this.memory?.destroy();
    this.memory = undefined;
  }

  private free(): void {
    this.freeMemory();
    for (const { constants } of this.pipelines) constants?.destroy();
  }
}

/** Beyond WebGPU's least: weights of a large network, and whole batches of its values. */
const LIMITS = ['maxStorageBufferBindingSize', 'maxBufferSize'] as const;

/**
 * @throws BackendError `backend-unavailable` without `navigator.gpu`, an adapter or a device.
 */
export async function requestDevice(): Promise<GPUDevice> {
  const unavailable = (why: string, cause?: unknown) =>
    new BackendError('backend-unavailable', `The webgpu backend is not available: ${why}.`, {
      cause,
    });
  const gpu = typeof navigator === 'undefined' ? undefined : navigator.gpu;
  if (!gpu) throw unavailable('this browser or page has no WebGPU');
  // A network this small never pays for waking the fast GPU of a laptop.
  const adapter = await gpu.requestAdapter({ powerPreference: 'low-power' }).catch(() => null);
  if (!adapter) throw unavailable('no WebGPU adapter was found');
  const requiredLimits = Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  try {
    return await adapter.requestDevice({ requiredLimits });
  } catch (error) {
    throw unavailable('the adapter gave no device', error);
  }
}

/**
 * WebGPU reports a bad shader, or a buffer that found no memory, to an error scope only, and computes
 * zeros: what makes pipelines and buffers goes through here.
 *
 * @param work makes all its calls before it first waits.
 * @throws BackendError `backend-failed`
 */
export async function validated<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  const working = work();
  const popping = [device.popErrorScope(), device.popErrorScope()];
  // The scopes' message is the better one where the work fails too.
  const [errors, result] = await Promise.allSettled([Promise.all(popping), working]);
  const error = errors.status === 'fulfilled' && errors.value.find((candidate) => candidate);
  if (error) throw new BackendError('backend-failed', `WebGPU failed: ${error.message}`);
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
