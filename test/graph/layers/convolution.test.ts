import assert from 'node:assert/strict';
import { test } from 'node:test';
import { first, kinds, layer, nth, planOfLayers, refuses, shapeAt, type Json } from '../support.js';

const conv = (config: Json) => layer('Conv2D', { filters: 2, kernel_size: [3, 3], ...config });
const weights = { 'conv2d/kernel': [[3, 3, 1, 2], 1], 'conv2d/bias': [[2], 5, 6] } as const;
const plan = (config: Json, features: number) =>
  planOfLayers([conv(config)], { ...weights } as never, features);

test('valid: the window stays inside', () => {
  const operation = first(plan({}, 26 * 26 * 2), 'conv2d');
  assert.deepEqual(operation.padding, { top: 0, bottom: 0, left: 0, right: 0 });
  assert.deepEqual(operation.window, [3, 3]);
  assert.deepEqual(operation.strides, [1, 1]);
  assert.deepEqual([...operation.bias], [5, 6]);
  assert.equal(operation.multiplyAdds, 26 * 26 * 9 * 2);
});

test('same, even: the odd zero goes to the bottom and the right', () => {
  // 28 / 2 = 14 positions; the last window starts at 26 and ends at 28, one past the image.
  const same = plan({ padding: 'same', strides: 2 }, 14 * 14 * 2);
  assert.deepEqual(first(same, 'conv2d').padding, { top: 0, bottom: 1, left: 0, right: 1 });
  assert.deepEqual(shapeAt(same, 0), [14, 14, 2]);
});

test('same with unequal strides pads each axis for itself', () => {
  // ceil(28 / 3) = 10 rows; the last window of 3 starts at 27: 2 rows missing, one at each end.
  const same = plan({ padding: 'same', strides: [3, 1] }, 10 * 28 * 2);
  assert.deepEqual(first(same, 'conv2d').padding, { top: 1, bottom: 1, left: 1, right: 1 });
  assert.deepEqual(shapeAt(same, 0), [10, 28, 2]);
});

test('a dilated window of 3 covers 5', () => {
  const valid = plan({ dilation_rate: [2, 2] }, 24 * 24 * 2);
  assert.deepEqual(first(valid, 'conv2d').dilations, [2, 2]);
  const same = plan({ dilation_rate: 2, padding: 'same' }, 28 * 28 * 2);
  assert.deepEqual(first(same, 'conv2d').padding, { top: 2, bottom: 2, left: 2, right: 2 });
});

test('without a bias, it is zero', () => {
  const layers = [conv({ use_bias: false })];
  const plan = planOfLayers(layers, { 'conv2d/kernel': [[3, 3, 1, 2], 1] }, 26 * 26 * 2);
  assert.deepEqual([...first(plan, 'conv2d').bias], [0, 0]);
});

test('a depthwise convolution multiplies the channels', () => {
  const depthwise = layer('DepthwiseConv2D', { kernel_size: [3, 3], depth_multiplier: 4 });
  for (const name of ['depthwise_kernel', 'kernel']) {
    const plan = planOfLayers(
      [depthwise],
      {
        [`depthwiseconv2d/${name}`]: [[3, 3, 1, 4], 1],
        'depthwiseconv2d/bias': [[4], 1, 2, 3, 4],
      },
      26 * 26 * 4,
    );
    const operation = first(plan, 'depthwiseConv2d');
    assert.equal(operation.multiplier, 4);
    assert.deepEqual([...operation.bias], [1, 2, 3, 4]);
    assert.equal(operation.multiplyAdds, 26 * 26 * 9 * 4);
  }
});

test('a separable convolution is a depthwise and a 1×1 one that has the bias and the activation', () => {
  const separable = layer('SeparableConv2D', {
    filters: 5,
    kernel_size: 3,
    strides: [2, 2],
    depth_multiplier: 2,
    activation: 'relu',
  });
  const plan = planOfLayers(
    [separable],
    {
      'separableconv2d/depthwise_kernel': [[3, 3, 1, 2], 1],
      'separableconv2d/pointwise_kernel': [[1, 1, 2, 5], 1],
      'separableconv2d/bias': [[5], 3],
    },
    13 * 13 * 5,
  );
  const depthwise = first(plan, 'depthwiseConv2d');
  assert.deepEqual(depthwise.strides, [2, 2]);
  assert.deepEqual([...depthwise.bias], [0, 0]);
  assert.equal(depthwise.activation.kind, 'linear');
  const pointwise = nth(plan, 1, 'conv2d');
  assert.deepEqual(pointwise.strides, [1, 1]);
  assert.deepEqual([...pointwise.bias], [3, 3, 3, 3, 3]);
  assert.equal(pointwise.activation.kind, 'relu');
  assert.deepEqual(kinds(plan), ['depthwiseConv2d', 'conv2d', 'reshape', 'dense']);
});

test('options that are not supported are refused, naming layer and option', () => {
  const unsupported: [string, Json][] = [
    ['channels_first', { data_format: 'channels_first' }],
    ['groups', { groups: 2 }],
    ['dilation_rate', { strides: 2, dilation_rate: 2 }],
    ['gelu', { activation: 'gelu' }],
  ];
  for (const [mention, config] of unsupported) {
    refuses(() => plan(config, 1), 'layer-unsupported', 'conv2d (Conv2D)', mention);
  }
});

test('options out of range are refused, naming layer and option', () => {
  const invalid: [string, Json][] = [
    ['filters', { filters: 0 }],
    ['filters', { filters: 1.5 }],
    ['filters', { filters: 1e9 }],
    ['kernel_size', { kernel_size: undefined }],
    ['kernel_size', { kernel_size: [3, 3, 3] }],
    ['strides', { strides: [-1, 1] }],
    ['padding', { padding: 'causal' }],
    ['use_bias', { use_bias: 'yes' }],
  ];
  for (const [mention, config] of invalid) {
    refuses(() => plan(config, 1), 'layer-invalid', 'conv2d (Conv2D)', mention);
  }
});

test('a window larger than the image is refused', () => {
  refuses(() => plan({ kernel_size: 29 }, 1), 'shape-mismatch', 'conv2d', '29×29', '28×28');
});

test('an input that is no image is refused', () => {
  const layers = [layer('Flatten'), conv({})];
  refuses(() => planOfLayers(layers, {}, 1), 'shape-mismatch', '784', 'height×width×channels');
});
