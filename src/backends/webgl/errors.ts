import { BackendError } from '../backend-error.js';

export function contextLost(): BackendError {
  return new BackendError('device-lost', 'The WebGL context was lost.');
}

/** @param what a clause: what failed. */
export function webglFailed(what: string): BackendError {
  return new BackendError('backend-failed', `WebGL failed: ${what}.`);
}

/**
 * Waits for everything before it, so not for every run.
 *
 * @throws BackendError `backend-failed` if a call since the last check failed, `device-lost`
 */
export function checkErrors(gl: WebGL2RenderingContext, when: string): void {
  const code = gl.getError();
  if (gl.isContextLost()) throw contextLost();
  if (code === gl.NO_ERROR) return;
  const names = [
    'OUT_OF_MEMORY',
    'INVALID_FRAMEBUFFER_OPERATION',
    'INVALID_OPERATION',
    'INVALID_VALUE',
  ] as const;
  const name = names.find((candidate) => gl[candidate] === code) ?? code;
  throw webglFailed(`${name} ${when}`);
}
