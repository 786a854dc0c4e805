import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/build/paths.js';

/** In a Node of its own: other tests may have put parts of a DOM into this one. */
async function run(script: string): Promise<string> {
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return stdout;
}

describe('on a server', () => {
  for (const entry of [
    ...['digit-recognizer', 'recognizer', 'elements/define', 'elements/digit-recognizer-element'],
    ...['elements/digit-pad-element', 'elements/digit-probabilities-element'],
  ]) {
    it(`dist/${entry}.js can be imported, and registers nothing`, async () => {
      const out = await run(`
        const module = await import('./dist/${entry}.js');
        console.log(Object.keys(module).length > 0, typeof customElements);
      `);
      assert.equal(out.trim(), 'true undefined');
    });
  }

  it('the field is rendered to a declarative shadow tree, parts and value included', async () => {
    const out = await run(`
      await import('@lit-labs/ssr/lib/install-global-dom-shim.js');
      const { render } = await import('@lit-labs/ssr');
      const { collectResult } = await import('@lit-labs/ssr/lib/render-result.js');
      const { html } = await import('lit');
      await import('./dist/digit-recognizer.js');
      console.log(await collectResult(render(html\`
        <digit-recognizer name="answer" value="7" required><b slot="label">6 + 1</b></digit-recognizer>
      \`)));
    `);
    assert.match(
      out,
      /<digit-recognizer[^>]*name="answer"[^>]*>\s*<template shadowroot="open"[^>]*shadowrootmode="open"/,
    );
    for (const part of ['digit-pad', 'digit-probabilities'])
      assert.match(out, new RegExp(`<${part}[^>]*>\\s*<template`));
    assert.match(out, /part="digit"[^>]*>(<!--[^>]*-->)*7/);
  });
});
