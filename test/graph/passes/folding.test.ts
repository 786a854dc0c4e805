import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  first,
  functional,
  inputLayer,
  kinds,
  layer,
  nth,
  planOf,
  planOfLayers,
  refuses,
  type Json,
  type Tensors,
} from '../support.js';

/** y = 2x + 3 on the first channel and 10x - 1 on the second; variance 0.75 + 0.25 is one. */
const normalization = layer('BatchNormalization', { name: 'norm', epsilon: 0.25 });
const norm: Tensors = {
  'norm/gamma': [[2], 2, 10],
  'norm/beta': [[2], 3, -1],
  'norm/moving_mean': [[2], 0],
  'norm/moving_variance': [[2], 0.75],
};
const conv = (config: Json = {}) =>
  layer('Conv2D', { name: 'conv', filters: 2, kernel_size: 1, ...config });
const kernel: Tensors = { 'conv/kernel': [[1, 1, 1, 2], 5, 7], 'conv/bias': [[2], 1, 4] };

test('normalization behind a linear convolution goes into its weights', () => {
  const plan = planOfLayers([conv(), normalization], { ...kernel, ...norm }, 1568);
  const folded = first(plan, 'conv2d');
  // 2 (5x + 1) + 3 and 10 (7x + 4) - 1
  assert.deepEqual([...folded.weights], [10, 70]);
  assert.deepEqual([...folded.bias], [5, 39]);
  assert.deepEqual(kinds(plan), ['conv2d', 'reshape', 'dense']);
});

test('and the activation behind it is fused afterwards', () => {
  const layers = [conv(), normalization, layer('ReLU')];
  const plan = planOfLayers(layers, { ...kernel, ...norm }, 1568);
  assert.equal(first(plan, 'conv2d').activation.kind, 'relu');
  assert.deepEqual([...first(plan, 'conv2d').weights], [10, 70]);
});

test('behind a depthwise convolution: channel c * multiplier + m', () => {
  const depthwise = layer('DepthwiseConv2D', {
    name: 'conv',
    kernel_size: [1, 2],
    depth_multiplier: 2,
  });
  const weights: Tensors = {
    'conv/depthwise_kernel': [[1, 2, 1, 2], 1, 2, 3, 4],
    'conv/bias': [[2], 1],
    ...norm,
  };
  const folded = first(
    planOfLayers([depthwise, normalization], weights, 28 * 27 * 2),
    'depthwiseConv2d',
  );
  assert.deepEqual([...folded.weights], [2, 20, 6, 40]);
  assert.deepEqual([...folded.bias], [5, 9]);
});

test('behind a dense layer', () => {
  const layers = [layer('Flatten'), layer('Dense', { units: 2, use_bias: false }), normalization];
  const plan = planOfLayers(layers, { 'dense/kernel': [[784, 2], 1], ...norm }, 2);
  const folded = nth(plan, 1, 'dense');
  assert.deepEqual([...folded.weights.slice(0, 4)], [2, 10, 2, 10]);
  assert.deepEqual([...folded.bias], [3, -1]);
});

test('an activation in between keeps it from what precedes; it goes into what follows', () => {
  const layers = [
    conv({ activation: 'relu' }),
    normalization,
    layer('Conv2D', { name: 'next', filters: 1, kernel_size: 1 }),
  ];
  const weights: Tensors = {
    ...kernel,
    ...norm,
    'next/kernel': [[1, 1, 2, 1], 4, 6],
    'next/bias': [[1], 100],
  };
  const plan = planOfLayers(layers, weights, 784);
  assert.deepEqual([...first(plan, 'conv2d').weights], [5, 7]);
  // 4 (2a + 3) + 6 (10b - 1) + 100
  const next = nth(plan, 1, 'conv2d');
  assert.deepEqual([...next.weights], [8, 60]);
  assert.deepEqual([...next.bias], [106]);
});

test('a shift in front of padding stays by itself, for the padding is zero behind it', () => {
  const layers = [
    conv({ activation: 'relu' }),
    normalization,
    layer('Conv2D', { name: 'next', filters: 1, kernel_size: 3, padding: 'same' }),
  ];
  const next: Tensors = { 'next/kernel': [[3, 3, 2, 1], 1], 'next/bias': [[1], 0] };
  const plan = planOfLayers(layers, { ...kernel, ...norm, ...next }, 784);
  assert.deepEqual(kinds(plan).slice(0, 3), ['conv2d', 'depthwiseConv2d', 'conv2d']);
  const alone = nth(plan, 1, 'depthwiseConv2d');
  assert.deepEqual([...alone.weights], [2, 10]);
  assert.deepEqual([...alone.bias], [3, -1]);
});

test('a scale alone goes through padding', () => {
  const layers = [
    layer('Rescaling', { scale: 2 }),
    layer('ZeroPadding2D'),
    conv({ padding: 'same', kernel_size: 1 }),
  ];
  const plan = planOfLayers(layers, kernel, 30 * 30 * 2);
  const folded = first(plan, 'conv2d');
  assert.deepEqual([...folded.weights], [10, 14]);
  assert.deepEqual(folded.padding, { top: 1, bottom: 1, left: 1, right: 1 });
  assert.deepEqual([...folded.bias], [1, 4]);
});

test('into a depthwise convolution that follows, by input channel', () => {
  const depthwise = layer('DepthwiseConv2D', { name: 'next', kernel_size: 1, depth_multiplier: 2 });
  const weights: Tensors = {
    ...kernel,
    ...norm,
    'next/depthwise_kernel': [[1, 1, 2, 2], 1, 2, 3, 4],
    'next/bias': [[4], 0],
  };
  const layers = [conv({ activation: 'relu' }), normalization, depthwise];
  const next = nth(planOfLayers(layers, weights, 28 * 28 * 4), 1, 'depthwiseConv2d');
  assert.deepEqual([...next.weights], [2, 4, 30, 40]);
  assert.deepEqual([...next.bias], [3, 6, -3, -4]);
});

test('two affines in a row become one', () => {
  const layers = [
    layer('Rescaling', { name: 'one', scale: 2, offset: 1 }),
    layer('Rescaling', { name: 'two', scale: 3, offset: -4 }),
    layer('MaxPooling2D', { pool_size: 1 }),
  ];
  const plan = planOfLayers(layers, {}, 784);
  const alone = first(plan, 'depthwiseConv2d');
  assert.deepEqual([alone.weights[0], alone.bias[0]], [6, -1]);
  assert.equal(kinds(plan).filter((kind) => kind === 'depthwiseConv2d').length, 1);
});

test('nothing is folded into a value that something else reads too', () => {
  const json = functional(
    [
      [inputLayer(28, 28, 1)],
      [conv(), ['image']],
      [normalization, ['conv']],
      [layer('Add'), ['conv', 'norm']],
      [layer('GlobalMaxPooling2D', { name: 'pool' }), ['add']],
      [layer('Dense', { units: 10, use_bias: false }), ['pool']],
    ],
    'dense',
  );
  const plan = planOf(json, { ...kernel, ...norm, 'dense/kernel': [[2, 10], 0] });
  assert.deepEqual(kinds(plan).slice(0, 3), ['conv2d', 'depthwiseConv2d', 'add']);
  assert.deepEqual([...first(plan, 'conv2d').weights], [5, 7]);
});

test('weights that folding makes infinite are refused', () => {
  const weights: Tensors = { ...kernel, ...norm, 'norm/gamma': [[2], 3e38] };
  refuses(() => planOfLayers([conv(), normalization], weights, 1568), 'weights-not-finite', 'conv');
});
