import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  installPackage,
  type FreshProject,
  type InstalledPackage,
} from '../package/fresh-project.js';
import { readBlocks, type Block } from './blocks.js';
import { buildReact, buildSvelte, buildVue } from './frameworks.js';
import { checkCommands } from './commands.js';
import { openPages, pageWith, type Pages } from './pages.js';
import { createSources } from './types.js';

/** Blocks that are not run, by their language or by their first line, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  '': 'is a drawing',
  python: 'is for Keras or PyTorch, which are not installed',
  '// sw.js': 'is registered by the block after it; see test/package/service-worker.slow.test.ts',
};

const blocks = readBlocks();
const isRun = ({ language, code }: Block): boolean =>
  !(language in NOT_RUN || code.split('\n', 1)[0]! in NOT_RUN);
const runs = blocks.filter(isRun);
const written = (...languages: readonly string[]): Block[] =>
  runs.filter(({ language }) => languages.includes(language));

it('finds blocks of every language that this test runs, and of no other', () => {
  const known = ['css', 'html', 'js', 'json', 'sh', 'svelte', 'ts', 'tsx', 'vue'];
  assert.deepEqual([...new Set(runs.map(({ language }) => language))].sort(), known);
});

describe('a command in a document can be run', () => {
  for (const { place, code } of written('sh')) it(place, () => checkCommands(code));
});

describe('JSON in a document is JSON', () => {
  for (const { place, code } of written('json')) it(place, () => void JSON.parse(code));
});

describe('code in a document works with the package as npm installs it:', () => {
  const sources = createSources(written('js', 'ts', 'tsx'));
  let installed: InstalledPackage;
  let project: FreshProject;
  let pages: Pages;
  before(async () => {
    installed = await installPackage();
    project = await installed.newProject(sources.files, [
      ...['react', 'react-dom', '@types/react', '@lit/react', '@lit-labs/ssr'],
      ...['vue', '@vue/runtime-dom', '@vitejs/plugin-vue', 'svelte'],
    ]);
    pages = await openPages(project.folder, { 'sw.js': codeOf(/^\/\/ sw\.js/) });
  });
  after(async () => {
    await pages?.close();
    await project?.remove();
    await installed?.remove();
  });

  describe('its types are right', () => {
    for (const block of written('js', 'ts', 'tsx')) {
      it(block.place, () => assert.equal(sources.check(project.folder, block), ''));
    }
  });

  describe('a page shows it, and the console stays empty', () => {
    for (const { place, code } of written('html')) it(place, () => pages.show(pageWith(code)));
  });

  describe('a browser takes every rule of it', () => {
    for (const { place, code } of written('css')) {
      it(place, () => pages.show(pageWith(`<style>${code}</style>`)));
    }
  });

  describe('a framework renders it', () => {
    for (const { place, code } of written('vue')) {
      const config = codeOf(/^\/\/ vite\.config\.js/);
      it(place, async () => pages.show(await buildVue(project.folder, code, config)));
    }
    for (const { place, code } of written('svelte')) {
      it(place, async () => pages.show(await buildSvelte(project.folder, code)));
    }
    const components = written('tsx').filter(({ code }) => code.includes('export function'));
    for (const { place, code } of components) {
      it(place, async () => pages.show(await buildReact(project.folder, code)));
    }
  });
});

/** The only block that matches. */
function codeOf(pattern: RegExp): string {
  const [block, ...others] = blocks.filter(({ code }) => pattern.test(code));
  assert.ok(block && others.length === 0, `One block matches ${pattern}.`);
  return block.code;
}
