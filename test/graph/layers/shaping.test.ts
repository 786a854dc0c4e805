import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  first,
  inputLayer,
  kinds,
  layer,
  planOf,
  planOfLayers,
  refuses,
  sequential,
  shapeAt,
  type Json,
} from '../support.js';

/** A network of these layers on an input of this shape, whose last value has 784 numbers. */
function plan(dims: number[], layers: Json[]) {
  const head = [layer('Flatten', { name: 'flat' }), layer('Dense', { units: 10, use_bias: false })];
  return planOf(sequential([inputLayer(...dims), ...layers, ...head]), {
    'dense/kernel': [[784, 10], 0],
  });
}

const pool = layer('MaxPooling2D', { pool_size: 1 });

test('the same 784 numbers may come in any shape', () => {
  for (const dims of [[28, 28, 1], [28, 28], [784], [1, 28, 28], [1, 784]]) {
    assert.deepEqual(kinds(plan(dims, [])), ['reshape', 'dense'], String(dims));
  }
  const restored = plan([28, 28], [layer('Reshape', { target_shape: [28, 28, 1] }), pool]);
  assert.deepEqual(kinds(restored), ['maxPool', 'reshape', 'dense']);
});

test('other inputs are refused, naming what is needed', () => {
  const others = [[32, 32, 3], [28, 28, 3], [56, 14], [], [28, 28, 1, 2]];
  for (const dims of others) refuses(() => plan(dims, []), 'input-shape', 'image', '28×28×1');
  refuses(() => plan([32, 32, 3], []), 'input-shape', '32×32×3');
  const unknown = sequential([layer('InputLayer', { batch_shape: [null, null, 28, 1] })]);
  refuses(() => planOf(unknown), 'input-shape', '?×28×1');
  refuses(() => planOf(sequential([layer('InputLayer')])), 'layer-invalid', 'batch_shape');
  for (const size of [-28, 1.5, '28', 1e12]) {
    const broken = sequential([layer('InputLayer', { batch_shape: [null, size, 28, 1] })]);
    refuses(() => planOf(broken), 'layer-invalid', 'batch_shape');
  }
});

test('a reshape may leave one size open', () => {
  const reshaped = plan([28, 28, 1], [layer('Reshape', { target_shape: [7, -1, 16] }), pool]);
  assert.deepEqual(shapeAt(reshaped, 0), [7, 7, 16]);
});

test('a reshape that does not fit is refused', () => {
  const reshape = (target_shape: unknown) => () =>
    plan([784], [layer('Reshape', { target_shape })]);
  refuses(reshape([28, 27]), 'shape-mismatch', '784', '28×27');
  refuses(reshape([-1, 5]), 'shape-mismatch', 'reshape (Reshape)');
  for (const target of [[-1, -1], [0, 784], [1.5], ['784'], 784]) {
    refuses(reshape(target), 'layer-invalid', 'target_shape');
  }
});

test('a permutation that moves only sizes of 1 is a reshape', () => {
  const permuted = plan([28, 28, 1], [layer('Permute', { dims: [3, 1, 2] }), pool]);
  assert.deepEqual(shapeAt(permuted, 0), [1, 28, 28]);
});

test('a permutation that moves numbers is refused', () => {
  const permute = (dims: unknown) => () => plan([28, 28, 1], [layer('Permute', { dims })]);
  refuses(permute([2, 1, 3]), 'layer-unsupported', '[2, 1, 3]', '28×28×1');
  for (const dims of [[1, 2], [1, 2, 2], [0, 1, 2], ['1', 2, 3], 'abc']) {
    refuses(permute(dims), 'layer-invalid', 'dims');
  }
});

test('zero padding in its three ways of writing', () => {
  const ways: [unknown, number[], number[]][] = [
    [2, [2, 2, 2, 2], [32, 32, 1]],
    [
      [1, 3],
      [1, 1, 3, 3],
      [30, 34, 1],
    ],
    [
      [
        [1, 2],
        [3, 4],
      ],
      [1, 2, 3, 4],
      [31, 35, 1],
    ],
  ];
  for (const [padding, [top, bottom, left, right], shape] of ways) {
    const features = shape.reduce((a, b) => a * b);
    const padded = planOfLayers([layer('ZeroPadding2D', { padding })], {}, features);
    assert.deepEqual(first(padded, 'pad').padding, { top, bottom, left, right });
    assert.deepEqual(shapeAt(padded, 0), shape);
  }
});

test('padding that cannot be is refused', () => {
  for (const padding of [-1, [1, 2, 3], [[1, 2, 3], [4]], 1.5, [1, 'a'], 1e9]) {
    const json = layer('ZeroPadding2D', { padding });
    refuses(() => planOfLayers([json], {}, 1), 'layer-invalid', 'padding');
  }
});

test('layers of training leave no trace', () => {
  const names =
    'Dropout SpatialDropout2D GaussianNoise GaussianDropout AlphaDropout ActivityRegularization RandomFlip RandomRotation RandomTranslation RandomZoom RandomContrast RandomBrightness';
  const layers = names.split(' ').map((className) => layer(className));
  assert.deepEqual(kinds(plan([28, 28, 1], layers)), ['reshape', 'dense']);
});
