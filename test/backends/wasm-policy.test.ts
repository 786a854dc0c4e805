import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BACKENDS } from '../../src/backends/choose.js';

it('wasm is not loaded on a page whose policy forbids it, and says the way out', async (t) => {
  // As browsers answer without 'wasm-unsafe-eval', whatever the module.
  const refuse = () => Promise.reject(new WebAssembly.CompileError('blocked by CSP'));
  t.mock.method(WebAssembly, 'compile', refuse);
  await assert.rejects(BACKENDS.wasm(), {
    code: 'backend-unavailable',
    message: /wasm backend.*'wasm-unsafe-eval'/,
  });
});
