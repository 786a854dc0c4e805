import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { fetchBinary } from '../../../src/backends/tfjs/fetch-binary.js';

const content = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const digest = createHash('sha256').update(content).digest('hex');

/** As the build writes it into the code. */
function define(t: TestContext, WASM_SHA256: Record<string, string>): void {
  Object.assign(globalThis, { WASM_SHA256 });
  t.after(() => Reflect.deleteProperty(globalThis, 'WASM_SHA256'));
}

const answer = (body: BodyInit | null, init?: ResponseInit) => () =>
  Promise.resolve(new Response(body, init));

describe('the wasm binary', () => {
  it('is taken as it comes where it is the one of the build', async (t) => {
    define(t, { wasm: digest, 'wasm-simd': 'another' });
    assert.deepEqual(await fetchBinary('wasm', answer(content)), content);
  });

  it('is refused by name where a byte is another', async (t) => {
    define(t, { wasm: 'another', 'wasm-simd': digest });
    const changed = content.slice();
    changed[4] = 2;
    await assert.rejects(fetchBinary('wasm-simd', answer(changed)), {
      message: new RegExp(`wasm-simd has SHA-256 .* states ${digest}; .*another version`),
    });
  });

  it('that is a page, or not there, sends the reader to the address', async () => {
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    const advice = { message: /wasm.*check the address/ };
    await assert.rejects(fetchBinary('wasm', answer('<html>', { headers })), advice);
    await assert.rejects(fetchBinary('wasm', answer(null, { status: 404 })), advice);
  });

  it('that never comes is waited for no longer than half a minute, and broken off', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let asked: AbortSignal | undefined;
    const hang = (_: string, signal?: AbortSignal) => {
      asked = signal;
      return new Promise<Response>(() => undefined);
    };
    const waiting = assert.rejects(fetchBinary('wasm', hang), {
      message: /wasm cannot be fetched.*nothing came for 30 seconds.*connection/,
    });
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(30_000);
    await waiting;
    assert.equal(asked?.aborted, true);
  });
});
