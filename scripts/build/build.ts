import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import {
  rollup,
  type InputOptions,
  type OutputOptions,
  type Plugin,
  type PreRenderedChunk,
} from 'rollup';
import terser from '@rollup/plugin-terser';
import nodeResolve from '@rollup/plugin-node-resolve';
import { writeManifest } from '../manifest/write.js';
import { binariesPlugin, binaryDigests, embeddedBinaryPlugin } from './binaries-plugin.js';
import { bundledNetworkPlugin } from './bundled-network.js';
import { buildCommandLine } from './command-line.js';
import { bannerOf, writeThirdPartyNotices } from './licenses.js';
import { litPlugin } from './lit-plugin.js';
import { minifyTemplates } from './minify-templates.js';
import { copyFiles, writeIntegrity, writeStubs } from './package-files.js';
import { DIST, ROOT } from './paths.js';
import { sourcePlugin } from './source-plugin.js';
import { tensorFlowPlugin, tfjsPlugin } from './tfjs-plugin.js';
import { emitTypes } from './types.js';

const { version } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8')) as {
  version: string;
};

/** The named entries of dist/. Backends are chunks, which only the recognizer imports. */
const ENTRIES = {
  'digit-recognizer': 'src/digit-recognizer.ts',
  recognizer: 'src/recognizer.ts',
  'elements/define': 'src/elements/define.ts',
  'elements/digit-pad-element': 'src/elements/digit-pad-element.ts',
  'elements/digit-probabilities-element': 'src/elements/digit-probabilities-element.ts',
  'elements/digit-recognizer-element': 'src/elements/digit-recognizer-element.ts',
  'elements/number-recognizer-element': 'src/elements/number-recognizer-element.ts',
};

/** Imports that the modules for bundlers leave to the application. */
const EXTERNAL = /^(lit|react|@lit\/react)(\/|$)/;

/** Names of chunks, by a module that they contain; Rollup names the others. */
const CHUNK_NAMES = new Map([
  [source('recognizer/create.ts'), 'recognizer'],
  [source('elements/digit-recognizer-element.ts'), 'element'],
  [source('graph/load-descriptor.ts'), 'load-descriptor'],
  [source('recognizer/number.ts'), 'number'],
]);

/** Languages by the module with their strings; English is part of the elements. */
const LANGUAGES = new Map(
  ['ar', 'de', 'es', 'fr', 'ja', 'zh-hans'].map((name) => [
    source(`elements/languages/${name}.ts`),
    name,
  ]),
);

/** What a number field loads once there is one: all that is imported by its template alone. */
const NUMBER_VIEW =
  /src\/elements\/(number-recognizer\.(template|styles)|number-(digits|gestures|value))\.ts/;

/** What a field loads once it has `learn`. */
const LEARNING = ['learning.ts', 'shared-hand.ts', 'hand-storage.ts'].map((name) =>
  source(`elements/${name}`),
);

/** What a field loads once it has `pictures`. */
const PICTURE_INPUT = source('elements/picture-input.ts');

/** What only the elements need of the ink. */
const INK_OF_ELEMENTS = [source('ink/svg.ts')];

/** What only pictures need. */
const PICTURES =
  /src\/(recognizer\/blob|ink\/(find-digit|histogram|paper|pictures|stroke-width))\.ts/;

const MINIFY = {
  // Functions that are put where they are called are shorter, but compress worse.
  compress: {
    passes: 3,
    keep_fargs: false,
    lhs_constants: false,
    inline: 1,
    unsafe_arrows: true,
    pure_getters: true,
  },
  // An error's name is the name of its class.
  keep_classnames: /Error$/,
};

/** TensorFlow.js is a build of its own, because the others replace its core. */
const TENSORFLOW = `${ROOT}src/backends/tensorflow.js`;

/** Each chunk is a request, so small shared code is merged into another chunk. */
const CHUNKS: OutputOptions = {
  format: 'es',
  dir: DIST,
  manualChunks: ownChunk,
  onlyExplicitManualChunks: true,
  experimentalMinChunkSize: 3_000,
};

/** What a build takes most of its time for. */
const STEPS = [
  'scripts',
  'TensorFlow.js',
  'the standalone script',
  'a script for workers',
  'modules',
  'types',
];

/**
 * Builds everything into dist/, after emptying it.
 *
 * @param report called before each step, from 1 on.
 */
