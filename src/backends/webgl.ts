import type { Plan, ValueId } from '../graph/plan.js';
import { nextTask } from '../util/async.js';
import { type Backend, BackendError, type Executable, softmaxRows } from './backend.js';
import { LANES } from './gpu-layout.js';
import { assignSlots } from './memory-plan.js';
import {
  checkErrors,
  contextLost,
  countLayers,
  createContext,
  createFramebuffer,
  createLayers,
  createNumbers,
  createTexels,
  type Device,
  type Grid,
  gridOf,
  mostImages,
  partOf,
  type Program,
  Programs,
  sleep,
  texelsPerLayer,
  unpackLayers,
  upload,
  webglFailed,
} from './webgl/device.js';
import { createPasses, type DevicePlan, lower, type Pass } from './webgl/kernels.js';

/** WebGL 2 on a canvas of its own, with shaders made for the plan. */
class WebglBackend implements Backend {
  readonly name = 'webgl';
  readonly lost: Promise<string>;
  private readonly device: Device;

  constructor(gl: WebGL2RenderingContext) {
    const size = 2 ** Math.floor(Math.log2(gl.getParameter(gl.MAX_TEXTURE_SIZE) as number));
    this.device = { gl, programs: new Programs(gl), layers: countLayers(gl), size };
    this.lost = new Promise((resolve) => {
      gl.canvas.addEventListener('webglcontextlost', () => resolve(contextLost().message));
    });
  }

  async compile(plan: Plan): Promise<Executable> {
    const executable = new WebglExecutable(this.device, plan);
    try {
      await executable.prepare();
    } catch (error) {
      executable.dispose();
      throw error;
    }
    return executable;
  }

