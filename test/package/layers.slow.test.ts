import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ESLint } from 'eslint';

/** Lints a line as if it were in this file. */
async function rulesBroken(file: string, code: string): Promise<(string | null)[]> {
  const [result] = await new ESLint().lintText(code, { filePath: file });
  return (result?.messages ?? []).map((message) => message.ruleId);
}

const importing = (path: string) => `import * as upstairs from '${path}';\nexport { upstairs };\n`;
const RULE = 'import-x/no-restricted-paths';

describe('the direction of imports', () => {
  const upwards: [file: string, path: string][] = [
    ['src/ink/index.ts', '../graph/plan.js'],
    ['src/graph/index.ts', '../ink/drawing.js'],
    ['src/graph/index.ts', '../backends/backend.js'],
    ['src/backends/cpu.ts', '../ink/drawing.js'],
    ['src/backends/cpu.ts', '../recognizer/types.js'],
    ['src/recognizer/types.ts', '../elements/define.js'],
    ['src/elements/define.ts', '../backends/backend.js'],
    ['scripts/start.ts', '../src/recognizer/types.js'],
  ];
  for (const [file, path] of upwards) {
    it(`${file} may not import ${path}`, async () => {
      assert.ok((await rulesBroken(file, importing(path))).includes(RULE));
    });
  }

  const downwards: [file: string, path: string][] = [
    ['src/backends/cpu.ts', '../graph/plan.js'],
    ['src/recognizer/types.ts', '../backends/backend.js'],
    ['src/recognizer/types.ts', '../ink/index.js'],
    ['src/elements/define.ts', '../ink/index.js'],
    ['src/ink/index.ts', '../util/errors.js'],
    ['scripts/start.ts', '../src/ink/index.js'],
  ];
  for (const [file, path] of downwards) {
    it(`${file} may import ${path}`, async () => {
      assert.ok(!(await rulesBroken(file, importing(path))).includes(RULE));
    });
  }

  it('ink and graph may not touch the platform', async () => {
    for (const file of ['src/ink/index.ts', 'src/graph/index.ts']) {
      const broken = await rulesBroken(file, 'export const here = window.location;\n');
      assert.ok(broken.includes('no-restricted-globals'));
    }
  });
});

describe('text stays text', () => {
  const lines = [
    'element.innerHTML = text;',
    "element['outerHTML'] += text;",
    "element.insertAdjacentHTML('beforeend', text);",
    'frame.srcdoc = text;',
    'document.write(text);',
    "new DOMParser().parseFromString(text, 'text/html');",
    'range.createContextualFragment(text);',
    'eval(text);',
    'new Function(text);',
    "setTimeout('text', 1);",
    "import { unsafeHTML } from 'lit/directives/unsafe-html.js';",
  ];
  for (const line of lines) {
    it(`src may not say ${line}`, async () => {
      assert.ok(
        (await rulesBroken('src/elements/define.ts', line)).includes('no-restricted-syntax'),
      );
    });
  }

  it('and may set it as such', async () => {
    const broken = await rulesBroken('src/elements/define.ts', 'element.textContent = text;\n');
    assert.ok(!broken.includes('no-restricted-syntax'));
  });
});
