import { BackendError } from '../backend-error.js';

/**
 * WebGPU reports a bad shader, or a buffer that found no memory, to an error scope only, and computes
 * zeros: what makes pipelines and buffers goes through here.
 *
 * @param work makes all its calls before it first waits.
 * @throws BackendError `backend-failed`
 */
export async function validated<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  const working = work();
  const popping = [device.popErrorScope(), device.popErrorScope()];
  // The scopes' message is the better one where the work fails too.
  const [errors, result] = await Promise.allSettled([Promise.all(popping), working]);
  const error = errors.status === 'fulfilled' && errors.value.find((candidate) => candidate);
  if (error) throw new BackendError('backend-failed', `WebGPU failed: ${error.message}`);
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
