import js from '@eslint/js';
import globals from 'globals';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import tseslint from 'typescript-eslint';
import * as lit from 'eslint-plugin-lit';

/** A layer may import from itself, from the layers named here, and from util; nothing else. */
const layers = {
  ink: [],
  graph: [],
  backends: ['graph'],
  recognizer: ['backends', 'graph', 'ink'],
  elements: ['recognizer', 'ink'],
};

/** What turns text into markup or code: none of it is needed, and a page may forbid it all. */
const sinks = [
  ...[
    ...['innerHTML', 'outerHTML', 'srcdoc', 'insertAdjacentHTML', 'createContextualFragment'],
    ...['setHTMLUnsafe', 'parseHTMLUnsafe', 'parseFromString'],
  ].map((name) => ({
    selector: `MemberExpression[property.name="${name}"], MemberExpression[property.value="${name}"]`,
    message: `${name} makes markup of text; render a Lit template, or make elements and set their text.`,
  })),
  {
    selector: 'MemberExpression[object.name="document"][property.name=/^write(ln)?$/]',
    message: 'document.write makes markup of text; render a Lit template.',
  },
  {
    selector: 'ImportDeclaration[source.value=/unsafe-(html|svg|mathml)|static-html/]',
    message: 'Nothing is put into a page past the escaping of Lit templates.',
  },
  {
    selector: 'CallExpression[callee.name="eval"], [callee.name="Function"]',
    message: 'Code made of text is forbidden by the policies of many pages.',
  },
  {
    selector:
      'CallExpression[callee.name=/^set(Timeout|Interval)$/] > Literal.arguments:first-child',
    message: 'Code made of text is forbidden by the policies of many pages.',
  },
];

const zones = Object.entries(layers).map(([layer, below]) => ({
  target: `./src/${layer}`,
  from: './src',
  except: [layer, ...below, 'util'].map((name) => `./${name}`),
  message: `src/${layer} may import only from ${[layer, ...below, 'util'].join(', ')} (see docs/architecture.md).`,
}));

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      'elements',
      'react.js',
      'recognizer*.js',
      'standalone.js',
      'demo-static',
      'storybook-static',
      'coverage',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...zones,
            {
              target: './scripts',
              from: './src',
              except: ['./ink', './graph', './util'],
              message: 'scripts/ uses ink and graph; everything else through dist/.',
            },
          ],
        },
      ],
      'import-x/no-cycle': 'error',
      'import-x/no-duplicates': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
    },
  },
  { files: ['src/**'], rules: { 'no-restricted-syntax': ['error', ...sinks] } },
  {
    files: ['src/ink/**', 'src/graph/**'],
    languageOptions: { globals: {} },
    rules: {
      'no-restricted-globals': [
        'error',
        'window',
        'document',
        'navigator',
        'fetch',
        'process',
        'Buffer',
        'performance',
      ],
    },
  },
  { files: ['src/elements/**'], ...lit.configs['flat/recommended'] },
  { files: ['scripts/**', 'test/**', '*.js'], rules: { 'no-console': 'off' } },
  { files: ['test/**'], rules: { '@typescript-eslint/no-unused-expressions': 'off' } },
);
