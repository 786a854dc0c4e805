import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOSTS } from '../../scripts/hosts/hosts.js';
import { chooseTrials } from '../../scripts/hosts/try-hosts.js';

describe('the hosts that are tried', () => {
  it('are all hosts in all modes by default', () => {
    const trials = chooseTrials([]);
    assert.deepEqual(
      trials.map(({ name }) => name),
      Object.keys(HOSTS),
    );
    const parcel = trials.find(({ name }) => name === 'parcel');
    assert.deepEqual(parcel?.modes, ['dev', 'build']);
  });

  it('are the named ones, in one mode if it is named', () => {
    assert.deepEqual(chooseTrials(['vite6:dev', 'next:build', 'astro']), [
      { name: 'vite6', modes: ['dev'] },
      { name: 'next', modes: ['build'] },
      { name: 'astro', modes: ['dev', 'build'] },
    ]);
  });

  it('can be limited to development or build modes', () => {
    assert.deepEqual(chooseTrials(['next'], 'build'), [
      { name: 'next', modes: ['build', 'build-webpack'] },
    ]);
    assert.ok(!chooseTrials([], 'dev').some(({ name }) => name === 'esbuild'));
  });

  it('are listed in the error about an unknown host or mode', () => {
    for (const word of ['vite4', 'vite6:preview'])
      assert.throws(() => chooseTrials([word]), /There is no host vite.*vite5 \(dev, build\)/);
  });

  it('are installed with exact versions', () => {
    const versions = Object.values(HOSTS).flatMap(({ packages }) => Object.values(packages));
    for (const version of versions) assert.match(version, /^\d+\.\d+\.\d+$/);
  });
});
