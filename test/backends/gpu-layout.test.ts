import { packChannels, packedLength, unpackChannels } from '../../src/backends/gpu-layout.js';
import { expect } from 'chai';
import { describe, it } from 'node:test';

describe('channels in groups of four', () => {
  it('fills the last group up with zeros', () => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    expect([...packChannels(values, 5)]).to.deep.equal([
      1, 2, 3, 4, 5, 0, 0, 0, 6, 7, 8, 9, 10, 0, 0, 0,
    ]);
    expect([...unpackChannels(packChannels(values, 5), 5)]).to.deep.equal([...values]);
  });

  it('leaves whole groups as they are', () => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    expect(packChannels(values, 4)).to.equal(values);
    expect(unpackChannels(values, 8)).to.equal(values);
  });

  it('counts what an image takes', () => {
    expect(packedLength([28, 28, 1])).to.equal(28 * 28 * 4);
    expect(packedLength([3, 2, 9])).to.equal(3 * 2 * 12);
  });
});
