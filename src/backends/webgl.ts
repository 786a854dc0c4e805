import { lengthOf, type Plan, type ValueId } from '../graph/plan.js';
import { nextTask } from '../util/async.js';
import { type Backend, BackendError, type Executable } from './backend.js';
import { LANES } from './gpu-layout.js';
import { planMemory } from './memory-plan.js';
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
  maxImages,
  type Program,
  Programs,
  sleep,
  texelsPerLayer,
  unpackLayers,
  upload,
  usedSize,
  webglFailed,
} from './webgl/device.js';
import {
  describeKernels,
  type DevicePlan,
  lower,
  type KernelDescription,
} from './webgl/kernels.js';

/** WebGL 2 on a separate canvas. */
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
    // A page has at most about sixteen contexts, so this one is released now, not at garbage collection.
    this.device.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/**
 * @throws BackendError `backend-unavailable` without WebGL 2 or float textures
 */
export async function createBackend(): Promise<Backend> {
  return new WebglBackend(createContext());
}

/** Runs a plan, one kernel per operation and batch. */
class WebglExecutable implements Executable {
  private readonly device: Device;
  private readonly plan: DevicePlan;
  private readonly descriptions: readonly KernelDescription[];
  private readonly maxImages: number;
  private kernels: readonly Kernel[] = [];
  /** For single images, and for the largest batch so far. */
  private readonly buffers = new Map<'single' | 'batch', Buffers>();
  private running = 0;
  private disposed = false;

  /** @throws BackendError `backend-failed` if a value does not fit into a texture */
  constructor(device: Device, plan: Plan) {
    this.device = device;
    this.plan = lower(plan);
    this.descriptions = describeKernels(this.plan, device.layers);
    this.maxImages = maxImages(this.plan, device.layers, device.size);
  }

  /**
   * Compiles the shaders, uploads the weights and runs once, so that buffers for single images exist.
   *
   * @throws BackendError `backend-failed`, `device-lost`
   */
  async prepare(): Promise<void> {
    const programs = await this.device.programs.get(this.descriptions.map(({ source }) => source));
    this.kernels = this.descriptions.map((description, index) =>
      createKernel(this.device, description, programs[index]!),
    );
    await this.run(new Float32Array(784), 1);
  }

  async run(images: Float32Array, count: number): Promise<Float32Array> {
    if (this.disposed) {
      throw new BackendError(
        'backend-failed',
        'This executable of the webgl backend is disposed; compile the plan again.',
      );
    }
    const length = lengthOf(this.plan, this.plan.output);
    const answers = new Float32Array(count * length);
    this.running++;
    try {
      for (let start = 0; start < count; start += this.maxImages) {
        const chunk = Math.min(this.maxImages, count - start);
        const input = images.subarray(start * 784, (start + chunk) * 784);
        answers.set(await this.runOnce(input, chunk), start * length);
      }
    } finally {
      this.running--;
      if (this.disposed) this.free();
    }
    return answers;
  }

  dispose(): void {
    this.disposed = true;
    this.free();
  }

  private async runOnce(images: Float32Array, count: number): Promise<Float32Array> {
    const { gl } = this.device;
    if (gl.isContextLost()) throw contextLost();
    const name = count === 1 ? 'single' : 'batch';
    const present = this.buffers.get(name);
    if (present && present.capacity >= count) return this.compute(present, images, count);
    present?.dispose();
    this.buffers.delete(name);
    const capacity = Math.min(this.maxImages, 2 ** Math.ceil(Math.log2(count)));
    const buffers = createBuffers(this.device, this.plan, this.descriptions, capacity);
    try {
      const answers = await this.compute(buffers, images, count);
      // After the first run only: the check takes as long as a run, and later runs do the same work.
      checkErrors(gl, `while computing ${count} images`);
      this.buffers.set(name, buffers);
      return answers;
    } catch (error) {
      buffers.dispose();
      throw error;
    }
  }

  private compute(buffers: Buffers, images: Float32Array, count: number): Promise<Float32Array> {
    const { device, plan } = this;
    upload(device.gl, buffers.input.texture, buffers.input.grid, images, device.gl.RED);
    for (const kernel of this.kernels) runKernel(device, plan, buffers, kernel, count);
    return readBack(device, plan, buffers, count);
  }

  /** Waits for the end of a run, whose output is still to be read back. */
  private free(): void {
    if (this.running > 0) return;
    const { gl } = this.device;
    for (const { weights } of this.kernels) if (weights) gl.deleteTexture(weights.texture);
    this.kernels = [];
    for (const buffers of this.buffers.values()) buffers.dispose();
    this.buffers.clear();
  }
}

/** An operation made ready: its program and its weights on the device. */
interface Kernel {
  readonly description: KernelDescription;
  readonly program: Program;
  readonly weights: { readonly texture: WebGLTexture; readonly grid: Grid } | undefined;
}

/** Uploads the weights of an operation. */
function createKernel(
  { gl, size }: Device,
  description: KernelDescription,
  program: Program,
): Kernel {
  const { weights } = description;
  if (!weights) return { description, program, weights };
  const grid = gridOf(weights.length / 4, size);
  const texture = createTexels(gl, grid);
  upload(gl, texture, grid, weights, gl.RGBA);
  return { description, program, weights: { texture, grid } };
}

