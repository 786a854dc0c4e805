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
