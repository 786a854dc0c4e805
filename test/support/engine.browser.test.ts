import { expect } from 'chai';
import type { BackendName } from '../../src/backends/backend.js';
import { has } from './engine.js';

/** How a backend's device shows that it is there. */
const SHOWN: Partial<Record<BackendName, () => boolean | Promise<boolean>>> = {
  webgpu: async () => {
    const { gpu } = navigator as Partial<Navigator>;
    return gpu !== undefined && (await gpu.requestAdapter()) !== null;
  },
  webgl: () => document.createElement('canvas').getContext('webgl2') !== null,
};

describe('tests are left out only where the browser', () => {
  for (const [name, show] of Object.entries(SHOWN)) {
    it(`lacks ${name}`, async () => {
      expect(await show()).to.equal(has(name as BackendName));
    });
  }
});