/** Runs a kernel for the first `count` images of the buffers. */
function runKernel(
  { gl, layers }: Device,
  plan: DevicePlan,
  buffers: Buffers,
  { description, program, weights }: Kernel,
  count: number,
): void {
  const output = buffers.textures.get(description.output)!;
  const shifts = [output.grid.shift, 0, 0];
  gl.useProgram(program.program);
  gl.bindFramebuffer(gl.FRAMEBUFFER, output.framebuffer);
  const bind = (unit: number, target: GLenum, texture: WebGLTexture, grid: Grid) => {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(target, texture);
    shifts[unit + 1] = grid.shift;
  };
  description.inputs.forEach((value, unit) => {
    const computed = buffers.textures.get(value);
    if (computed) bind(unit, gl.TEXTURE_2D_ARRAY, computed.texture, computed.grid);
    else bind(unit, gl.TEXTURE_2D, buffers.input.texture, buffers.input.grid);
  });
  if (weights) bind(1, gl.TEXTURE_2D, weights.texture, weights.grid);
  gl.uniform1iv(program.ints, [...shifts, ...description.ints]);
  gl.uniform2fv(program.floats, description.floats);
  const texels = texelsPerLayer(plan.values[description.output]!, count, layers);
  const { width, height } = usedSize(output.grid, texels);
  gl.viewport(0, 0, width, height);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
}

/** A texture, its framebuffer, and where its texels are. */
interface ValueTexture {
  readonly texture: WebGLTexture;
  readonly framebuffer: WebGLFramebuffer;
  readonly grid: Grid;
}

/** Textures and buffers for batches of at most `capacity` images. */
interface Buffers {
  /** In images. */
  readonly capacity: number;
  /** The texture of the images. */
  readonly input: { readonly texture: WebGLTexture; readonly grid: Grid };
  /** The texture of each operation's output. Values share them as the memory plan says. */
  readonly textures: ReadonlyMap<ValueId, ValueTexture>;
  /** For reading back, one per layer of the output. */
  readonly packBuffers: readonly WebGLBuffer[];
  dispose(): void;
}

/** @throws BackendError `backend-failed`, `device-lost` */
function createBuffers(
  { gl, layers, size }: Device,
  plan: DevicePlan,
  descriptions: readonly KernelDescription[],
  capacity: number,
): Buffers {
  const sizeOf = (value: ValueId) => texelsPerLayer(plan.values[value]!, capacity, layers);
  // The images have their own texture, so the memory plan begins with the first operation's output.
  const [first, ...rest] = descriptions;
  const plannedOf = planMemory(rest, first!.output, plan.output, sizeOf);
  const textures = new Map(
    [...new Set(plannedOf.values())].map((planned) => {
      const grid = gridOf(planned.length, size);
      const texture = createLayers(gl, grid, layers);
      return [planned, { texture, framebuffer: createFramebuffer(gl, texture, layers), grid }];
    }),
  );
  const inputGrid = gridOf(capacity * 784, size);
  const input = createNumbers(gl, inputGrid);
  const packBuffers = Array.from({ length: layers }, () => gl.createBuffer());
  const buffers: Buffers = {
    capacity,
    input: { texture: input, grid: inputGrid },
    textures: new Map([...plannedOf].map(([value, planned]) => [value, textures.get(planned)!])),
    packBuffers,
    dispose() {
      for (const buffer of packBuffers) gl.deleteBuffer(buffer);
      gl.deleteTexture(input);
      for (const { texture, framebuffer } of textures.values()) {
        gl.deleteFramebuffer(framebuffer);
        gl.deleteTexture(texture);
      }
    },
  };
  try {
    check(gl, textures.values(), capacity);
  } catch (error) {
    buffers.dispose();
    throw error;
  }
  return buffers;
}

function check(
  gl: WebGL2RenderingContext,
  textures: Iterable<ValueTexture>,
  capacity: number,
): void {
  checkErrors(gl, `while making textures for ${capacity} images`);
  for (const { framebuffer, grid } of textures) {
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) {
      throw webglFailed(`it cannot render to a texture of ${grid.width}×${grid.height} texels`);
    }
  }
}

/** How often a fence is polled in successive tasks. Later polls wait for a millisecond each. */
const QUICK_POLLS = 4;

/**
 * Reads the output of `count` images without blocking the page.
 *
 * @throws BackendError `device-lost`
 */
async function readBack(
  { gl, layers }: Device,
  { values, output }: DevicePlan,
  { textures, packBuffers }: Buffers,
  count: number,
): Promise<Float32Array> {
  const shape = values[output]!;
  const { framebuffer, grid } = textures.get(output)!;
  const { width, height } = usedSize(grid, texelsPerLayer(shape, count, layers));
  // The output of a single image is in the first layer only.
  const used = Math.min(layers, shape[0] * shape[1] * count);
  const stride = width * height * LANES;
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  packBuffers.slice(0, used).forEach((buffer, layer) => {
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    // New memory each time, because Chromium reads a reused buffer slowly.
    gl.bufferData(gl.PIXEL_PACK_BUFFER, stride * Float32Array.BYTES_PER_ELEMENT, gl.STREAM_READ);
    gl.readBuffer(gl.COLOR_ATTACHMENT0 + layer);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, 0);
  });
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
  await finished(gl);
  const texels = new Float32Array(used * stride);
  packBuffers.slice(0, used).forEach((buffer, layer) => {
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, texels, layer * stride, stride);
  });
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
  // A lost context returns zeros.
  if (gl.isContextLost()) throw contextLost();
  return unpackLayers(texels, stride, shape, count, layers);
}

/** Waits until the device has finished all calls so far. */
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
