import { IMAGE_LENGTH } from '../../src/ink/drawing.js';
import type { LoadedNetwork } from '../../src/graph/index.js';
import { importBuilt } from '../lib/dist.js';

/** What is used of `dist/backends/cpu.js`: see src/backends/backend.ts. */
interface BuiltBackend {
  createBackend(): Promise<{
    compile(plan: LoadedNetwork['plan']): Promise<{
      run(images: Float32Array, count: number): Promise<Float32Array>;
    }>;
    dispose(): void;
  }>;
}

/**
 * Runs a network on the package's own cpu backend as built, which is what users get.
 *
 * @param images n × 784 values in the range that the network takes.
 * @returns n × 10 values as the network gives them.
 * @throws ScriptError `not-built`
 */
export async function runNetwork(
  { plan }: Pick<LoadedNetwork, 'plan'>,
  images: Float32Array,
): Promise<Float32Array> {
  const { createBackend } = await importBuilt<BuiltBackend>('backends/cpu.js');
  const backend = await createBackend();
  try {
    const executable = await backend.compile(plan);
    return await executable.run(images, images.length / IMAGE_LENGTH);
  } finally {
    backend.dispose();
  }
}
