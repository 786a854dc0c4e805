import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appendSoftmax, needsSoftmax } from '../../../scripts/convert/convert.js';
import { functional, inputLayer, layer, planOf, sequential } from '../../graph/support.js';

const weights = { 'softmax/kernel': [[784, 10], 0.1], 'softmax/bias': [[10], 0] } as const;
const flat = layer('Flatten', { name: 'flat' });
/** Its name is taken by the time a softmax looks for one. */
const dense = layer('Dense', { name: 'softmax', units: 10 });

const MODELS = {
  sequential: sequential([inputLayer(28, 28, 1), flat, dense]),
  functional: functional(
    [[inputLayer(28, 28, 1)], [flat, ['image']], [dense, ['flat']]],
    'softmax',
  ),
};

for (const [name, json] of Object.entries(MODELS)) {
  test(`a ${name} model ends in the softmax that is added`, () => {
    const topology = json['modelTopology'] as Record<string, unknown>;
    const before = JSON.stringify(topology);
    const tensors = { ...weights } as unknown as Parameters<typeof planOf>[1];
    const plan = planOf({ ...json, modelTopology: appendSoftmax(topology) }, tensors);
    const last = plan.operations.at(-1)!;
    assert.deepEqual([last.kind, last.name], ['softmax', 'softmax_1']);
    assert.equal(JSON.stringify(topology), before, 'the source stays as it is');
  });
}

test('the list of layers of old Keras is a Sequential too', () => {
  const config = [flat, dense];
  const { config: added } = appendSoftmax({ class_name: 'Sequential', config });
  assert.equal((added as { layers: unknown[] }).layers.length, 3);
});

test('a softmax goes on logits, and where it is told to', () => {
  assert.equal(needsSoftmax('auto', 'logits'), true);
  assert.equal(needsSoftmax('auto', 'probabilities'), false);
  assert.equal(needsSoftmax('always', 'logits'), true);
  assert.equal(needsSoftmax('never', 'logits'), false);
  assert.throws(() => needsSoftmax('always', 'probabilities'), { code: 'bad-option' });
});
