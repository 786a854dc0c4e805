import { expect } from 'chai';
import { emulateMedia } from '@web/test-runner-commands';
import { has, type Feature } from './engine.js';

const resolves = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => true,
    () => false,
  );

/** How each feature shows that it is there. */
const SHOWN: Partial<Record<Feature, () => boolean | Promise<boolean>>> = {
  webgpu: async () => {
    const { gpu } = navigator as Partial<Navigator>;
    return gpu !== undefined && (await gpu.requestAdapter()) !== null;
  },
  webgl: () => document.createElement('canvas').getContext('webgl2') !== null,
  'emulated media': () => resolves(emulateMedia({ colorScheme: 'light' })),
};

describe('tests are left out only where the browser', () => {
  for (const [feature, show] of Object.entries(SHOWN)) {
    it(`lacks ${feature}`, async () => {
      expect(await show()).to.equal(has(feature as Feature));
    });
  }
});
