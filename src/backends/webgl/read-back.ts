import { nextTask } from '../../tasks.js';
import { LANES } from '../gpu/pack.js';
import type { Device } from './device.js';
import { contextLost } from './errors.js';
import { partOf, texelsPerLayer, unpackLayers } from './layout.js';
import type { DevicePlan } from './lower.js';
import { sleep } from './sleep.js';
import type { Workspace } from './workspace.js';

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
