import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rollup';

const standIn = (name: string) =>
  fileURLToPath(new URL(`../../src/backends/tfjs/${name}`, import.meta.url));

const EMPTY = '\0tfjs-empty';

/** Core's engine and tensors create globals, and its hashing is for strings; our kernels call none. */
const UNREACHED = /tfjs-core\/dist\/(engine|tensor|hash_util)\.js$/;

/**
 * Builds TensorFlow.js's kernels without TensorFlow.js: replaces core and its environment with the
 * stand-ins of src/backends/tfjs, replaces what our kernels never reach with an empty module, and
 * shortens the sources. package.json pins all of it to 4.22.0.
 */
export function tfjsPlugin(): Plugin {
  return {
    name: 'tfjs',
    async resolveId(source, importer) {
      if (source === '@tensorflow/tfjs-core') return standIn('core.ts');
      // CPU kernels for inputs too small for a GPU, which are switched off.
      if (source === '@tensorflow/tfjs-backend-cpu/dist/shared') return EMPTY;
      // When minified, the threaded build's glue hangs on cross-origin isolated pages.
      if (source.includes('tfjs-backend-wasm-threaded-simd')) return EMPTY;
      if (!importer?.includes('@tensorflow')) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      if (resolved === null) return null;
      if (resolved.id.endsWith('tfjs-core/dist/environment.js')) return standIn('environment.ts');
      if (UNREACHED.test(resolved.id)) return EMPTY;
      // Only the modules that register flags may have side effects.
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

/** Platforms fetch; the rest is for training, for strings and for seeds. */
const UNUSED =
  /tfjs-core\/dist\/(platforms\/platform_\w+|register_all_gradients|hash_util)\.js$|\/long\//;

const SEEDLESS = '\0tfjs-seedless';

const PRIVATE_GLOBALS = '\0tfjs-globals';

/**
 * Builds the whole of TensorFlow.js, for `src/backends/tensorflow.ts`. Its global state stands in an object of this
 * build, so that a page's own TensorFlow.js shares none of it. The platform, which would fetch, is the backend's.
 */
export function tensorFlowPlugin(): Plugin {
  return {
    name: 'tensorflow',
    async resolveId(source, importer) {
      if (!importer?.includes('@tensorflow')) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      if (resolved?.id.endsWith('tfjs-core/dist/global_util.js')) return PRIVATE_GLOBALS;
      if (resolved?.id.includes('/seedrandom/')) return SEEDLESS;
      return resolved && UNUSED.test(resolved.id) ? EMPTY : resolved;
    },
    load(id) {
      if (id === EMPTY) return 'export default undefined;';
      // Layers begin with random weights, which are then replaced.
      if (id === SEEDLESS) return 'export const alea = () => Math.random;';
      return id === PRIVATE_GLOBALS ? PRIVATE_GLOBALS_CODE : null;
    },
    transform(code, id) {
      if (!id.includes('@tensorflow')) return null;
      // Some bundlers want a stand-in for each global of Node that they see.
      const plain = code.replace(/typeof (Buffer|process|global)\b/g, "'undefined'");
      const isOfGpu = /tfjs-backend-webg(l|pu)\//.test(id);
      return { code: isOfGpu ? stripShaders(plain) : plain, map: null };
    },
  };
}

/** It decodes the texts in graph-models with what it finds there. */
const PRIVATE_GLOBALS_CODE = `
const space = { atob: (text) => atob(text) };
const values = new Map();
export const getGlobalNamespace = () => space;
export function getGlobal(key, init) {
  if (!values.has(key)) values.set(key, init());
  return values.get(key);
}`;

/**
 * Emscripten's glue without its detection of the environment. We pass it the instance
 * (instantiateWasm), so it needs no file system, script directory or process listeners.
 */
function wasmGlue(code: string): string {
  const environment =
    'var ENVIRONMENT_IS_WEB=typeof window=="object";var ENVIRONMENT_IS_WORKER=typeof importScripts=="function";var ENVIRONMENT_IS_NODE=typeof process=="object"&&typeof process.versions=="object"&&typeof process.versions.node=="string";';
  if (!code.includes(environment))
    throw new Error('tfjs-backend-wasm has changed: adapt tfjs-plugin.ts.');
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

/** Removes indentation, comments and blank lines from shaders, which no minifier shortens. */
function stripShaders(code: string): string {
  return code.replace(/`[^`]*`/g, (literal) =>
    /[;{}]/.test(literal) && literal.includes('\n')
      ? literal.replace(/^[ \t]*\/\/.*$/gm, '').replace(/\n\s+/g, '\n')
      : literal,
  );
}
