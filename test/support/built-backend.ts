import type { Backend, BackendModule, BackendName } from '../../src/backends/backend.js';

/** Starts a backend as a page gets it: the built chunk. */
export async function startBackend(name: BackendName): Promise<Backend> {
  const { createBackend } = (await import(`/dist/backends/${name}.js`)) as BackendModule;
  return createBackend();
}
