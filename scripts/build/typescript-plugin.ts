import type { Plugin } from 'rollup';
import ts from 'typescript';

/**
 * Takes the types out of our sources, and leaves all else as it is, comments too.
 *
 * @param definitions by the names that the source has for them, as JavaScript.
 */
export function typescriptPlugin(definitions: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'typescript',
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
