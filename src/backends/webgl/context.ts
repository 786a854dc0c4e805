import { BackendError } from '../backend-error.js';
import { createFramebuffer, createLayers } from './textures.js';

/**
 * A WebGL 2 context of our own, that can render to float textures.
 *
 * @throws BackendError `backend-unavailable`
 */
export function createContext(): WebGL2RenderingContext {
  const gl = request();
  if (!gl) throw unavailable('this browser gives no WebGL 2 context');
  if (!gl.getExtension('EXT_color_buffer_float')) {
    throw unavailable('this device cannot render to float textures');
  }
  return gl;
}

/**
 * How many layers of float textures a shader can render to at once: 4, 2 or 1. All devices have four
 * render targets, but on old phones four of 128 bits are too many.
 *
 * @throws BackendError `backend-unavailable` if there is not even one.
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
  // An element where there is a document: WebKit's offscreen canvases have no fences.
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
