import { cp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { rollup, type InputOptions, type OutputOptions, type Plugin } from 'rollup';
import terser from '@rollup/plugin-terser';
import nodeResolve from '@rollup/plugin-node-resolve';
import esbuild from 'rollup-plugin-esbuild';
import { writeManifest } from '../manifest/write.js';
import { assetDigests } from './asset-digests.js';
import { assetUrlsPlugin } from './asset-urls-plugin.js';
import { bannerOf } from './banner.js';
import { bundledNetwork } from './bundled-network.js';
import { chunkFileName, ownChunk } from './chunk-names.js';
import { buildCommandLine } from './command-line.js';
import { embeddedAssetsPlugin } from './embedded-assets.js';
import { writeIntegrity } from './integrity.js';
import { litPlugin } from './lit-plugin.js';
import { BUNDLED_MODEL, DIST, ROOT } from './paths.js';
import { buildReactWrapper } from './react-wrapper.js';
import { sourcePlugin } from './source-plugin.js';
import { templatesPlugin } from './templates-plugin.js';
import { writeThirdPartyNotices } from './third-party-notices.js';
import { tfjsPlugin } from './tfjs-plugin.js';

const WASM_BINARIES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

const { version } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8')) as {
  version: string;
};

/** What dist/ offers by name; backends are fetched by the recogniser alone. */
const ENTRIES = {
  'digit-recognizer': 'src/digit-recognizer.ts',
  recognizer: 'src/recognizer.ts',
  'elements/define': 'src/elements/define.ts',
  'elements/digit-pad-element': 'src/elements/digit-pad-element.ts',
  'elements/digit-probabilities-element': 'src/elements/digit-probabilities-element.ts',
  'elements/digit-recognizer-element': 'src/elements/digit-recognizer-element.ts',
};

/** Builds everything into dist/, which is emptied first. */
export async function build(): Promise<void> {
  await rm(DIST, { recursive: true, force: true });
  const files = await assets();
  const plugins = () => sourcePlugins(assetDigests(files));
  const modules = await bundle(
    { input: absolute(ENTRIES), plugins: [...plugins(), assetUrlsPlugin(files)] },
    {
      format: 'es',
      dir: DIST,
      entryFileNames: '[name].js',
      chunkFileNames: chunkFileName,
      manualChunks: ownChunk,
      onlyExplicitManualChunks: true,
      // What is shared and small travels with what is there anyway: each chunk is a request.
      experimentalMinChunkSize: 1_000,
    },
  );
  const standalone = await bundle(
    { input: `${ROOT}src/standalone.ts`, plugins: [embeddedAssetsPlugin(), ...plugins()] },
    { format: 'iife', file: `${DIST}digit-recognizer.standalone.js`, inlineDynamicImports: true },
  );
  await writeThirdPartyNotices([...modules, ...standalone]);
  await buildReactWrapper();
  await buildCommandLine();
  await copyDocuments();
  emitTypes();
  await writeManifest(version);
  await writeIntegrity();
}

/** @param definitions by the names that the source has for them, as JavaScript. */
function sourcePlugins(definitions: Record<string, string>): Plugin[] {
  return [
    tfjsPlugin(),
    sourcePlugin(),
    nodeResolve({ browser: true }),
    esbuild({
      target: 'es2022',
      tsconfig: `${ROOT}tsconfig.json`,
      define: { PACKAGE_VERSION: JSON.stringify(version), ...definitions },
    }),
    templatesPlugin(),
    litPlugin(),
  ];
}

/** @returns the paths of the modules that it kept something of. */
async function bundle(input: InputOptions, output: OutputOptions): Promise<string[]> {
  const result = await rollup({
    ...input,
    logLevel: 'warn',
    treeshake: { propertyReadSideEffects: false },
    // What TensorFlow.js imports from parts left out; our own imports are checked by tsc.
    shimMissingExports: true,
    onwarn(warning, warn) {
      // The stand-in for core leaves out on purpose what only unused kernels import.
      const expected = ['SHIMMED_EXPORT', 'MISSING_EXPORT', 'CIRCULAR_DEPENDENCY'];
      const inTfjs = /tensorflow|tfjs-empty/.test(JSON.stringify(warning));
      if (!(inTfjs && expected.includes(warning.code ?? ''))) warn(warning);
    },
  });
  const minify = terser({
    ecma: 2022,
    module: output.format === 'es',
    compress: { passes: 3, keep_fargs: false, lhs_constants: false },
    format: { comments: /^!/ },
  });
  const written = await result.write({ ...output, banner: bannerOf, plugins: [minify] });
  await result.close();
  return written.output.flatMap((file) =>
    file.type === 'chunk' ? Object.keys(file.modules).filter((id) => file.modules[id]!.code) : [],
  );
}

/** What the library fetches for itself beside code, by path below dist/. */
async function assets(): Promise<Map<string, Buffer>> {
  const files = await bundledNetwork();
  for (const name of WASM_BINARIES) {
    const binary = `${ROOT}node_modules/@tensorflow/tfjs-backend-wasm/dist/${name}`;
    files.set(`wasm/${name}`, await readFile(binary));
  }
  return files;
}

/** What no page fetches, but who uses the package may want to read. */
async function copyDocuments(): Promise<void> {
  const card = `models/${BUNDLED_MODEL}/README.md`;
  await cp(ROOT + card, DIST + card);
  await cp(`${ROOT}src/graph/descriptor.schema.json`, `${DIST}descriptor.schema.json`);
}

function emitTypes(): void {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(
    process.execPath,
    [tsc, '-p', `${ROOT}scripts/build/tsconfig.types.json`],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`tsc found errors:\n${stdout}`);
}

function absolute(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, ROOT + file]));
}
