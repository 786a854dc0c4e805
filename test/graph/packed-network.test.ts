import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packBytes, unpackNetwork, type PackedNetwork } from '../../src/graph/packed-network.js';
import { atOnce } from '../../src/util/async.js';

/** A plan of one dense layer, of as many numbers as there are bytes. */
function packed(weights: number, bias: number, zero = 0): PackedNetwork {
  return {
    plan: {
      ...{ values: [], input: 0, output: 1, multiplyAdds: 0, weightCount: 0 },
      operations: [
        {
          ...{ kind: 'reshape', name: 'before', input: 0, output: 1, multiplyAdds: 0 },
        },
        {
          ...{ kind: 'dense', name: 'it', input: 0, output: 1, multiplyAdds: 0 },
          weights: [weights, 1, zero],
          bias: [bias, 0.5, zero],
          activation: { kind: 'linear' },
        },
      ],
    },
    metadata: {
      ...{ format: 1, output: 'logits', labels: [], weights: [] },
      input: { range: [0, 1], foreground: 'light' },
      preparation: { box: 20, centre: 'mass', penWidth: 2 },
    },
    name: 'packed',
  };
}

test('every byte comes back, in the order of the plan', () => {
  const bytes = Uint8Array.from([...Array(256).keys(), 7, 128, 255]);
  const { plan, name, bytes: length } = atOnce(unpackNetwork(packed(256, 3, 2), packBytes(bytes)));
  const [, dense] = plan.operations;
  assert.ok(dense?.kind === 'dense');
  assert.deepEqual(
    [...dense.weights],
    [...Array(256).keys()].map((byte) => byte - 2),
  );
  assert.deepEqual([...dense.bias], [2.5, 63, 126.5]);
  assert.deepEqual([name, length], ['packed', 259]);
});

test('long runs of one byte and of random bytes come back', () => {
  const random = Uint8Array.from({ length: 20_000 }, (_, i) => (i * i * 2654435761) >>> 24);
  const bytes = Uint8Array.from([...random, ...new Uint8Array(20_000), ...random]);
  const { plan } = atOnce(unpackNetwork(packed(60_000, 0), packBytes(bytes)));
  const [, dense] = plan.operations;
  assert.ok(dense?.kind === 'dense');
  assert.deepEqual(Uint8Array.from(dense.weights), bytes);
});

test('the text is safe in a string of any quotes, in a script within a page, and in any charset', () => {
  const text = packBytes(Uint8Array.from(Array(256).keys()));
  assert.match(text, /^[ -~]*$/);
  assert.doesNotMatch(text, /["'`\\$<]/);
});
