import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../../scripts/lib/random.js';
import {
  conv2d,
  dense,
  product,
  type Layer,
  type Shape,
  flatten,
} from '../../scripts/train/layers.js';
import { createNetwork, initialWeights } from '../../scripts/train/network.js';
import { addUp, correlate } from '../../scripts/train/rounding.js';
import { startTensorFlow } from '../../scripts/train/engine/compute.js';
import { generateDigits } from './generated-digits.js';

before(() => startTensorFlow('wasm'));

function randomTensor(name: string, shape: Shape): tf.Tensor {
  const random = createRandom('windows', name);
  const values = Float32Array.from({ length: product(shape) }, () => random.normal());
  return tf.tensor(values, [...shape]);
}

const LAYERS: readonly [name: string, layer: Layer, input: Shape][] = [
  ['3×3', conv2d({ filters: 4, kernelSize: 3 }), [6, 7, 2]],
  ['5×5 with a stride of 2', conv2d({ filters: 3, kernelSize: 5, strides: 2 }), [10, 11, 1]],
  ['dense', dense({ units: 4 }), [9]],
];

for (const [name, layer, input] of LAYERS) {
  test(`${name}: rows times the kernel, and the bias, are what the layer computes`, () => {
    const x = randomTensor(name, [2, ...input]);
    const [kernel, bias] = layer.weights(input).map(({ shape }, at) => {
      return randomTensor(`${name} ${at}`, shape);
    });
    const outputs = layer.output(input).at(-1)!;
    const expected = layer.apply(x, [kernel!, bias!], { inputGradient: false }).dataSync();
    const matrix = tf.reshape(kernel!, [-1, outputs]) as tf.Tensor2D;
    const actual = tf.add(tf.matMul(layer.rows!(x), matrix), bias!).dataSync();
    assert.equal(actual.length, expected.length);
    actual.forEach((value, at) => assert.ok(Math.abs(value - expected[at]!) < 1e-4));
  });
}

test('correlations are of what a layer is given, now and in the reference, image by image', async () => {
  const network = createNetwork([
    flatten(),
    dense({ units: 3, activation: 'relu' }),
    dense({ units: 10 }),
  ]);
  const [now, then] = [1, 2].map((seed) => initialWeights(network, seed));
  const parts = [generateDigits(8, 'some').images, generateDigits(5, 'others').images];
  const last = network.placed[2]!;
  const { own, withReference } = addUp(
    await Promise.all(parts.map((images) => correlate(network, last, now!, then!, images))),
  );

  const hidden = ([kernel, bias]: readonly Float32Array[], image: Float32Array) => [
    ...Array.from(bias!, (start, unit) =>
      Math.max(
        0,
        image.reduce((sum, ink, at) => sum + ink * kernel![3 * at + unit]!, start),
      ),
    ),
    1,
  ];
  const images = parts.flatMap((part) =>
    Array.from({ length: part.length / 784 }, (_, at) => part.subarray(784 * at, 784 * (at + 1))),
  );
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const sum = (other: readonly Float32Array[]) =>
        images.reduce((all, one) => all + hidden(now!, one)[row]! * hidden(other, one)[column]!, 0);
      assert.ok(Math.abs(own[4 * row + column]! - sum(now!)) < 1e-2);
      assert.ok(Math.abs(withReference[4 * row + column]! - sum(then!)) < 1e-2);
    }
  }
  assert.equal(own[15], 13);
});
