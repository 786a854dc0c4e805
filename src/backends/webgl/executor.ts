import type { Plan } from '../../graph/plan.js';
import { BackendError } from '../backend-error.js';
import type { Executable } from '../backend.js';
import { softmaxRows } from '../softmax.js';
import { mostImages } from './capacity.js';
import type { Device } from './device.js';
import { checkErrors, contextLost } from './errors.js';
import { launch, prepare, type Launch } from './launch.js';
import { lower, type DevicePlan } from './lower.js';
import { createPasses, type Pass } from './passes.js';
import { readBack } from './read-back.js';
import { upload } from './textures.js';
import { createWorkspace, type Workspace } from './workspace.js';

/** Runs a plan: one launch an operation, for all images of a batch. */
export class WebglExecutable implements Executable {
  private readonly device: Device;
  private readonly plan: DevicePlan;
  private readonly passes: readonly Pass[];
  private readonly most: number;
  private launches: readonly Launch[] = [];
  /** One for single images, whose textures are small, and one as large as the largest batch so far. */
  private readonly workspaces = new Map<'single' | 'batch', Workspace>();
  private running = 0;
  private disposed = false;

  /** @throws BackendError `backend-failed` if a value does not fit into a texture. */
  constructor(device: Device, plan: Plan) {
    this.device = device;
    this.plan = lower(plan);
    this.passes = createPasses(this.plan, device.layers);
    this.most = mostImages(this.plan, device.layers, device.size);
  }

  /**
   * Compiles the programs, uploads the weights and computes a first answer, after which the device
   * has everything that single images need.
   *
   * @throws BackendError `backend-failed`, `device-lost`
   */
  async prepare(): Promise<void> {
    const programs = await this.device.programs.get(this.passes.map(({ source }) => source));
    this.launches = this.passes.map((pass, index) => prepare(this.device, pass, programs[index]!));
    await this.run(new Float32Array(784), 1);
  }

  async run(images: Float32Array, count: number): Promise<Float32Array> {
    if (this.disposed) {
      throw new BackendError(
        'backend-failed',
        'This executable of the webgl backend was disposed of; compile the plan again.',
      );
    }
    const answers = new Float32Array(count * 10);
    this.running++;
    try {
      for (let start = 0; start < count; start += this.most) {
        const part = Math.min(this.most, count - start);
        const input = images.subarray(start * 784, (start + part) * 784);
        answers.set(await this.runOnce(input, part), start * 10);
      }
    } finally {
      this.running--;
      if (this.disposed) this.free();
    }
    return this.plan.softmaxAfter ? softmaxRows(answers, 10) : answers;
  }

  dispose(): void {
    this.disposed = true;
    this.free();
  }

  private async runOnce(images: Float32Array, count: number): Promise<Float32Array> {
    const { gl } = this.device;
    if (gl.isContextLost()) throw contextLost();
    const name = count === 1 ? 'single' : 'batch';
    const present = this.workspaces.get(name);
    if (present && present.capacity >= count) return this.compute(present, images, count);
    present?.dispose();
    this.workspaces.delete(name);
    const capacity = Math.min(this.most, 2 ** Math.ceil(Math.log2(count)));
    const workspace = createWorkspace(this.device, this.plan, this.passes, capacity);
    try {
      const answers = await this.compute(workspace, images, count);
      // Of the first run only: asking takes as long as an answer, and the next ones do the same.
      checkErrors(gl, `while computing ${count} images`);
      this.workspaces.set(name, workspace);
      return answers;
    } catch (error) {
      workspace.dispose();
      throw error;
    }
  }

  private compute(
    workspace: Workspace,
    images: Float32Array,
    count: number,
  ): Promise<Float32Array> {
    const { device, plan } = this;
    upload(device.gl, workspace.input.texture, workspace.input.grid, images, device.gl.RED);
    for (const prepared of this.launches) launch(device, plan, workspace, prepared, count);
    return readBack(device, plan, workspace, count);
  }

  /** Not under a run: it is still to be read back. */
  private free(): void {
    if (this.running > 0) return;
    const { gl } = this.device;
    for (const { weights } of this.launches) if (weights) gl.deleteTexture(weights.texture);
    this.launches = [];
    for (const workspace of this.workspaces.values()) workspace.dispose();
    this.workspaces.clear();
  }
}
