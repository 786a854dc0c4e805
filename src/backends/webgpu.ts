import type { Plan } from '../graph/plan.js';
import type { Backend, Executable } from './backend.js';
import { BackendError } from './backend-error.js';
import { requestDevice } from './webgpu/device.js';
import { createExecutable } from './webgpu/executor.js';

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
