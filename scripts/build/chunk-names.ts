import type { PreRenderedChunk } from 'rollup';

/** A chunk with this module, of src/, is named after what it is; other chunks as rollup likes. */
const NAMES: readonly [module: string, name: string][] = [
  ['recognizer/create.ts', 'recognizer'],
  ['elements/digit-recognizer-element.ts', 'element'],
];

/** Where a chunk that is no entry goes in dist/: the backends, fetched one by one, have a folder. */
export function chunkFileName({ facadeModuleId, moduleIds }: PreRenderedChunk): string {
  const [, backend] = /src\/backends\/(\w+)\.ts$/.exec(facadeModuleId ?? '') ?? [];
  if (backend !== undefined) return `backends/${backend}.js`;
  const named = NAMES.find(([module]) => moduleIds.some((id) => id.endsWith(`src/${module}`)));
  return `chunks/${named?.[1] ?? '[name]'}.js`;
}
