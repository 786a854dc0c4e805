import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { rollup, type InputOptions, type OutputOptions, type Plugin } from 'rollup';
import terser from '@rollup/plugin-terser';
import nodeResolve from '@rollup/plugin-node-resolve';
import { writeManifest } from '../manifest/write.js';
import { bannerOf } from './banner.js';
import { binariesPlugin, binaryDigests, embeddedBinaryPlugin } from './binaries-plugin.js';
import { bundledNetworkFiles, bundledNetworkPlugin } from './bundled-network.js';
import { chunkFileName, ownChunk } from './chunk-names.js';
import { buildCommandLine } from './command-line.js';
import { writeIntegrity } from './integrity.js';
import { litPlugin } from './lit-plugin.js';
import { BUNDLED_MODEL, DIST, ROOT } from './paths.js';
import { sourcePlugin } from './source-plugin.js';
import { writeStubs } from './stubs.js';
import { templatesPlugin } from './templates-plugin.js';
import { writeThirdPartyNotices } from './third-party-notices.js';
import { tfjsPlugin } from './tfjs-plugin.js';
import { emitTypes } from './types.js';
import { typescriptPlugin } from './typescript-plugin.js';

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

/** What an application has for itself, once, and the modules for bundlers leave to it. */
const EXTERNAL = /^(lit|react|@lit\/react)(\/|$)/;

const MINIFY = {
  compress: { passes: 3, keep_fargs: false, lhs_constants: false },
  // An error's name is that of its class, and people read it.
  keep_classnames: /Error$/,
};

/** Chunks are named, and shared code that is small travels with what is there: each is a request. */
const CHUNKS: OutputOptions = {
  format: 'es',
  dir: DIST,
  manualChunks: ownChunk,
  onlyExplicitManualChunks: true,
  experimentalMinChunkSize: 1_000,
};

/** Builds everything into dist/, which is emptied first. */
export async function build(): Promise<void> {
  await rm(DIST, { recursive: true, force: true });
  const definitions = { PACKAGE_VERSION: JSON.stringify(version), ...(await binaryDigests()) };
  const plugins = [
    tfjsPlugin(),
    sourcePlugin(),
    nodeResolve({ browser: true }),
    bundledNetworkPlugin(),
    typescriptPlugin(definitions),
  ];
  const small = [...plugins, templatesPlugin(), litPlugin()];
  const scripts = await bundle(
    { input: absolute(ENTRIES), plugins: [...small, binariesPlugin()] },
    { ...CHUNKS, entryFileNames: '[name].js', chunkFileNames: chunkFileName },
  );
  const classic = await bundle(
    { input: `${ROOT}src/standalone.ts`, plugins: [embeddedBinaryPlugin(), ...small] },
    { format: 'iife', file: `${DIST}digit-recognizer.standalone.js`, inlineDynamicImports: true },
  );
  const worker = await bundle(
    { input: `${ROOT}src/recognizer.ts`, plugins: [...small, binariesPlugin()] },
    {
      format: 'es',
      dir: DIST,
      entryFileNames: 'recognizer.static.js',
      inlineDynamicImports: true,
    },
  );
  const modules = await bundle(
    {
      input: absolute({ ...ENTRIES, react: 'src/react.ts' }),
      plugins: [...plugins, binariesPlugin()],
      external: (id) => EXTERNAL.test(id),
    },
    {
      ...CHUNKS,
      entryFileNames: 'modules/[name].js',
      chunkFileNames: (chunk) => `modules/${chunkFileName(chunk)}`,
      sourcemap: true,
    },
  );
  await writeThirdPartyNotices([...scripts, ...classic, ...worker, ...modules]);
  await buildCommandLine();
  await copyFiles();
  emitTypes();
  await writeStubs();
  await writeManifest(version);
  await writeIntegrity();
}

/**
 * Scripts are minified; modules, which have source maps, stay readable.
 *
 * @returns the paths of the modules that it kept something of.
 */
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
  const minify: Plugin[] = output.sourcemap
    ? []
    : [
        terser({
          ecma: 2022,
          module: output.format === 'es',
          ...MINIFY,
          format: { comments: /^!/ },
        }),
      ];
  const written = await result.write({ ...output, banner: bannerOf, plugins: minify });
  await result.close();
  return written.output.flatMap((file) =>
    file.type === 'chunk' ? Object.keys(file.modules).filter((id) => file.modules[id]!.code) : [],
  );
}

/** What no page fetches, but people may want: the network's files and card, a schema. */
async function copyFiles(): Promise<void> {
  const folder = `${DIST}models/${BUNDLED_MODEL}/`;
  await mkdir(folder, { recursive: true });
  for (const [name, content] of await bundledNetworkFiles())
    await writeFile(folder + name, content);
  await cp(`${ROOT}src/graph/descriptor.schema.json`, `${DIST}descriptor.schema.json`);
}

function absolute(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, ROOT + file]));
}
