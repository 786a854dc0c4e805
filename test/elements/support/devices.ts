import { has } from '../../support/engine.js';
import { spyOn, type Spy } from '../../support/spy.js';

export type Device = 'webgl' | 'webgpu';

const contexts: { readonly gl: WebGL2RenderingContext; readonly loss: WEBGL_lose_context }[] = [];
const devices: GPUDevice[] = [];

spyOn(HTMLCanvasElement.prototype, 'getContext', (original, [type]) => {
  const gl = original() as WebGL2RenderingContext | null;
  if (type !== 'webgl2' || gl === null) return gl;
  // A lost context gives no extension, not even the one that restores it.
  contexts.push({ gl, loss: gl.getExtension('WEBGL_lose_context')! });
  return gl;
});
if (has('webgpu')) {
  spyOn(GPUAdapter.prototype, 'requestDevice', async (original) => {
    const device = (await original()) as GPUDevice;
    devices.push(device);
    return device;
  });
}

/** How many contexts or devices the page was given since this module was loaded. */
export function countDevices(name: Device): number {
  return (name === 'webgl' ? contexts : devices).length;
}

/** Loses every device the page has, as a driver that resets does; resolves when the page was told. */
export async function loseDevices(name: Device): Promise<void> {
  if (name === 'webgpu') {
    for (const device of devices) device.destroy();
    await Promise.all(devices.map(({ lost }) => lost));
    return;
  }
  const alive = contexts.filter(({ gl }) => !gl.isContextLost());
  for (const { loss } of alive) loss.loseContext();
  await Promise.all(alive.map(({ gl }) => nextLoss(gl)));
}

function nextLoss({ canvas }: WebGL2RenderingContext): Promise<unknown> {
  return new Promise((resolve) =>
    canvas.addEventListener('webglcontextlost', resolve, { once: true }),
  );
}

/** Has the browser give the contexts back, where the page wants that. */
export function restoreContexts(): void {
  for (const { gl, loss } of contexts) if (gl.isContextLost()) loss.restoreContext();
}

/** Loses the device amid work: just when the GPU was given some. @returns what ends that. */
export function loseAtWork(name: Device, times = Infinity): () => void {
  const spies: Spy<unknown>[] = [];
  const end = (): void => {
    for (const spy of spies.splice(0)) spy.restore();
  };
  const lose = (original: () => unknown): unknown => {
    const result = original();
    if (times-- > 0) void loseDevices(name);
    return result;
  };
  const works = ['drawArrays', 'drawElements', 'drawArraysInstanced'];
  if (name === 'webgpu') spies.push(spyOn(GPUQueue.prototype, 'submit', lose));
  else spies.push(...works.map((work) => spyOn(WebGL2RenderingContext.prototype, work, lose)));
  return end;
}

/** The browser gives no more devices, as after a GPU that crashed too often. @returns what ends that. */
export function blockDevices(name: Device): () => void {
  const spy =
    name === 'webgpu'
      ? spyOn(GPU.prototype, 'requestAdapter', () => Promise.resolve(null))
      : spyOn(HTMLCanvasElement.prototype, 'getContext', (original, [type]) =>
          type === 'webgl2' ? null : original(),
        );
  return spy.restore;
}
