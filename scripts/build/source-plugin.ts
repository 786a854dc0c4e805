import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'rollup';
import ts from 'typescript';
import { ROOT } from './paths.js';

/**
 * Reads our TypeScript sources: a relative import of `x.js` means `x.ts`. Strips types and keeps
 * everything else, comments too.
 *
 * @param definitions JavaScript by the name that it replaces.
 */
export function sourcePlugin(definitions: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'source',
    resolveId(source, importer) {
      if (!source.startsWith('.') || !importer?.startsWith(`${ROOT}src/`)) return null;
      const file = path.resolve(path.dirname(importer), source).replace(/\.js$/, '.ts');
      return existsSync(file) ? file : null;
    },
    transform(code, id) {
      if (!id.endsWith('.ts')) return null;
      const { outputText, sourceMapText } = ts.transpileModule(code, {
        fileName: id,
        compilerOptions: {
          target: ts.ScriptTarget.ES2022,
          module: ts.ModuleKind.ESNext,
          useDefineForClassFields: false,
          verbatimModuleSyntax: true,
          sourceMap: true,
        },
      });
      const plain = outputText.replace(/\/\/# sourceMappingURL=.*\n?$/, '');
      const defined = Object.entries(definitions).reduce(
        (text, [name, value]) =>
          text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), () => `(${value})`),
        plain,
      );
      return { code: defined, map: sourceMapText ?? null };
    },
  };
}
