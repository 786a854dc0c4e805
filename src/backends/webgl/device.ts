import type { Plan, Shape } from '../../graph/plan.js';
import { nextTask } from '../../util/async.js';
import { BackendError } from '../backend.js';
import { groupsOf, LANES, unpackChannels } from '../gpu-layout.js';
import { TEXTURES } from './shaders.js';

/** A WebGL context and its capabilities. */
export interface Device {
  readonly gl: WebGL2RenderingContext;
  readonly programs: Programs;
  /** Render targets per shader, so layers of a value's texture. */
  readonly layers: number;
  /** Maximum width and height of a texture, a power of two. */
  readonly size: number;
}

/**
 * Creates a WebGL 2 context that can render to float textures.
 *
 * @throws BackendError `backend-unavailable`
 */
export function createContext(): WebGL2RenderingContext {
  const gl = request();
  if (!gl) throw unavailable('this browser has no WebGL 2, or too many contexts are in use');
  if (!gl.getExtension('EXT_color_buffer_float')) {
    throw unavailable('this device cannot render to float textures');
  }
  return gl;
}

/**
 * Number of float layers that a shader can render to at once: 4, 2 or 1. All devices have four render targets,
 * but old phones cannot use four of 128 bits each.
 *
 * @throws BackendError `backend-unavailable` if it cannot render to one
 */
export function countLayers(gl: WebGL2RenderingContext): number {
  for (const layers of [4, 2, 1]) {
    const texture = createLayers(gl, { shift: 0, width: 1, height: 1 }, layers);
    const framebuffer = createFramebuffer(gl, texture, layers);
    const status = gl.checkFramebufferStatus(gl.FRAMEBUFFER);
    gl.deleteFramebuffer(framebuffer);
    gl.deleteTexture(texture);
    if (status === gl.FRAMEBUFFER_COMPLETE) return layers;
  }
  throw unavailable('this device cannot render to float textures');
}

function unavailable(why: string): BackendError {
  return new BackendError('backend-unavailable', `The webgl backend is not available: ${why}.`);
}

function request(): WebGL2RenderingContext | null {
  if (typeof document === 'undefined' && typeof OffscreenCanvas === 'undefined') return null;
  // An element if possible, because fences do not work on WebKit's offscreen canvases.
  const canvas =
    typeof document === 'undefined' ? new OffscreenCanvas(1, 1) : document.createElement('canvas');
  return canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    premultipliedAlpha: false,
    preserveDrawingBuffer: false,
  }) as WebGL2RenderingContext | null;
}

/** A linked program and its uniforms. */
export interface Program {
  readonly program: WebGLProgram;
  readonly ints: WebGLUniformLocation | null;
  readonly floats: WebGLUniformLocation | null;
}

/** Maximum wait for parallel compilation, in ms. After that, the page waits for the compiler. */
const COMPILE_MS = 10_000;

/** One triangle that covers the viewport. */
const VERTEX_SHADER = `#version 300 es
void main(){gl_Position=vec4(gl_VertexID==1?3:-1,gl_VertexID==2?3:-1,0,1);}`;

