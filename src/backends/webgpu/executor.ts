import type { Plan } from '../../graph/plan.js';
import type { Executable } from '../backend.js';
import { BackendError } from '../backend-error.js';
import { softmaxRows } from '../softmax.js';
import { layOut, Memory, mostImages, type MemoryLayout } from './memory.js';
import { createPipelines, encodePass, type Pipeline } from './pipelines.js';
import { createProgram } from './steps.js';
import { validated } from './validated.js';

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
