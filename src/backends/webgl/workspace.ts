import type { ValueId } from '../../graph/plan.js';
import { assignSlots } from '../slots.js';
import type { Device } from './device.js';
import { checkErrors, webglFailed } from './errors.js';
import { gridOf, texelsPerLayer, type Grid } from './layout.js';
import type { DevicePlan } from './lower.js';
import type { Pass } from './passes.js';
import { createFramebuffer, createLayers, createNumbers } from './textures.js';

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
