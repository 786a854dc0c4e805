import { loadPart } from '../part.js';
import type { BackendModule, BackendName } from './backend.js';
import { checkWasm } from './check-wasm.js';

/** Loads the module of a backend; each is a chunk of its own and is fetched on the first call. */
export type BackendRegistry = Readonly<Record<BackendName, () => Promise<BackendModule>>>;

/** The literal `import()` calls are what a bundler cuts the chunks by. */
export const BACKENDS: BackendRegistry = {
  webgpu: () => loadPart('computes on webgpu', () => import('./webgpu.js')),
  webgl: () => loadPart('computes on webgl', () => import('./webgl.js')),
  wasm: () => checkWasm().then(() => loadPart('computes on wasm', () => import('./wasm.js'))),
  cpu: () => loadPart('computes on cpu', () => import('./cpu.js')),
};
