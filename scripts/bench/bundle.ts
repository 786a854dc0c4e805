import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { ROOT } from '../build/paths.js';

/** Where the modules of the pages lie. */
const PAGE = fileURLToPath(new URL('./page/', import.meta.url));

/** Bundles a module of page/ for the browser. */
export function bundlePage(name: string): Promise<Uint8Array> {
  return bundle(`import './${name}.js';`);
}

/** The cold page of TensorFlow.js with one backend, which is all that such a page would load. */
export function bundleColdTensorflow(backend: string): Promise<Uint8Array> {
  const module =
    backend === 'wasm' ? './tensorflow-wasm.js' : `@tensorflow/tfjs-backend-${backend}`;
  return bundle(`import '${module}'; import './cold-tensorflow.js';`);
}

/** Pages are there for their effects, of which package.json says that only entries of dist/ have any. */
const effects: Plugin = {
  name: 'effects',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\// }, ({ path, resolveDir }) =>
      join(resolveDir, '/') === PAGE
        ? { path: join(PAGE, path.replace(/\.js$/, '.ts')), sideEffects: true }
        : null,
    );
  },
};

async function bundle(contents: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: PAGE, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    // What TensorFlow.js asks for in Node only.
    external: ['fs', 'path', 'os', 'worker_threads', 'perf_hooks', 'util', 'crypto'],
    tsconfig: `${ROOT}tsconfig.json`,
    logLevel: 'error',
    plugins: [effects],
  });
  return outputFiles[0]!.contents;
}