  dispose(): void {
    // Browsers keep about sixteen contexts a page; this one is given back now, not at collection.
    this.device.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/**
 * @throws BackendError `backend-unavailable` without WebGL 2 or without float textures.
 */
export async function createBackend(): Promise<Backend> {
  return new WebglBackend(createContext());
}

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

/** A pass made ready: its program and its weights on the device. */
export interface Launch {
  readonly pass: Pass;
  readonly program: Program;
  readonly weights: { readonly texture: WebGLTexture; readonly grid: Grid } | undefined;
}

/** Uploads the weights of a pass. */
export function prepare({ gl, size }: Device, pass: Pass, program: Program): Launch {
  const { weights } = pass;
  if (!weights) return { pass, program, weights };
  const grid = gridOf(weights.length / 4, size);
  const texture = createTexels(gl, grid);
  upload(gl, texture, grid, weights, gl.RGBA);
  return { pass, program, weights: { texture, grid } };
}

/** Computes a pass for the first `count` images of a workspace. */
export function launch(
  { gl, layers }: Device,
  plan: DevicePlan,
  workspace: Workspace,
  { pass, program, weights }: Launch,
  count: number,
): void {
  const output = workspace.slots.get(pass.output)!;
  const shifts = [output.grid.shift, 0, 0];
  gl.useProgram(program.program);
  gl.bindFramebuffer(gl.FRAMEBUFFER, output.framebuffer);
  const bind = (unit: number, target: GLenum, texture: WebGLTexture, grid: Grid) => {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(target, texture);
    shifts[unit + 1] = grid.shift;
  };
  pass.inputs.forEach((value, unit) => {
    const slot = workspace.slots.get(value);
    if (slot) bind(unit, gl.TEXTURE_2D_ARRAY, slot.texture, slot.grid);
    else bind(unit, gl.TEXTURE_2D, workspace.input.texture, workspace.input.grid);
  });
  if (weights) bind(1, gl.TEXTURE_2D, weights.texture, weights.grid);
  gl.uniform1iv(program.ints, [...shifts, ...pass.ints]);
  gl.uniform2fv(program.floats, pass.floats);
  const texels = texelsPerLayer(plan.values[pass.output]!, count, layers);
  const { width, height } = partOf(output.grid, texels);
  gl.viewport(0, 0, width, height);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
}

/** A texture, what renders to it, and where its texels lie. */
export interface ValueSlot {
  readonly texture: WebGLTexture;
  readonly framebuffer: WebGLFramebuffer;
  readonly grid: Grid;
}

/** Everything that batches up to a size are computed in. */
export interface Workspace {
  /** In images. */
  readonly capacity: number;
  /** The images. */
  readonly input: { readonly texture: WebGLTexture; readonly grid: Grid };
  /** Where each computed value lies; values take turns in a slot. */
  readonly slots: ReadonlyMap<ValueId, ValueSlot>;
  /** What each layer of the output is read back through. */
  readonly buffers: readonly WebGLBuffer[];
  dispose(): void;
}

/** @throws BackendError `backend-failed`, `device-lost` */
export function createWorkspace(
  { gl, layers, size }: Device,
  plan: DevicePlan,
  passes: readonly Pass[],
  capacity: number,
): Workspace {
  const sizeOf = (value: ValueId) => texelsPerLayer(plan.values[value]!, capacity, layers);
  // The images have a texture of their own, so the first value is the first to take a slot.
  const [first, ...rest] = passes;
  const slotOf = assignSlots(rest, first!.output, plan.output, sizeOf);
  const slots = new Map(
    [...new Set(slotOf.values())].map((slot) => {
      const grid = gridOf(slot.length, size);
      const texture = createLayers(gl, grid, layers);
      return [slot, { texture, framebuffer: createFramebuffer(gl, texture, layers), grid }];
    }),
  );
  const inputGrid = gridOf(capacity * 784, size);
  const input = createNumbers(gl, inputGrid);
  const buffers = Array.from({ length: layers }, () => gl.createBuffer());
  const workspace: Workspace = {
    capacity,
    input: { texture: input, grid: inputGrid },
    slots: new Map([...slotOf].map(([value, slot]) => [value, slots.get(slot)!])),
    buffers,
    dispose() {
      for (const buffer of buffers) gl.deleteBuffer(buffer);
      gl.deleteTexture(input);
      for (const { texture, framebuffer } of slots.values()) {
        gl.deleteFramebuffer(framebuffer);
        gl.deleteTexture(texture);
      }
    },
  };
  try {
    check(gl, slots.values(), capacity);
  } catch (error) {
    workspace.dispose();
    throw error;
  }
  return workspace;
}

function check(gl: WebGL2RenderingContext, slots: Iterable<ValueSlot>, capacity: number): void {
  checkErrors(gl, `while making textures for ${capacity} images`);
  for (const { framebuffer, grid } of slots) {
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) {
      throw webglFailed(`it cannot render to a texture of ${grid.width}×${grid.height} texels`);
    }
  }
}

/** How often a fence is asked for from task to task before there is a millisecond between. */
const QUICK_POLLS = 4;

/**
 * Reads the output of `count` images, without holding up the page.
 *
 * @throws BackendError `device-lost`
 */
export async function readBack(
  { gl, layers }: Device,
  { values, output }: DevicePlan,
  { slots, buffers }: Workspace,
  count: number,
): Promise<Float32Array> {
  const shape = values[output]!;
  const { framebuffer, grid } = slots.get(output)!;
  const { width, height } = partOf(grid, texelsPerLayer(shape, count, layers));
  // Those of a single image are in the first layer alone.
  const used = Math.min(layers, shape[0] * shape[1] * count);
  const stride = width * height * LANES;
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  buffers.slice(0, used).forEach((buffer, layer) => {
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    // Fresh memory: Chromium gives up its quick way of reading a buffer that is written again.
    gl.bufferData(gl.PIXEL_PACK_BUFFER, stride * Float32Array.BYTES_PER_ELEMENT, gl.STREAM_READ);
    gl.readBuffer(gl.COLOR_ATTACHMENT0 + layer);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, 0);
  });
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
  await finished(gl);
  const texels = new Float32Array(used * stride);
  buffers.slice(0, used).forEach((buffer, layer) => {
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, texels, layer * stride, stride);
  });
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
  // A lost context answers with zeros.
  if (gl.isContextLost()) throw contextLost();
  return unpackLayers(texels, stride, shape, count, layers);
}

/** Waits until the device has done all that it was given so far. */
async function finished(gl: WebGL2RenderingContext): Promise<void> {
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  // Null on a lost context.
  if (!fence) throw contextLost();
  gl.flush();
  try {
    for (let polls = 0; ; polls++) {
      await (polls < QUICK_POLLS ? nextTask() : sleep(1));
      if (gl.isContextLost()) throw contextLost();
      if (gl.clientWaitSync(fence, 0, 0) !== gl.TIMEOUT_EXPIRED) return;
    }
  } finally {
    gl.deleteSync(fence);
  }
}
