import type { Plan } from '../graph/plan.js';
import { type Backend, BackendError, type Executable } from './backend.js';
import {
  createKernels,
  describeKernels,
  encodeKernels,
  planBatchMemory,
  Buffers,
  type BatchMemoryPlan,
  maxImages,
  type Kernel,
} from './webgpu/kernels.js';

/** How long after a failed read-back the browser may take to report a lost device, in ms. */
const LOSS_MS = 250;

/** WebGPU with the library's own compute shaders. */
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

  /** A lost device seems to work, so results from around the loss are discarded. */
  private async unlessLost<T>(work: () => Promise<T>): Promise<T> {
    this.checkDevice();
    try {
      return await work();
    } catch (error) {
      // Reading back fails shortly before `lost` resolves.
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
 * @throws BackendError `backend-unavailable` without `navigator.gpu`, an adapter or a device
 */
export async function createBackend(): Promise<Backend> {
  return new WebgpuBackend(await requestDevice());
}

/**
 * Compiles a plan and runs it once. So the first answer is as quick as later ones, and errors of the device
 * occur here.
 *
 * @throws BackendError `backend-failed` if the device rejects a shader or lacks memory
 */
async function createExecutable(device: GPUDevice, plan: Plan): Promise<Executable> {
  const described = describeKernels(plan);
  const memoryPlan = planBatchMemory(plan.input, described);
  const kernels = await validated(device, () => createKernels(device, described.kernels));
  const executable = new WebgpuExecutable(device, memoryPlan, kernels);
  try {
    await executable.run(new Float32Array(memoryPlan.inputLength), 1);
  } catch (error) {
    executable.dispose();
    throw error;
  }
  return executable;
}

class WebgpuExecutable implements Executable {
  private readonly device: GPUDevice;
  private readonly memoryPlan: BatchMemoryPlan;
  private readonly kernels: readonly Kernel[];
  private readonly maxImages: number;
  private buffers: Buffers | undefined;
  private running = false;
  private disposed = false;

  constructor(device: GPUDevice, memoryPlan: BatchMemoryPlan, kernels: readonly Kernel[]) {
    this.device = device;
    this.memoryPlan = memoryPlan;
    this.kernels = kernels;
    this.maxImages = maxImages(memoryPlan, device.limits);
  }

  async run(images: Float32Array, count: number): Promise<Float32Array> {
    if (this.disposed) {
      throw new BackendError(
        'backend-failed',
        'This executable of the webgpu backend is disposed; compile the plan again.',
      );
    }
    const { inputLength, outputLength } = this.memoryPlan;
    const answers = new Float32Array(count * outputLength);
    this.running = true;
    try {
      for (let start = 0; start < count; start += this.maxImages) {
        const end = Math.min(count, start + this.maxImages);
        const chunk = images.subarray(start * inputLength, end * inputLength);
        answers.set(await this.runAtOnce(chunk, end - start), start * outputLength);
      }
    } finally {
      this.running = false;
      if (this.disposed) this.free();
    }
    return answers;
  }

  dispose(): void {
    this.disposed = true;
    if (!this.running) this.free();
  }

  private async runAtOnce(images: Float32Array, count: number): Promise<Float32Array> {
    if (this.buffers && count <= this.buffers.capacity) {
      return this.submit(this.buffers, images, count);
    }
    this.freeBuffers();
    // Rounded up, so that slowly growing batches do not allocate each time.
    const capacity = Math.min(this.maxImages, 2 ** Math.ceil(Math.log2(count)));
    try {
      return await validated(this.device, () => {
        this.buffers = new Buffers(this.device, this.memoryPlan, this.kernels, capacity);
        return this.submit(this.buffers, images, count);
      });
    } catch (error) {
      // Allocation may have failed, so the next batch allocates again.
      this.freeBuffers();
      throw error;
    }
  }

  /** Runs a batch in one submission. */
  private submit(buffers: Buffers, images: Float32Array, count: number): Promise<Float32Array> {
    buffers.write(images, count);
    const encoder = this.device.createCommandEncoder();
    encodeKernels(encoder, this.kernels, buffers.bindings, count);
    buffers.encodeCopy(encoder);
    this.device.queue.submit([encoder.finish()]);
    return buffers.read();
  }

  private freeBuffers(): void {
    this.buffers?.destroy();
    this.buffers = undefined;
  }

  private free(): void {
    this.freeBuffers();
    for (const { constants } of this.kernels) constants?.destroy();
  }
}

/** Large networks and batches need more than WebGPU's defaults. */
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
 * Creates kernels or buffers in an error scope. Without it, WebGPU would not report an invalid shader or
 * missing memory, and would compute zeros.
 *
 * @param work makes all its WebGPU calls before its first `await`
 * @throws BackendError `backend-failed`
 */
export async function validated<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  const working = work();
  const popping = [device.popErrorScope(), device.popErrorScope()];
  // If both fail, the error scope has the better message.
  const [errors, result] = await Promise.allSettled([Promise.all(popping), working]);
  const error = errors.status === 'fulfilled' && errors.value.find((candidate) => candidate);
  if (error) throw new BackendError('backend-failed', `WebGPU failed: ${error.message}`);
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