export async function build(
  report: (step: number, of: number, what: string) => void = () => undefined,
): Promise<void> {
  let step = 0;
  const next = (): void => report(++step, STEPS.length, STEPS[step - 1]!);
  await rm(DIST, { recursive: true, force: true });
  const definitions = { PACKAGE_VERSION: JSON.stringify(version), ...(await binaryDigests()) };
  const plugins = [
    tfjsPlugin(),
    sourcePlugin(definitions),
    nodeResolve({ browser: true }),
    bundledNetworkPlugin(),
  ];
  const small = [...plugins, minifyTemplates(), litPlugin()];
  next();
  const scripts = await bundle(
    { input: absolute(ENTRIES), plugins: [...small, binariesPlugin()] },
    { ...CHUNKS, entryFileNames: '[name].js', chunkFileNames: chunkFileName },
  );
  next();
  const tensorFlow = await bundle(
    {
      input: { 'backends/tensorflow': `${ROOT}src/backends/tensorflow.ts` },
      plugins: [tensorFlowPlugin(), sourcePlugin({}), nodeResolve({ browser: true })],
      preserveEntrySignatures: 'allow-extension',
    },
    {
      format: 'es',
      dir: DIST,
      entryFileNames: '[name].js',
      chunkFileNames: ({ facadeModuleId }) => {
        const [, device] = /tfjs-backend-(\w+)/.exec(facadeModuleId ?? '') ?? [];
        return `backends/tensorflow-${device ?? '[name]'}.js`;
      },
    },
  );
  next();
  const classic = await bundle(
    { input: `${ROOT}src/standalone.ts`, plugins: [embeddedBinaryPlugin(), ...small] },
    { format: 'iife', file: `${DIST}digit-recognizer.standalone.js`, inlineDynamicImports: true },
  );
  next();
  const worker = await bundle(
    { input: `${ROOT}src/recognizer.ts`, plugins: [...small, binariesPlugin()] },
    {
      format: 'es',
      dir: DIST,
      entryFileNames: 'recognizer.static.js',
      inlineDynamicImports: true,
    },
  );
  next();
  const modules = await bundle(
    {
      input: absolute({ ...ENTRIES, react: 'src/react.ts' }),
      plugins: [...plugins, binariesPlugin()],
      external: (id) => EXTERNAL.test(id) || isTensorFlow(id),
    },
    {
      ...CHUNKS,
      entryFileNames: 'modules/[name].js',
      chunkFileNames: (chunk) => `modules/${chunkFileName(chunk)}`,
      sourcemap: true,
    },
  );
  next();
  await writeThirdPartyNotices([...scripts, ...tensorFlow, ...classic, ...worker, ...modules]);
  await buildCommandLine();
  await copyFiles();
  emitTypes();
  await writeStubs();
  await writeManifest(version);
  await writeIntegrity();
}

/**
 * Scripts are minified. Modules have source maps and stay readable.
 *
 * @returns paths of the modules whose code it contains.
 */
async function bundle(input: InputOptions, output: OutputOptions): Promise<string[]> {
  const result = await rollup({
    external: isTensorFlow,
    ...input,
    logLevel: 'warn',
    treeshake: { propertyReadSideEffects: false },
    // TensorFlow.js imports from modules that we leave out; tsc checks our own imports.
    shimMissingExports: true,
    onwarn(warning, warn) {
      // The stand-in for core deliberately lacks what only unused kernels import.
      const expected = [
        'SHIMMED_EXPORT',
        'MISSING_EXPORT',
        'CIRCULAR_DEPENDENCY',
        'THIS_IS_UNDEFINED',
      ];
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
  const paths = { [TENSORFLOW]: './backends/tensorflow.js' };
  const written = await result.write({ ...output, paths, banner: bannerOf, plugins: minify });
  await result.close();
  return written.output.flatMap((file) =>
    file.type === 'chunk' ? Object.keys(file.modules).filter((id) => file.modules[id]!.code) : [],
  );
}

function isTensorFlow(id: string): boolean {
  return id === './tensorflow.js' || id === TENSORFLOW;
}

function absolute(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, ROOT + file]));
}

/**
 * Each language is a chunk, because a page loads only its own. The elements, with Lit, are one chunk,
 * because a page that loads one of them loads the others too.
 */
function ownChunk(moduleId: string): string | null {
  const isOfElements =
    INK_OF_ELEMENTS.includes(moduleId) ||
    /src\/elements\/|node_modules\/(@lit\/|lit)/.test(moduleId);
  if (NUMBER_VIEW.test(moduleId)) return 'number-view';
  if (LEARNING.includes(moduleId)) return 'learning';
  if (moduleId === PICTURE_INPUT) return 'picture-input';
  if (PICTURES.test(moduleId)) return 'pictures';
  return LANGUAGES.get(moduleId) ?? (isOfElements ? 'element' : null);
}

/** Path of a chunk in dist/, unless it is an entry. */
function chunkFileName({ facadeModuleId, moduleIds }: PreRenderedChunk): string {
  const [, backend] = /src\/backends\/(\w+)\.ts$/.exec(facadeModuleId ?? '') ?? [];
  if (backend !== undefined) return `backends/${backend}.js`;
  if (moduleIds.some((id) => LANGUAGES.has(id))) return 'languages/[name].js';
  const named = moduleIds.find((id) => CHUNK_NAMES.has(id)) ?? '';
  return `chunks/${CHUNK_NAMES.get(named) ?? '[name]'}.js`;
}

/** The path of a module that must exist, so that renaming it cannot silently change the chunks. */
function source(name: string): string {
  const path = `${ROOT}src/${name}`;
  if (!existsSync(path)) throw new Error(`${path} is missing: adapt the chunks in build.ts.`);
  return path;
}
