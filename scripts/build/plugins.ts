import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'rollup';
import { ROOT } from './paths.js';

/** TypeScript's convention: a relative import of `x.js` from our sources means `x.ts`. */
export function sourcePlugin(): Plugin {
  return {
    name: 'source',
    resolveId(source, importer) {
      if (!source.startsWith('.') || !importer?.startsWith(`${ROOT}src/`)) return null;
      const file = path.resolve(path.dirname(importer), source).replace(/\.js$/, '.ts');
      return existsSync(file) ? file : null;
    },
  };
}

/**
 * Makes `import.meta.url` of src/recognizer/base-url.ts name dist/ itself, whichever chunk of dist/
 * the module ends up in.
 */
export function baseUrlPlugin(): Plugin {
  return {
    name: 'base-url',
    resolveImportMeta(property, { chunkId, moduleId }) {
      if (property !== 'url' || !moduleId.endsWith('recognizer/base-url.ts')) return null;
      const up = '../'.repeat(chunkId.split('/').length - 1);
      return up === '' ? null : `new URL('${up}',import.meta.url).href`;
    },
  };
}
