import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { createEngine } from '../../scripts/train/engine/engine.js';
import { findArchitecture } from '../../scripts/train/architecture.js';
import { createNetwork, initialWeights } from '../../scripts/train/network.js';
import { ScriptError } from '../../scripts/lib/cli.js';
import { generateDigits, withTargets } from './generated-digits.js';

const installed = (() => {
  try {
    createRequire(import.meta.url).resolve('webgpu');
    return true;
  } catch {
    return false;
  }
})();

const SETTINGS = { architecture: 'pen', seed: 1, labelSmoothing: 0.1 };

test(
  'gradients on the GPU are those of wasm',
  { skip: !installed && 'the webgpu package (Dawn) is not installed' },
  async (context) => {
    const gpu = await createEngine({ ...SETTINGS, backend: 'webgpu' }).catch((error: unknown) => {
      if (error instanceof ScriptError && error.code === 'no-gpu') return null;
      throw error;
    });
    if (!gpu) {
      context.skip('Dawn finds no GPU here');
      return;
    }
    const wasm = await createEngine({ ...SETTINGS, backend: 'wasm' });
    context.after(() => Promise.all([gpu.close(), wasm.close()]));
    const { layers } = await findArchitecture('pen');
    const weights = initialWeights(createNetwork(layers), 1);
    const digits = withTargets(generateDigits(16, 'gpu'));
    const [expected, actual] = [
      await wasm.gradients(weights, digits, 0),
      await gpu.gradients(weights, digits, 0),
    ];
    assert.ok(Math.abs(actual.loss - expected.loss) < 1e-4);
    assert.deepEqual(actual.guesses, expected.guesses);
    expected.gradients.forEach((gradient, which) => {
      const largest = Math.max(...gradient.map(Math.abs));
      const apart = Math.max(
        ...gradient.map((value, at) => Math.abs(value - actual.gradients[which]![at]!)),
      );
      assert.ok(apart <= 1e-3 * largest, `tensor ${which}: ${apart} apart, ${largest} at most`);
    });
  },
);

test(
  'without Dawn, training on the GPU says what to install',
  { skip: installed && 'the webgpu package (Dawn) is installed' },
  async () => {
    await assert.rejects(
      createEngine({ ...SETTINGS, backend: 'webgpu' }),
      /no-gpu|npm install --no-save webgpu@/,
    );
  },
);
