import type { Device } from './device.js';
import { gridOf, partOf, texelsPerLayer, type Grid } from './layout.js';
import type { DevicePlan } from './lower.js';
import type { Pass } from './passes.js';
import type { Program } from './programs.js';
import { createTexels, upload } from './textures.js';
import type { Workspace } from './workspace.js';

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
