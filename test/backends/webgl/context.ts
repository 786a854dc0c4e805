import type { Backend } from '../../../src/backends/backend.js';
import { startBackend } from '../../support/built-backend.js';

/** Starts the webgl backend on a context that `change` has seen first. */
export async function startOn(change: (gl: WebGL2RenderingContext) => void): Promise<Backend> {
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...args: unknown[]) {
    const gl = getContext.apply(this, args as never) as unknown as WebGL2RenderingContext;
    change(gl);
    return gl;
  } as never;
  try {
    return await startBackend('webgl');
  } finally {
    HTMLCanvasElement.prototype.getContext = getContext;
  }
}

/** Refuses framebuffers of more than so many render targets, as phones do whose tiles are small. */
export function limitTargets(gl: WebGL2RenderingContext, most: number): void {
  const check = gl.checkFramebufferStatus.bind(gl);
  gl.checkFramebufferStatus = (target) => {
    const beyond = gl.getFramebufferAttachmentParameter(
      gl.FRAMEBUFFER,
      gl.COLOR_ATTACHMENT0 + most,
      gl.FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE,
    ) as number;
    return beyond === gl.NONE ? check(target) : gl.FRAMEBUFFER_UNSUPPORTED;
  };
}

/** Textures of at most `size` texels a side. */
export function limitSize(gl: WebGL2RenderingContext, size: number): void {
  const getParameter = gl.getParameter.bind(gl);
  gl.getParameter = (name) =>
    name === gl.MAX_TEXTURE_SIZE ? size : (getParameter(name) as unknown);
  const texStorage3D = gl.texStorage3D.bind(gl);
  gl.texStorage3D = (target, levels, format, width, height, layers) => {
    if (Math.max(width, height) > size) throw new Error(`a texture of ${width}×${height}`);
    texStorage3D(target, levels, format, width, height, layers);
  };
}

const OBJECTS = ['Texture', 'Framebuffer', 'Buffer', 'Program', 'Shader'] as const;

/** Counts what a context makes, and what of it is left. */
export function countObjects(gl: WebGL2RenderingContext) {
  const counts = { made: 0, alive: new Map<string, number>(), draws: 0 };
  const add = (name: string, by: number) =>
    void counts.alive.set(name, (counts.alive.get(name) ?? 0) + by);
  for (const name of OBJECTS) {
    const create = gl[`create${name}`].bind(gl) as (type: GLenum) => WebGLTexture;
    const remove = gl[`delete${name}`].bind(gl) as (object: WebGLTexture | null) => void;
    gl[`create${name}`] = ((type: GLenum) => {
      counts.made++;
      add(name, 1);
      return create(type);
    }) as never;
    gl[`delete${name}`] = ((object: WebGLTexture | null) => {
      add(name, -1);
      remove(object);
    }) as never;
  }
  const fenceSync = gl.fenceSync.bind(gl);
  gl.fenceSync = (condition, flags) => {
    add('Sync', 1);
    return fenceSync(condition, flags);
  };
  const deleteSync = gl.deleteSync.bind(gl);
  gl.deleteSync = (sync) => {
    add('Sync', -1);
    deleteSync(sync);
  };
  const drawArrays = gl.drawArrays.bind(gl);
  gl.drawArrays = (mode, first, count) => {
    counts.draws++;
    drawArrays(mode, first, count);
  };
  return counts;
}
