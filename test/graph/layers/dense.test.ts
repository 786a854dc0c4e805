import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  first,
  inputLayer,
  kinds,
  layer,
  nth,
  planOf,
  refuses,
  sequential,
  shapeAt,
} from '../support.js';

test('on a vector: a matrix product', () => {
  const layers = [layer('Dense', { units: 10, activation: 'softmax' })];
  const plan = planOf(sequential([inputLayer(784), ...layers]), {
    'dense/kernel': [[784, 10], 0.5],
    'dense/bias': [[10], 1, 2],
  });
  assert.deepEqual(kinds(plan), ['reshape', 'dense', 'softmax']);
  const dense = nth(plan, 1, 'dense');
  assert.equal(dense.multiplyAdds, 7840);
  assert.equal(dense.weights.length, 7840);
  assert.deepEqual([...dense.bias.slice(0, 3)], [1, 2, 1]);
  assert.equal(plan.weightCount, 7850);
  assert.equal(plan.multiplyAdds, 7840);
});

test('on an image: the same matrix at each position', () => {
  const layers = [
    layer('Dense', { name: 'mix', units: 3, use_bias: false }),
    layer('Flatten'),
    layer('Dense', { units: 10 }),
  ];
  const plan = planOf(sequential([inputLayer(28, 28, 1), ...layers]), {
    'mix/kernel': [[1, 3], 1, 2, 3],
    'dense/kernel': [[28 * 28 * 3, 10], 0],
    'dense/bias': [[10], 0],
  });
  const conv = first(plan, 'conv2d');
  assert.deepEqual(conv.window, [1, 1]);
  assert.deepEqual([...conv.weights], [1, 2, 3]);
  assert.deepEqual([...conv.bias], [0, 0, 0]);
  assert.deepEqual(shapeAt(plan, 0), [28, 28, 3]);
});

test('on rows: 28 vectors of 28', () => {
  const layers = [
    layer('Dense', { name: 'rows', units: 2, use_bias: false }),
    layer('Flatten'),
    layer('Dense', { units: 10 }),
  ];
  const plan = planOf(sequential([inputLayer(28, 28), ...layers]), {
    'rows/kernel': [[28, 2], 1],
    'dense/kernel': [[56, 10], 0],
    'dense/bias': [[10], 0],
  });
  assert.deepEqual(kinds(plan), ['reshape', 'conv2d', 'reshape', 'dense']);
  assert.deepEqual(shapeAt(plan, 0), [1, 28, 28]);
  assert.deepEqual(shapeAt(plan, 1), [1, 28, 2]);
});

test('units and activation are checked', () => {
  const dense = (config: object) => () =>
    planOf(sequential([inputLayer(784), layer('Dense', { units: 10, ...config })]), {
      'dense/kernel': [[784, 10], 0],
      'dense/bias': [[10], 0],
    });
  refuses(dense({ units: -10 }), 'layer-invalid', 'units', '-10');
  refuses(dense({ units: null }), 'layer-invalid', 'units', 'missing');
  refuses(dense({ activation: 'mish' }), 'layer-unsupported', 'mish');
  refuses(dense({ units: 11 }), 'weights-shape', 'dense/kernel', '784×10', '784×11');
});
