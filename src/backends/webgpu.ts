import '@tensorflow/tfjs-backend-webgpu/dist/flags_webgpu.js';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu.js';
import type { Plan } from '../graph/plan.js';
import type { Backend, Executable } from './backend.js';
import { BackendError } from './backend-error.js';
import { ENV } from './tfjs/environment.js';
import { TfjsExecutable } from './tfjs/executor.js';
import { Kernels } from './tfjs/kernels.js';
import * as kernels from './tfjs/webgpu-kernels.js';

/** The limits TensorFlow.js's kernels size their work groups by. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** How long after a failed read-back the news may take that the device is lost, in milliseconds. */
const LOSS_MS = 250;

/** WebGPU through TensorFlow.js's kernels. */
class WebgpuBackend implements Backend {
  readonly name = 'webgpu';
  readonly lost: Promise<string>;
  private readonly device: GPUDevice;
  private readonly tfjs: WebGPUBackend;
  private readonly kernels: Kernels;
  private lostReason: string | null = null;

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    this.device = device;
    this.lost = device.lost.then(({ message }) => {
      this.lostReason = `The WebGPU device was lost${message ? `: ${message}` : '.'}`;
      return this.lostReason;
    });
    this.tfjs = new WebGPUBackend(device, info);
    this.kernels = new Kernels(this.tfjs, Object.values(kernels));
  }

  async compile(plan: Plan): Promise<Executable> {
    const executable = new TfjsExecutable(plan, this.kernels, { roundBatch: false });
    const guarded: Executable = {
      run: async (images, count) => {
        this.checkDevice();
        try {
          return await executable.run(images, count);
        } catch (error) {
          // Reading back fails when the device goes, a little before `lost` says so.
          await Promise.race([this.lost, new Promise((resolve) => setTimeout(resolve, LOSS_MS))]);
          this.checkDevice();
          throw new BackendError('backend-failed', `WebGPU failed: ${String(error)}`, {
            cause: error,
          });
        } finally {
          this.checkDevice();
        }
      },
      dispose: () => executable.dispose(),
    };
    await this.validated(() => guarded.run(new Float32Array(784), 1));
    return guarded;
  }

  dispose(): void {
    this.tfjs.dispose();
    this.device.destroy();
  }

  /** WebGPU reports a bad shader or buffer to an error scope only, and computes zeros. */
  private async validated(work: () => Promise<unknown>): Promise<void> {
    this.device.pushErrorScope('validation');
    this.device.pushErrorScope('out-of-memory');
    await work();
    const errors = [await this.device.popErrorScope(), await this.device.popErrorScope()];
    const error = errors.find((candidate) => candidate !== null);
    if (error) throw new BackendError('backend-failed', `WebGPU failed: ${error.message}`);
  }

  private checkDevice(): void {
    if (this.lostReason !== null) throw new BackendError('device-lost', this.lostReason);
  }
}

/**
 * @throws BackendError `backend-unavailable` without `navigator.gpu`, an adapter or a device.
 */
export async function createBackend(): Promise<Backend> {
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
    const device = await adapter.requestDevice({ requiredLimits });
    ENV.set('WEBGPU_CPU_FORWARD', false);
    // Typed by TensorFlow.js's older definitions, which have no `info` yet.
    const { info } = adapter as unknown as { info: GPUAdapterInfo };
    return new WebgpuBackend(device, info);
  } catch (error) {
    throw unavailable('the adapter gave no device', error);
  }
}
