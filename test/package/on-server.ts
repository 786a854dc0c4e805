import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/build/paths.js';

/** Runs a module in a Node of its own: other tests may have put parts of a DOM into this one. */
export async function runInNode(script: string): Promise<string> {
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return stdout;
}

/** What a server makes of a template with our elements, by Lit's renderer. */
export function renderOnServer(template: string): Promise<string> {
  return runInNode(`
    await import('@lit-labs/ssr/lib/install-global-dom-shim.js');
    const { render } = await import('@lit-labs/ssr');
    const { collectResult } = await import('@lit-labs/ssr/lib/render-result.js');
    const { html } = await import('lit');
    await import('digit-recognizer');
    console.log(await collectResult(render(html\`${template}\`)));
  `);
}