/** The compiled programs of a context, which its networks share. */
export class Programs {
  private readonly gl: WebGL2RenderingContext;
  private readonly programs = new Map<string, Program>();

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
  }

  /**
   * Compiles and links, in parallel if the browser supports it, or else one program per task.
   *
   * @param sources of fragment shaders
   * @returns a program for each source
   * @throws BackendError `backend-failed` with the compiler's message, `device-lost`
   */
  async get(sources: readonly string[]): Promise<Program[]> {
    const { gl } = this;
    const missing = [...new Set(sources)].filter((source) => !this.programs.has(source));
    const parallel = gl.getExtension('KHR_parallel_shader_compile');
    const linking = missing.map((source) => ({ source, program: this.link(source) }));
    const deadline = performance.now() + COMPILE_MS;
    for (const { source, program } of linking) {
      if (!parallel) await nextTask();
      // Any other call would block until the compiler is done. Some drivers never report completion.
      while (
        parallel &&
        performance.now() < deadline &&
        !gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR)
      ) {
        if (gl.isContextLost()) throw contextLost();
        await sleep(1);
      }
      this.programs.set(source, this.finish(program));
    }
    return sources.map((source) => this.programs.get(source)!);
  }

  private link(source: string): WebGLProgram {
    const { gl } = this;
    const program = gl.createProgram();
    for (const [type, text] of [
      [gl.VERTEX_SHADER, VERTEX_SHADER],
      [gl.FRAGMENT_SHADER, source],
    ] as const) {
      const shader = gl.createShader(type);
      if (!shader) throw contextLost();
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
      // The program keeps the shader until it is deleted itself.
      gl.deleteShader(shader);
    }
    gl.linkProgram(program);
    return program;
  }

  private finish(program: WebGLProgram): Program {
    const { gl } = this;
    if (gl.isContextLost()) throw contextLost();
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
      const logs = (gl.getAttachedShaders(program) ?? []).map((shader) =>
        gl.getShaderInfoLog(shader),
      );
      throw webglFailed(
        `a shader does not compile: ${[gl.getProgramInfoLog(program), ...logs].join(' ').trim()}`,
      );
    }
    gl.useProgram(program);
    TEXTURES.forEach((name, unit) => gl.uniform1i(gl.getUniformLocation(program, name), unit));
    return {
      program,
      ints: gl.getUniformLocation(program, 'k'),
      floats: gl.getUniformLocation(program, 'f'),
    };
  }
}

/** A texture with one number per texel. */
export function createNumbers(gl: WebGL2RenderingContext, grid: Grid): WebGLTexture {
  return create(gl, gl.TEXTURE_2D, (target) =>
    gl.texStorage2D(target, 1, gl.R32F, grid.width, grid.height),
  );
}

/** A texture with four numbers per texel. */
export function createTexels(gl: WebGL2RenderingContext, grid: Grid): WebGLTexture {
  return create(gl, gl.TEXTURE_2D, (target) =>
    gl.texStorage2D(target, 1, gl.RGBA32F, grid.width, grid.height),
  );
}

/** A texture with four numbers per texel, in layers. */
export function createLayers(gl: WebGL2RenderingContext, grid: Grid, layers: number): WebGLTexture {
  return create(gl, gl.TEXTURE_2D_ARRAY, (target) =>
    gl.texStorage3D(target, 1, gl.RGBA32F, grid.width, grid.height, layers),
  );
}

function create(
  gl: WebGL2RenderingContext,
  target: GLenum,
  allocate: (target: GLenum) => void,
): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(target, texture);
  allocate(target);
  // Not all devices can filter float textures.
  gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  return texture;
}

/**
 * Fills a two-dimensional texture: whole rows first, then the rest, so that the numbers need not be padded to
 * whole rows.
 */
export function upload(
  gl: WebGL2RenderingContext,
  texture: WebGLTexture,
  { width }: Grid,
  numbers: Float32Array,
  format: GLenum,
): void {
  const row = width * (format === gl.RGBA ? 4 : 1);
  const rows = Math.floor(numbers.length / row);
  const rest = numbers.length - rows * row;
  gl.bindTexture(gl.TEXTURE_2D, texture);
  if (rows > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, rows, format, gl.FLOAT, numbers, 0);
  if (rest === 0) return;
  gl.texSubImage2D(
    ...([gl.TEXTURE_2D, 0, 0, rows, (rest * width) / row, 1, format, gl.FLOAT] as const),
    ...([numbers, rows * row] as const),
  );
}

/** A framebuffer with a render target for each layer. */
export function createFramebuffer(
  gl: WebGL2RenderingContext,
  texture: WebGLTexture,
  layers: number,
): WebGLFramebuffer {
  const framebuffer = gl.createFramebuffer();
  const targets = Array.from({ length: layers }, (_, layer) => gl.COLOR_ATTACHMENT0 + layer);
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  targets.forEach((target, layer) =>
    gl.framebufferTextureLayer(gl.FRAMEBUFFER, target, texture, 0, layer),
  );
  gl.drawBuffers(targets);
  return framebuffer;
}

