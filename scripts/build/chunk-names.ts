import type { PreRenderedChunk } from 'rollup';

/** A chunk with this module, of src/, is named after what it is; other chunks as rollup likes. */
const NAMES: readonly [module: string, name: string][] = [
  ['recognizer/create.ts', 'recognizer'],
  ['elements/digit-recognizer-element.ts', 'element'],
  ['graph/load-descriptor.ts', 'load-descriptor'],
];

/** A language's words; English is inside the elements. */
const WORDS = /src\/elements\/strings\/(ar|de|es|fr|ja|zh-hans)\.ts$/;

/** The elements, with Lit and what they alone need of the ink. */
const ELEMENTS =
  /src\/elements\/|src\/ink\/(copy|curve|pen-runs|svg)\.ts|node_modules\/(@lit\/|lit)/;

/**
 * The languages are chunks of their own, small as they are, for a page fetches the one it speaks; the
 * elements are one chunk, for a page that has the first of them has the others too.
 */
export function ownChunk(moduleId: string): string | null {
  const [, language] = WORDS.exec(moduleId) ?? [];
  return language ?? (ELEMENTS.test(moduleId) ? 'element' : null);
}

/** Where a chunk that is no entry goes in dist/: what is fetched one by one has a folder. */
export function chunkFileName({ facadeModuleId, moduleIds }: PreRenderedChunk): string {
  const [, backend] = /src\/backends\/(\w+)\.ts$/.exec(facadeModuleId ?? '') ?? [];
  if (backend !== undefined) return `backends/${backend}.js`;
  if (moduleIds.some((id) => WORDS.test(id))) return 'languages/[name].js';
  const named = NAMES.find(([module]) => moduleIds.some((id) => id.endsWith(`src/${module}`)));
  return `chunks/${named?.[1] ?? '[name]'}.js`;
}
