import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'rollup';
import { ROOT } from './paths.js';

/** The module that fetches the binaries. */
const FETCHES = 'src/backends/tfjs/binary-file.ts';

/** How it writes a URL. */
const ADDRESS = /new URL\(\s*'\.\/wasm\/([^']+)',\s*import\.meta\.url,?\s*\)\.href/g;

const SIMD = 'tfjs-backend-wasm-simd.wasm';

function binary(name: string): Promise<Buffer> {
  return readFile(`${ROOT}node_modules/@tensorflow/tfjs-backend-wasm/dist/${name}`);
}

/** Digests of the binaries, as definitions for the library, which refuses other files. */
export async function binaryDigests(): Promise<Record<string, string>> {
  const digest = async (name: string) =>
    createHash('sha256')
      .update(await binary(name))
      .digest('hex');
  const digests = { wasm: await digest('tfjs-backend-wasm.wasm'), 'wasm-simd': await digest(SIMD) };
  return { WASM_SHA256: JSON.stringify(digests) };
}

/**
 * Copies the binaries into dist/wasm/, and writes their URLs as `new URL('../wasm/…',
 * import.meta.url)`, relative to the chunk that contains the module.
 */
export function binariesPlugin(): Plugin {
  return {
    name: 'binaries',
    async transform(code, id) {
      if (!id.endsWith(FETCHES)) return null;
      const names = [...code.matchAll(ADDRESS)].map(([, name]) => name!);
      if (names.length !== 2)
        this.error(`${FETCHES} has changed: expected two URLs of the form ${ADDRESS.source}.`);
      const references = new Map<string, string>();
      for (const name of names) {
        const file = {
          type: 'asset',
          fileName: `wasm/${name}`,
          source: await binary(name),
        } as const;
        references.set(name, `import.meta.ROLLUP_FILE_URL_${this.emitFile(file)}`);
      }
      return { code: code.replace(ADDRESS, (_, name: string) => references.get(name)!), map: null };
    },
  };
}

/** Embeds the SIMD binary in the script, gzipped and in base64; unpacked on demand. */
export function embeddedBinaryPlugin(): Plugin {
  return {
    name: 'embedded-binary',
    async load(id) {
      if (!id.endsWith(FETCHES)) return null;
      const packed = gzipSync(await binary(SIMD), { level: 9 }).toString('base64');
      return `const packed = '${packed}';
        export async function fetchBinaryFile(name) {
          if (name !== 'wasm-simd') return new Response(null, { status: 404 });
          const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
          return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
        }`;
    },
  };
}