/**
 * Where texels are in a texture: texel i is in row i >> shift, column i & (2 ** shift - 1). Nearly square,
 * because a GPU computes fragments in blocks of 2×2 or larger.
 */
export interface Grid {
  readonly shift: number;
  readonly width: number;
  readonly height: number;
}

/** @param max maximum width and height. With too many `texels`, the height is larger. */
export function gridOf(texels: number, max: number): Grid {
  let shift = 0;
  while (4 ** shift < texels && 2 ** (shift + 1) <= max) shift++;
  return { shift, width: 2 ** shift, height: Math.ceil(texels / 2 ** shift) };
}

/** The width and height of the first `texels` of a grid. */
export function usedSize({ width }: Grid, texels: number): { width: number; height: number } {
  return { width: Math.min(width, texels), height: Math.ceil(texels / width) };
}

/**
 * Texels per layer for `count` images of a shape.
 *
 * Positions are numbered across all images. Position p is in layer p % layers, with its groups of four channels
 * one after the other. So a shader computes neighboring positions together, one per layer, and reads each
 * weight once for all of them.
 */
export function texelsPerLayer(shape: Shape, count: number, layers: number): number {
  const [height, width, channels] = shape;
  return Math.ceil((height * width * count) / layers) * groupsOf(channels);
}

/**
 * Unpacks a value that was read back.
 *
 * @param texels layer after layer
 * @param stride numbers per layer
 * @returns `count` × height × width × channels
 */
export function unpackLayers(
  texels: Float32Array,
  stride: number,
  shape: Shape,
  count: number,
  layers: number,
): Float32Array {
  const [height, width, channels] = shape;
  const length = groupsOf(channels) * LANES;
  const positions = height * width * count;
  const packed = new Float32Array(positions * length);
  for (let position = 0; position < positions; position++) {
    const start = (position % layers) * stride + Math.floor(position / layers) * length;
    packed.set(texels.subarray(start, start + length), position * length);
  }
  return unpackChannels(packed, channels);
}

/** Maximum texels of a value, 64 MiB, unless one image needs more. */
const MAX_TEXELS = 2 ** 22;

/**
 * Maximum images per run, from the size of textures.
 *
 * @param size maximum width and height of a texture
 * @throws BackendError `backend-failed` if a single image does not fit
 */
export function maxImages(
  { values, input }: Pick<Plan, 'values' | 'input'>,
  layers: number,
  size: number,
): number {
  const texels = values.map((shape, value) =>
    value === input ? 784 : texelsPerLayer(shape, 1, layers),
  );
  const largest = Math.max(...texels);
  if (gridOf(largest, size).height > size) {
    throw webglFailed(
      `this network needs a texture of ${largest} texels, and this device has at most ${size}×${size}`,
    );
  }
  return Math.max(1, Math.floor(Math.min(MAX_TEXELS / layers, size * size) / largest));
}

export function contextLost(): BackendError {
  return new BackendError('device-lost', 'The WebGL context was lost.');
}

/** @param what a clause that says what failed */
export function webglFailed(what: string): BackendError {
  return new BackendError('backend-failed', `WebGL failed: ${what}.`);
}

/**
 * Checks for errors. Blocks until all calls are done, so it is not called for every run.
 *
 * @throws BackendError `backend-failed` if a call since the last check failed, `device-lost`
 */
export function checkErrors(gl: WebGL2RenderingContext, when: string): void {
  const code = gl.getError();
  if (gl.isContextLost()) throw contextLost();
  if (code === gl.NO_ERROR) return;
  const names = [
    'OUT_OF_MEMORY',
    'INVALID_FRAMEBUFFER_OPERATION',
    'INVALID_OPERATION',
    'INVALID_VALUE',
  ] as const;
  const name = names.find((candidate) => gl[candidate] === code) ?? code;
  throw webglFailed(`${name} ${when}`);
}

/** @param milliseconds at least 1 */
export async function sleep(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  // Leaves the timer's task, because nested timers wait for 4 ms.
  await nextTask();
}
