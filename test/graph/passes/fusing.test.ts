import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePlan } from '../../../scripts/lib/descriptor.js';
import {
  first,
  functional,
  inputLayer,
  kinds,
  layer,
  planOf,
  planOfLayers,
  type Tensors,
} from '../support.js';

const conv = layer('Conv2D', { name: 'conv', filters: 1, kernel_size: 1 });
const kernel: Tensors = { 'conv/kernel': [[1, 1, 1, 1], 1], 'conv/bias': [[1], 0] };
const relu = layer('ReLU');

test('an activation is applied by the operation before it', () => {
  const plan = planOfLayers([conv, relu], kernel, 784);
  assert.deepEqual(kinds(plan), ['conv2d', 'reshape', 'dense']);
  assert.equal(first(plan, 'conv2d').activation.kind, 'relu');
});

test('a second activation stays by itself', () => {
  const plan = planOfLayers([conv, relu, layer('ELU')], kernel, 784);
  assert.deepEqual(kinds(plan).slice(0, 2), ['conv2d', 'activate']);
});

test('a sum applies the activation behind it', () => {
  const json = functional(
    [
      [inputLayer(28, 28, 1)],
      [conv, ['image']],
      [layer('Add'), ['conv', 'image']],
      [relu, ['add']],
      [layer('Flatten'), ['relu']],
      [layer('Dense', { units: 10, use_bias: false }), ['flatten']],
    ],
    'dense',
  );
  const plan = planOf(json, { ...kernel, 'dense/kernel': [[784, 10], 0] });
  assert.deepEqual(kinds(plan), ['conv2d', 'add', 'reshape', 'dense']);
});

test('an activation stays apart where its input is read elsewhere too', () => {
  const json = functional(
    [
      [inputLayer(28, 28, 1)],
      [conv, ['image']],
      [relu, ['conv']],
      [layer('Add'), ['conv', 'relu']],
      [layer('Flatten'), ['add']],
      [layer('Dense', { units: 10, use_bias: false }), ['flatten']],
    ],
    'dense',
  );
  const plan = planOf(json, { ...kernel, 'dense/kernel': [[784, 10], 0] });
  assert.deepEqual(kinds(plan), ['conv2d', 'activate', 'add', 'reshape', 'dense']);
  assert.equal(first(plan, 'conv2d').activation.kind, 'linear');
});

const pad = layer('ZeroPadding2D', {
  padding: [
    [1, 2],
    [3, 4],
  ],
});

test('zero padding is done by the convolution behind it', () => {
  const same = layer('Conv2D', { name: 'conv', filters: 1, kernel_size: [1, 3], padding: 'same' });
  const weights: Tensors = { 'conv/kernel': [[1, 3, 1, 1], 1], 'conv/bias': [[1], 0] };
  const plan = planOfLayers([pad, layer('Dropout'), same], weights, 31 * 35);
  assert.deepEqual(kinds(plan), ['conv2d', 'reshape', 'dense']);
  assert.deepEqual(first(plan, 'conv2d').padding, { top: 1, bottom: 2, left: 4, right: 5 });
});

test('zero padding before pooling stays, for a pool ignores its own padding', () => {
  const layers = [pad, layer('AveragePooling2D', { pool_size: 1 })];
  assert.deepEqual(kinds(planOfLayers(layers, {}, 31 * 35)).slice(0, 2), ['pad', 'averagePool']);
});

test('two paddings become one', () => {
  const layers = [pad, layer('ZeroPadding2D', { name: 'more' })];
  const plan = planOfLayers(layers, {}, 33 * 37);
  assert.deepEqual(first(plan, 'pad').padding, { top: 2, bottom: 3, left: 4, right: 5 });
  assert.deepEqual(kinds(plan), ['pad', 'reshape', 'dense']);
});

test('reshapes in a row become one, or none', () => {
  const reshape = (...target_shape: number[]) =>
    layer('Reshape', { name: target_shape.join(), target_shape });
  const layers = [reshape(784), reshape(4, 196), reshape(28, 28, 1), conv];
  assert.deepEqual(kinds(planOfLayers(layers, kernel, 784)), ['conv2d', 'reshape', 'dense']);
});

test('the table of a plan lists what each operation costs', () => {
  const plan = planOfLayers([conv, relu], kernel, 784);
  assert.deepEqual(describePlan(plan), [
    { name: 'conv', kind: 'conv2d', shape: [28, 28, 1], weights: 2, multiplyAdds: 784 },
    { name: 'flat', kind: 'reshape', shape: [1, 1, 784], weights: 0, multiplyAdds: 0 },
    { name: 'head', kind: 'dense', shape: [1, 1, 10], weights: 7850, multiplyAdds: 7840 },
  ]);
  assert.equal(plan.weightCount, 7852);
  assert.equal(plan.multiplyAdds, 8624);
  assert.deepEqual(plan.values, [
    [28, 28, 1],
    [28, 28, 1],
    [1, 1, 784],
    [1, 1, 10],
  ]);
});
