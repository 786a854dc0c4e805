import assert from 'node:assert/strict';
import {
  autoOrder,
  BACKENDS,
  CPU_FIRST_MULTIPLY_ADDS,
  detectCapabilities,
  fasterThanFirst,
  parseBackends,
  WASM_FIRST_MULTIPLY_ADDS,
} from '../../src/backends/choose.js';
import { describe, it } from 'node:test';

const ALL = { webgpu: true, webgl: true, wasm: true };
const NONE = { webgpu: false, webgl: false, wasm: false };

describe('the value of the backend attribute', () => {
  for (const value of ['auto', ' AUTO ', '', '  ', 'auto, auto']) {
    it(`takes ${JSON.stringify(value)} for auto`, () => assert.equal(parseBackends(value), 'auto'));
  }

  it('keeps the order of a list, however it is separated', () => {
    const expected = ['wasm', 'webgpu', 'cpu'];
    for (const value of ['wasm webgpu cpu', 'wasm,webgpu,cpu', ' wasm ,\n WebGPU\tcpu, ']) {
      assert.deepEqual(parseBackends(value), expected);
    }
  });

  it('counts a repeated name once', () => {
    assert.deepEqual(parseBackends('cpu webgl cpu'), ['cpu', 'webgl']);
  });

  it('names what it does not know, and the four it does', () => {
    assert.throws(() => parseBackends('webgl, tpu'), {
      code: 'backend-unknown',
      message: /"tpu".*webgpu, webgl, wasm, cpu/,
    });
    assert.throws(() => parseBackends('constructor'), { code: 'backend-unknown' });
  });

  it('refuses auto within a list', () => {
    assert.throws(() => parseBackends('webgl auto'), {
      code: 'backend-unknown',
      message: /cannot be part of a list/,
    });
  });
});

describe('auto', () => {
  it('needs no download for a small network', () => {
    assert.equal(autoOrder(786_000, ALL)[0], 'cpu');
    assert.equal(autoOrder(CPU_FIRST_MULTIPLY_ADDS, ALL)[0], 'cpu');
  });

  it('spares the page the plain loops where they would take long', () => {
    const order = autoOrder(CPU_FIRST_MULTIPLY_ADDS + 1, ALL);
    assert.equal(order[0], 'wasm');
    assert.equal(order.at(-1), 'cpu');
  });

  it('has wasm to go on to where it starts on cpu, and nothing elsewhere', () => {
    assert.equal(fasterThanFirst(autoOrder(1e6, ALL)), 'wasm');
    assert.equal(fasterThanFirst(autoOrder(1e6, { ...ALL, wasm: false })), undefined);
    assert.equal(fasterThanFirst(autoOrder(1e8, ALL)), undefined);
  });

  it('takes a GPU for a huge network', () => {
    assert.equal(autoOrder(WASM_FIRST_MULTIPLY_ADDS + 1, ALL)[0], 'webgpu');
  });

  it('finds a backend where there is nothing but JavaScript', () => {
    for (const multiplyAdds of [1, 1e8, 1e12]) {
      assert.deepEqual(autoOrder(multiplyAdds, NONE), ['cpu']);
    }
  });

  it('leaves out what the platform lacks', () => {
    assert.deepEqual(autoOrder(1e12, { ...ALL, webgpu: false }), ['webgl', 'wasm', 'cpu']);
  });

  it('sees that Node has WebAssembly and no WebGL', () => {
    const { wasm, webgl } = detectCapabilities();
    assert.deepEqual({ wasm, webgl }, { wasm: true, webgl: false });
  });
});

it('wasm is not loaded on a page whose policy forbids it, and says the way out', async (t) => {
  // As browsers answer without 'wasm-unsafe-eval', whatever the module.
  const refuse = () => Promise.reject(new WebAssembly.CompileError('blocked by CSP'));
  t.mock.method(WebAssembly, 'compile', refuse);
  await assert.rejects(BACKENDS.wasm(), {
    code: 'backend-unavailable',
    message: /wasm backend.*'wasm-unsafe-eval'/,
  });
});
