import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'rollup';
import { bundledNetwork } from './bundled-network.js';
import { BUNDLED_MODEL, ROOT } from './paths.js';

/**
 * Puts the network and the wasm binary inside the standalone script, in place of
 * src/recognizer/assets.ts: gzipped, base64, unpacked by the browser when they are asked for.
 */
export function embeddedAssetsPlugin(): Plugin {
  return {
    name: 'embedded-assets',
    async load(id) {
      if (!id.endsWith('src/recognizer/assets.ts')) return null;
      const files = await embeddedFiles();
      const entries = [...files].map(([name, content]) => {
        const packed = gzipSync(content, { level: 9 }).toString('base64');
        return `${JSON.stringify(name)}: ${JSON.stringify(packed)}`;
      });
      return `
        import { embeddedAssets } from './embedded.js';
        export const { BUNDLED_MODEL, BUNDLED_WEIGHTS, fetchAsset, defaultFetch } = embeddedAssets(
          { ${entries.join(',\n')} },
          'models/${BUNDLED_MODEL}/model.json',
        );`;
    },
  };
}

async function embeddedFiles(): Promise<Map<string, Buffer>> {
  const files = await bundledNetwork();
  const binary = 'tfjs-backend-wasm-simd.wasm';
  const wasm = await readFile(`${ROOT}node_modules/@tensorflow/tfjs-backend-wasm/dist/${binary}`);
  return files.set('wasm-simd', wasm);
}
