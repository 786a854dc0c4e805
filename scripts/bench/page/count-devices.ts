/** How often a page asked the platform for what a backend computes with. */
export interface Devices {
  webgpu: number;
  webgl: number;
  wasm: number;
}

/** Counts from now on: GPU devices, WebGL contexts and instances of WebAssembly. */
export function countDevices(): Devices {
  const devices: Devices = { webgpu: 0, webgl: 0, wasm: 0 };
  const watch = <Name extends string>(
    owner: Record<Name, (...parameters: never[]) => unknown>,
    method: Name,
    seen: (...parameters: unknown[]) => void,
  ): void => {
    const original = owner[method] as (...parameters: unknown[]) => unknown;
    owner[method] = function (this: unknown, ...parameters: unknown[]) {
      seen(...parameters);
      return original.apply(this, parameters);
    };
  };
  const context = (kind: unknown): void => {
    if (String(kind).startsWith('webgl')) devices.webgl++;
  };
  if ('GPUAdapter' in globalThis) {
    watch(GPUAdapter.prototype, 'requestDevice', () => devices.webgpu++);
  }
  watch(HTMLCanvasElement.prototype, 'getContext', context);
  watch(OffscreenCanvas.prototype, 'getContext', context);
  watch(WebAssembly, 'instantiate', () => devices.wasm++);
  watch(WebAssembly, 'instantiateStreaming', () => devices.wasm++);
  return devices;
}
