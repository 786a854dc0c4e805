import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BackendError } from '../../src/backends/backend.js';
import { ChunkLoadError } from '../../src/util/lazy-import.js';
import { coded, fakePage } from './fake-backends.js';
import { inkAt } from './identity-network.js';

it('a file of the library that is missing is warned of once, where another backend takes over', async (t) => {
  const warn = t.mock.method(console, 'warn', () => undefined);
  const page = fakePage();
  page.cpu.create = page.wasm.create = async () => {
    const cause = new ChunkLoadError('part-unreachable', 'it.wasm: 404');
    throw new BackendError('backend-unavailable', 'Not available: it.wasm: 404.', { cause });
  };
  await assert.rejects(
    page.createRecognizer({ backend: 'wasm' }),
    coded('backend-unavailable', /it\.wasm/),
  );
  assert.equal(warn.mock.callCount(), 0, 'an error says enough');
  for (let i = 0; i < 2; i++) {
    const recognizer = await page.createRecognizer();
    assert.equal((await recognizer.recognize(inkAt(3)))?.digit, 3);
    assert.equal(recognizer.backend, 'webgl');
  }
  assert.deepEqual(
    warn.mock.calls.map((call) => call.arguments),
    [['digit-recognizer computes on webgl instead. Not available: it.wasm: 404.']],
  );
});
