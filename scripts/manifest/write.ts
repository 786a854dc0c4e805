import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { DIST } from '../build/paths.js';
import { cssCustomData, htmlCustomData, webTypes } from './editors.js';
import { frameworkModules, propsModule } from './frameworks.js';
import { elementDeclarations, manifestOf } from './manifest.js';

/**
 * Writes into dist/ the manifest of the elements, data for editors, and types for the templates of
 * frameworks.
 *
 * @param version of the package.
 */
export async function writeManifest(version: string): Promise<void> {
  const elements = elementDeclarations();
  const modules = [...frameworkModules(elements), ['props', propsModule(elements)] as const];
  const files = new Map<string, string>([
    ['custom-elements.json', json(manifestOf(elements))],
    ['vscode.html-custom-data.json', json(htmlCustomData(elements))],
    ['vscode.css-custom-data.json', json(cssCustomData(elements))],
    ['web-types.json', json(webTypes(elements, version))],
    // For an import of types without the word `type`.
    ['frameworks/types.js', 'export {};\n'],
  ]);
  for (const [name, text] of modules) {
    const written = await format(text, {
      parser: 'typescript',
      printWidth: 100,
      singleQuote: true,
    });
    files.set(`types/frameworks/${name}.d.ts`, written);
  }
  for (const [name, text] of files) {
    await mkdir(path.dirname(DIST + name), { recursive: true });
    await writeFile(DIST + name, text);
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
