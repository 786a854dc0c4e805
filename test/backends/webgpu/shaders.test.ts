import assert from 'node:assert/strict';
import { foldDispatch } from '../../../src/backends/webgpu/shaders.js';
import { describe, it } from 'node:test';

describe('a dispatch folded to two sides', () => {
  for (const invocations of [1, 64, 65, 64 * 32768, 64 * 32768 + 1, 2 ** 30]) {
    it(`has room for ${invocations} invocations and keeps to the devices' limit`, () => {
      const [x, y] = foldDispatch(invocations);
      assert.ok(x * y * 64 >= invocations);
      assert.ok(x <= 65535 && y <= 65535);
    });
  }
});
