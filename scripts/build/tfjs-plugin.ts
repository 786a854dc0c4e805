import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rollup';

const standIn = (name: string) =>
  fileURLToPath(new URL(`../../src/backends/tfjs/${name}`, import.meta.url));

const EMPTY = '\0tfjs-empty';

/** Core's engine and tensors make globals, and its hashing is for strings; no kernel here calls them. */
const UNREACHED = /tfjs-core\/dist\/(engine|tensor|hash_util)\.js$/;

/**
 * Builds TensorFlow.js's kernels without TensorFlow.js: core and its environment are replaced by the
 * stand-ins of src/backends/tfjs, what our kernels never reach is replaced by an empty module, and
 * the sources are slimmed. Everything replaced here is pinned to 4.22.0 by package.json.
 */
export function tfjsPlugin(): Plugin {
  return {
    name: 'tfjs',
    async resolveId(source, importer) {
      if (source === '@tensorflow/tfjs-core') return standIn('core.ts');
      // The CPU versions of kernels, for inputs too small for a GPU; that hand-over is switched off.
      if (source === '@tensorflow/tfjs-backend-cpu/dist/shared') return EMPTY;
      // The threaded build's glue hangs on cross-origin isolated pages when it is minified.
      if (source.includes('tfjs-backend-wasm-threaded-simd')) return EMPTY;
      if (!importer?.includes('@tensorflow')) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      if (resolved === null) return null;
      if (resolved.id.endsWith('tfjs-core/dist/environment.js')) return standIn('environment.ts');
      if (UNREACHED.test(resolved.id)) return EMPTY;
      // Only the registration of flags is wanted for its effects; engine.js and tensor.js are not.
      const flags = /tfjs-backend-\w+\/dist\/flags_\w+\.js$/.test(resolved.id);
      return { ...resolved, moduleSideEffects: flags };
    },
    load(id) {
      return id === EMPTY ? 'export default undefined;' : null;
    },
    transform(code, id) {
      if (!id.includes('@tensorflow')) return null;
      if (id.endsWith('wasm-out/tfjs-backend-wasm.js')) return { code: wasmGlue(code), map: null };
      return { code: stripShaders(code), map: null };
    },
  };
}

/**
 * Emscripten's glue, kept from looking around: it is given the instance (instantiateWasm), so it
 * needs no file system, no script directory and no listeners on the process.
 */
function wasmGlue(code: string): string {
  const environment =
    'var ENVIRONMENT_IS_WEB=typeof window=="object";var ENVIRONMENT_IS_WORKER=typeof importScripts=="function";var ENVIRONMENT_IS_NODE=typeof process=="object"&&typeof process.versions=="object"&&typeof process.versions.node=="string";';
  if (!code.includes(environment)) throw new Error('tfjs-backend-wasm is not the version expected');
  const start = code.indexOf("if (typeof exports === 'object'");
  return (
    code
      .slice(0, start)
      .replace(
        environment,
        'const ENVIRONMENT_IS_WEB=false,ENVIRONMENT_IS_WORKER=false,ENVIRONMENT_IS_NODE=false;',
      )
      .replaceAll('typeof process!=="undefined"', 'false') + 'export default WasmBackendModule;'
  );
}

/** Shaders are text that no minifier shortens: take out their indentation, comments and blank lines. */
function stripShaders(code: string): string {
  return code.replace(/`[^`]*`/g, (literal) =>
    /[;{}]/.test(literal) && literal.includes('\n')
      ? literal.replace(/^[ \t]*\/\/.*$/gm, '').replace(/\n\s+/g, '\n')
      : literal,
  );
}
