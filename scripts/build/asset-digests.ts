import { createHash } from 'node:crypto';
import { BUNDLED_MODEL } from './paths.js';

/**
 * What the library knows of the files that it fetches for itself, in the form of definitions for
 * esbuild: a file that is another is refused.
 *
 * @param files contents by path below dist/.
 */
export function assetDigests(files: ReadonlyMap<string, Buffer>): Record<string, string> {
  const digest = (name: string) => {
    const content = files.get(name);
    if (!content) throw new Error(`The package has no ${name}.`);
    return createHash('sha256').update(content).digest('hex');
  };
  return {
    MODEL_SHA256: JSON.stringify(digest(`models/${BUNDLED_MODEL}/model.json`)),
    WASM_SHA256: JSON.stringify({
      wasm: digest('wasm/tfjs-backend-wasm.wasm'),
      'wasm-simd': digest('wasm/tfjs-backend-wasm-simd.wasm'),
    }),
  };
}
