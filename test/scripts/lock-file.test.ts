import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  /** Part of another package's archive. */
  readonly inBundle?: boolean;
}

const read = <T>(name: string) =>
  JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')) as T;
const { devDependencies } = read<{ devDependencies: Record<string, string> }>('package.json');
const { packages } = read<{ packages: Record<string, Locked> }>('package-lock.json');

describe('what is installed', () => {
  it('is known by the SHA-512 of every archive', () => {
    for (const [name, { integrity, inBundle }] of Object.entries(packages)) {
      if (name === '' || inBundle) continue;
      assert.match(integrity ?? 'no digest', /^sha512-/, name);
    }
  });

  it('is one version of each tool: numbers and pictures depend on them', () => {
    for (const [name, version] of Object.entries(devDependencies)) {
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
      assert.equal(packages[`node_modules/${name}`]?.version, version, name);
    }
  });
});
