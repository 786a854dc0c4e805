import { BUILT_IN_NAMES, type BackendName } from '../../src/backends/backend.js';

export const ENGINE = /Firefox\//.test(navigator.userAgent)
  ? 'Firefox'
  : /Chrom(e|ium)\//.test(navigator.userAgent)
    ? 'Chromium'
    : 'WebKit';

/** What a test may need, beside a backend: of the browser, or of what its driver can do with it. */
export type Feature =
  | BackendName
  | 'emulated media'
  | 'emulated pixel ratios'
  | 'finger'
  | 'mouse of three buttons'
  | 'pen'
  | 'scoped registries';

/** Said, not found out: a backend that is broken must fail its tests, not leave them out. */
const LACKED: Record<typeof ENGINE, readonly Feature[]> = {
  Chromium: [],
  // Neither WebDriver BiDi nor WebDriver can emulate media.
  Firefox: ['emulated media', 'pen', 'scoped registries'],
  WebKit: [
    'webgpu',
    'tfjs-webgpu',
    'emulated media',
    'emulated pixel ratios',
    'finger',
    'mouse of three buttons',
    'scoped registries',
  ],
};

export function has(feature: Feature): boolean {
  return !LACKED[ENGINE].includes(feature);
}

export const BACKENDS_HERE = BUILT_IN_NAMES.filter(has);

/**
 * `it` and `describe` for tests that need something of the browser. Where it lacks that, they are left
 * out, and counted under their title with the reason.
 */
export function needing(feature: Feature) {
  if (has(feature)) return { it, describe };
  const why = (title: string): string => `${title} [${ENGINE} lacks ${feature} here]`;
  return {
    it: (title: string, test: Mocha.AsyncFunc) => it.skip(why(title), test),
    describe: (title: string, suite: (this: Mocha.Suite) => void) =>
      describe.skip(why(title), suite),
  };
}
