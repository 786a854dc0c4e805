import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LAYER_CLASSES, randomNetwork } from './random-network.js';

describe('randomNetwork', () => {
  it('gives the same network for the same seed, and another for another', () => {
    const first = randomNetwork(7, 'Conv2D');
    assert.deepEqual(randomNetwork(7, 'Conv2D'), first);
    assert.notDeepEqual(randomNetwork(8, 'Conv2D').json, first.json);
  });

  it('has the layer it was asked for', () => {
    for (const focus of LAYER_CLASSES) {
      const { layers } = randomNetwork(3, focus);
      assert.ok(
        layers.some(({ class_name }) => class_name === focus),
        `no ${focus}`,
      );
    }
  });
});
