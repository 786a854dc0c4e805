import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { globSync } from 'glob';
import { ROOT } from '../../scripts/build/paths.js';
import { renderOnServer, runInNode } from './on-server.js';

describe('on a server', () => {
  const ENTRIES = [
    ...['digit-recognizer', 'digit-recognizer/recognizer', 'digit-recognizer/standalone'],
    'digit-recognizer/recognizer-static',
    ...['digit-recognizer/react', 'digit-recognizer/types/react'],
    ...[
      'define',
      'digit-recognizer-element',
      'number-recognizer-element',
      'digit-pad-element',
      'digit-probabilities-element',
    ].map((name) => `digit-recognizer/elements/${name}.js`),
  ];
  const FILES = globSync('dist/**/*.js', { cwd: ROOT, ignore: 'dist/cli.js' }).sort();
  for (const script of ['digit-recognizer.js', 'digit-recognizer.standalone.js']) {
    it(`${script} does nothing where customElements is null, as in content scripts`, async () => {
      const out = await runInNode(`
        globalThis.customElements = null;
        await import('./dist/${script}');
        console.log(customElements);
      `);
      assert.equal(out.trim(), 'null');
    });
  }

  it('the recognizer registers nothing', async () => {
    const out = await runInNode(
      `await import('digit-recognizer/recognizer'); console.log(typeof customElements);`,
    );
    assert.equal(out.trim(), 'undefined');
  });

  for (const module of [...ENTRIES, ...FILES.map((file) => `./${file}`)]) {
    it(`${module} can be imported, and asks for no page`, async () => {
      const out = await runInNode(`await import('${module}'); console.log(typeof document);`);
      assert.equal(out.trim(), 'undefined');
    });
  }

  it('React renders the field as it does in a page, where its properties are set', async () => {
    const out = await runInNode(`
      const { createElement } = await import('react');
      const { renderToString } = await import('react-dom/server');
      const { DigitRecognizer } = await import('digit-recognizer/react');
      const props = { className: 'wide', name: 'answer', backend: 'cpu', required: true, onDigitError() {} };
      console.log(renderToString(createElement(DigitRecognizer, props, '6 + 1')));
    `);
    assert.equal(out.trim(), '<digit-recognizer class="wide">6 + 1</digit-recognizer>');
  });

  it('the field is rendered to a declarative shadow tree, parts and value included', async () => {
    const out = await renderOnServer(
      '<digit-recognizer name="answer" value="7" display="bars" required><b slot="label">6 + 1</b></digit-recognizer>',
    );
    assert.match(
      out,
      /<digit-recognizer[^>]*name="answer"[^>]*>\s*<template shadowroot="open"[^>]*shadowrootmode="open"/,
    );
    for (const part of ['digit-pad', 'digit-probabilities'])
      assert.match(out, new RegExp(`<${part}[^>]*>\\s*<template`));
    assert.match(out, /part="digit"[^>]*>(<!--[^>]*-->)*7/);
  });

  it('the field for numbers is rendered with its label, value, help and error', async () => {
    const out = await renderOnServer(
      '<number-recognizer name="answer" value="137" max="9" label="36 + 7" help="In ink"></number-recognizer>',
    );
    assert.match(out, /<number-recognizer[^>]*>\s*<template shadowroot="open"/);
    const plain = out.replace(/<!--[^>]*-->/g, '').replace(/<style>[^]*?<\/style>/g, '');
    assert.match(
      plain,
      /part="label"[^]*36 \+ 7[^]*part="base"[^>]*>\s*137[^]*part="help"[^]*In ink/,
    );
    assert.match(plain, /part="error"/);
  });
});
