import { BackendError } from '../backend-error.js';

/** Beyond WebGPU's least: weights of a large network, and whole batches of its values. */
const LIMITS = ['maxStorageBufferBindingSize', 'maxBufferSize'] as const;

/**
 * @throws BackendError `backend-unavailable` without `navigator.gpu`, an adapter or a device.
 */
export async function requestDevice(): Promise<GPUDevice> {
  const unavailable = (why: string, cause?: unknown) =>
    new BackendError('backend-unavailable', `The webgpu backend is not available: ${why}.`, {
      cause,
    });
  const gpu = typeof navigator === 'undefined' ? undefined : navigator.gpu;
  if (!gpu) throw unavailable('this browser or page has no WebGPU');
  // A network this small never pays for waking the fast GPU of a laptop.
  const adapter = await gpu.requestAdapter({ powerPreference: 'low-power' }).catch(() => null);
  if (!adapter) throw unavailable('no WebGPU adapter was found');
  const requiredLimits = Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  try {
    return await adapter.requestDevice({ requiredLimits });
  } catch (error) {
    throw unavailable('the adapter gave no device', error);
  }
}
