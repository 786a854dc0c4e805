import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { BackendModule } from '../../src/backends/backend.js';

const { createBackend } = (await import('../../dist/backends/wasm.js' as string)) as BackendModule;

it('wasm downloads nothing on a page whose policy forbids it', async (t) => {
  // As browsers answer without 'wasm-unsafe-eval', whatever the module.
  const refuse = () => Promise.reject(new WebAssembly.CompileError('blocked by CSP'));
  t.mock.method(WebAssembly, 'compile', refuse);
  const fetched: string[] = [];
  const fetchAsset = async (name: string) => {
    fetched.push(name);
    return new Response(null, { status: 404 });
  };
  await assert.rejects(createBackend({ fetchAsset }), {
    code: 'backend-unavailable',
    message: /wasm-unsafe-eval/,
  });
  assert.deepEqual(fetched, []);
});
