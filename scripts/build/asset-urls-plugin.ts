import type { Plugin } from 'rollup';

/** As src/recognizer/asset-urls.ts writes an address; esbuild has stripped what prettier laid out. */
const ADDRESS = /new URL\(\s*"\.\/([^"]+)",\s*import\.meta\.url\s*\)\s*\.href/g;

/**
 * Puts the files that src/recognizer/asset-urls.ts names into dist/, and their addresses in the form
 * `new URL('../models/…', import.meta.url)`, right for whichever chunk the module ends up in.
 *
 * @param files contents by path below dist/.
 */
export function assetUrlsPlugin(files: ReadonlyMap<string, Buffer>): Plugin {
  return {
    name: 'asset-urls',
    transform(code, id) {
      if (!id.endsWith('src/recognizer/asset-urls.ts')) return null;
      const emitted = code.replace(ADDRESS, (_, fileName: string) => {
        const source = files.get(fileName);
        if (source === undefined) this.error(`The package has no ${fileName}.`);
        return `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', fileName, source })}`;
      });
      return { code: emitted, map: null };
    },
  };
}
