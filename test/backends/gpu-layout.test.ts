import { packChannels, packConstants, unpackChannels } from '../../src/backends/gpu-layout.js';
import { expect } from 'chai';
import { describe, it } from 'node:test';
import type { Dense } from '../../src/graph/plan.js';

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

  it('puts the bias and spare rows after the weights', () => {
    const operation = {
      weights: Float32Array.of(1, 2, 3, 4, 5, 6),
      bias: Float32Array.of(7, 8, 9),
    };
    expect([...packConstants(operation as Dense, 1)]).to.deep.equal([
      1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0,
    ]);
  });
});
