import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { globSync } from 'glob';
import { DIST, ROOT } from '../../scripts/build/paths.js';
import { packPackage, type PackedPackage } from './fresh-project.js';

/** What `./elements/*.js` in the package's exports stands for. */
const ELEMENTS = [
  'define',
  'digit-pad-element',
  'digit-probabilities-element',
  'digit-recognizer-element',
  'number-recognizer-element',
];

/** What `./types/*` stands for: types for the templates of frameworks. */
const FRAMEWORKS = ['preact', 'react', 'solid', 'svelte', 'vue'];

/** What a page or a server of files asks for by the name of the file. */
const SCRIPTS = ['digit-recognizer.js', 'digit-recognizer.standalone.js', 'recognizer.js'];

/** The package is ES modules only: ways to resolve it that know none are not for it. */
const NOT_FOR_US = new Set(['node16-cjs']);

describe('the packed package', () => {
  let packed: PackedPackage;
  let tarball: Buffer;

  before(async () => {
    packed = await packPackage();
    tarball = await readFile(packed.tarball);
  });
  after(() => packed.remove());

  it('is clean to publint', async () => {
    const { buffer, byteOffset, byteLength } = tarball;
    const copy = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball: copy }, strict: true });
    assert.deepEqual(messages, []);
  });

  it('shows nothing of its inner life in its types, and exports no chunk', async () => {
    const files = globSync('dist/types/**/*.d.ts', { cwd: ROOT });
    for (const file of files) {
      const text = await readFile(ROOT + file, 'utf8');
      assert.doesNotMatch(text, /\b(store|embedded)\??:|(get|set) (store|embedded)\b/, file);
      assert.doesNotMatch(
        text,
        /unique symbol|^\s*(readonly |get |set )?\[(?!Symbol\.)\w+(\.\w+)?\]\W/m,
        file,
      );
      assert.doesNotMatch(text, /^\s*(protected|private) /m, file);
    }
    const { exports } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8')) as {
      exports: Record<string, unknown>;
    };
    assert.doesNotMatch(JSON.stringify(exports), /chunks|backends|dist\/\*/);
  });

  it('has types that every way to resolve a module finds', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)), {
      includeEntrypoints: [
        ...ELEMENTS.map((name) => `./elements/${name}.js`),
        ...FRAMEWORKS.map((name) => `./types/${name}`),
      ],
      excludeEntrypoints: [
        './elements/*.js',
        './types/*',
        './custom-elements.json',
        './package.json',
        './descriptor.schema.json',
        './themes/*.css',
      ],
    });
    assert.ok(analysis.types, 'there are types');
    const problems = analysis.problems.filter(
      (problem) => !('resolutionKind' in problem && NOT_FOR_US.has(problem.resolutionKind)),
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(Object.keys(analysis.entrypoints).sort(), [
      '.',
      ...SCRIPTS.map((name) => `./dist/${name}`),
      ...ELEMENTS.map((name) => `./elements/${name}.js`),
      './react',
      './recognizer',
      './recognizer-static',
      './standalone',
      ...FRAMEWORKS.map((name) => `./types/${name}`),
    ]);
  });

  it('names what is bundled with its version, its license and the text of that', async () => {
    const text = await readFile(`${DIST}third-party-notices.txt`, 'utf8');
    const notices = text.split(/\n\n-{80}\n\n/).slice(1);
    const expected: Record<string, RegExp> = {
      'lit-html': /BSD 3-Clause License[^]*Redistribution and use/,
      '@lit/reactive-element': /BSD 3-Clause License[^]*Redistribution and use/,
      '@tensorflow/tfjs-core': /Apache License\s+Version 2\.0/,
      '@tensorflow/tfjs-backend-wasm': /Apache License\s+Version 2\.0/,
      XNNPACK: /Redistribution and use/,
    };
    for (const [name, license] of Object.entries(expected)) {
      const notice = notices.find(
        (notice) => notice.startsWith(`${name} `) || notice.startsWith(`${name},`),
      );
      assert.match(notice ?? `no notice of ${name}`, license);
    }
    for (const notice of notices) assert.match(notice, /^\S+ \d+\.\d+\.\d+ \(|^XNNPACK/);
    assert.doesNotMatch(text, /^(typescript|rollup|puppeteer)/m, 'tools are not shipped');
  });
});
