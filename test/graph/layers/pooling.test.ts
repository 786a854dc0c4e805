import assert from 'node:assert/strict';
import { test } from 'node:test';
import { first, kinds, layer, planOfLayers, refuses, shapeAt, type Json } from '../support.js';

const classes = [
  ['MaxPooling2D', 'maxPool'],
  ['AveragePooling2D', 'averagePool'],
] as const;

for (const [className, kind] of classes) {
  const plan = (config: Json, features: number) =>
    planOfLayers([layer(className, config)], {}, features);

  test(`${className}: strides are the window's unless stated`, () => {
    const operation = first(plan({ pool_size: [3, 2] }, 9 * 14), kind);
    assert.deepEqual(operation.window, [3, 2]);
    assert.deepEqual(operation.strides, [3, 2]);
    assert.equal(operation.multiplyAdds, 0);
    const overlapping = plan({ pool_size: [3, 3], strides: [1, 1] }, 26 * 26);
    assert.deepEqual(first(overlapping, kind).strides, [1, 1]);
  });

  test(`${className}: same padding, and the default window of two`, () => {
    const halved = plan({ strides: null, padding: 'same' }, 14 * 14);
    assert.deepEqual(first(halved, kind).padding, { top: 0, bottom: 0, left: 0, right: 0 });
    // ceil(28 / 3) = 10; 10 windows of 3 need 30: one row at each end.
    const thirds = plan({ pool_size: 3, padding: 'same' }, 100);
    assert.deepEqual(first(thirds, kind).padding, { top: 1, bottom: 1, left: 1, right: 1 });
    assert.deepEqual(shapeAt(thirds, 0), [10, 10, 1]);
  });

  test(`Global${className}: one window over the image, then a vector`, () => {
    const pooled = planOfLayers([layer(`Global${className}`)], {}, 1);
    assert.deepEqual(first(pooled, kind).window, [28, 28]);
    assert.deepEqual(shapeAt(pooled, 0), [1, 1, 1]);
    assert.deepEqual(kinds(pooled), [kind, 'dense']);
  });

  test(`${className}: what cannot be is refused`, () => {
    refuses(() => plan({ pool_size: 40 }, 1), 'shape-mismatch', className);
    refuses(() => plan({ pool_size: 0 }, 1), 'layer-invalid', 'pool_size');
    refuses(() => plan({ data_format: 'channels_first' }, 1), 'layer-unsupported', className);
    refuses(() => plan({ pool_size: 1e6, padding: 'same' }, 1), 'layer-invalid', 'pool_size');
  });
}

test('keepdims keeps an image of one pixel, which another image layer can take', () => {
  const layers = (keepdims: boolean) => [
    layer('GlobalMaxPooling2D', { keepdims }),
    layer('MaxPooling2D', { pool_size: 1 }),
  ];
  assert.deepEqual(shapeAt(planOfLayers(layers(true), {}, 1), 1), [1, 1, 1]);
  refuses(() => planOfLayers(layers(false), {}, 1), 'shape-mismatch', 'MaxPooling2D');
});
