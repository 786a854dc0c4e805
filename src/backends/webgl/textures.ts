import type { Grid } from './layout.js';

/** One number to a texel. */
export function createNumbers(gl: WebGL2RenderingContext, grid: Grid): WebGLTexture {
  return create(gl, gl.TEXTURE_2D, (target) =>
    gl.texStorage2D(target, 1, gl.R32F, grid.width, grid.height),
  );
}

/** Four numbers to a texel. */
export function createTexels(gl: WebGL2RenderingContext, grid: Grid): WebGLTexture {
  return create(gl, gl.TEXTURE_2D, (target) =>
    gl.texStorage2D(target, 1, gl.RGBA32F, grid.width, grid.height),
  );
}

/** Four numbers to a texel, in layers. */
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
  // Float textures have no other filter everywhere.
  gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  return texture;
}

/**
 * Fills a two-dimensional texture from its beginning. Whole rows first, then what is left, so that
 * the numbers need not be copied to fill the last row.
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
