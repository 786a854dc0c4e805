import assert from 'node:assert/strict';
import { test } from 'node:test';
import { first, layer, planOfLayers, refuses, type Json, type Tensors } from '../support.js';

const four: Tensors = {
  'batchnormalization/gamma': [[1], 3],
  'batchnormalization/beta': [[1], 1],
  'batchnormalization/moving_mean': [[1], 2],
  'batchnormalization/moving_variance': [[1], 3.75],
};

/** Normalization of the bare image, which only a pooling follows: nothing to fold into. */
function normalized(config: Json, weights: Tensors) {
  const layers = [layer('BatchNormalization', config), layer('MaxPooling2D', { pool_size: 1 })];
  return first(planOfLayers(layers, weights, 784), 'depthwiseConv2d');
}

test('batch normalization by hand: (x - 2) / sqrt(3.75 + 0.25) * 3 + 1', () => {
  const operation = normalized({ epsilon: 0.25 }, four);
  assert.deepEqual([...operation.weights], [1.5]);
  assert.deepEqual([...operation.bias], [-2]);
  assert.deepEqual(operation.window, [1, 1]);
});

test('without scale and centre', () => {
  const { 'batchnormalization/moving_mean': mean, 'batchnormalization/moving_variance': variance } =
    four;
  const operation = normalized({ epsilon: 0.25, scale: false, center: false }, {
    'batchnormalization/moving_mean': mean,
    'batchnormalization/moving_variance': variance,
  } as Tensors);
  assert.deepEqual([...operation.weights], [0.5]);
  assert.deepEqual([...operation.bias], [-1]);
});

test('the default epsilon is Keras’s 0.001', () => {
  const operation = normalized({}, { ...four, 'batchnormalization/moving_variance': [[1], 0] });
  assert.ok(Math.abs((operation.weights[0] ?? 0) - 3 / Math.sqrt(0.001)) < 1e-4);
});

test('the last axis may be written in four ways', () => {
  for (const axis of [-1, 3, [3], [-1]]) normalized({ axis }, four);
  for (const axis of [1, [1], [1, 3], 'last']) {
    refuses(() => normalized({ axis }, four), 'layer-unsupported', 'axis');
  }
});

test('a variance below zero is refused', () => {
  const weights: Tensors = { ...four, 'batchnormalization/moving_variance': [[1], -1] };
  refuses(() => normalized({}, weights), 'weights-not-finite', 'batchnormalization');
  refuses(() => normalized({ epsilon: -1 }, four), 'layer-invalid', 'epsilon');
});

test('rescaling by one number, or one for each channel', () => {
  for (const [scale, offset] of [
    [2, -1],
    [[2], [-1]],
  ]) {
    const layers = [layer('Rescaling', { scale, offset }), layer('MaxPooling2D', { pool_size: 1 })];
    const operation = first(planOfLayers(layers, {}, 784), 'depthwiseConv2d');
    assert.deepEqual([operation.weights[0], operation.bias[0]], [2, -1]);
  }
});

test('rescaling that cannot be is refused', () => {
  for (const config of [{}, { scale: 'a' }, { scale: [1, 2] }, { scale: 1, offset: [NaN] }]) {
    refuses(() => planOfLayers([layer('Rescaling', config)], {}, 784), 'layer-invalid');
  }
});
