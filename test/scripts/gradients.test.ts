import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../../scripts/lib/random.js';
import { affine, convolve, maxPoolSquares } from '../../scripts/train/gradients.js';
import { startTensorFlow } from '../../scripts/train/engine/compute.js';

/** Values and sizes of some tensors: they move between backends as plain numbers. */
type Input = readonly [shape: number[], values: Float32Array];

before(() => startTensorFlow('wasm'));

function randomInput(name: string, shape: number[]): Input {
  const random = createRandom('gradients', name);
  const length = shape.reduce((product, size) => product * size, 1);
  return [shape, Float32Array.from({ length }, () => random.between(-1, 1))];
}

/** f's value and its gradients, weighted so that every output matters differently. */
async function differentiate(
  backend: string,
  inputs: readonly Input[],
  f: (...tensors: tf.Tensor[]) => tf.Tensor,
): Promise<number[][]> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const tensors = inputs.map(([shape, values]) => tf.tensor(values, shape));
    const output = f(...tensors);
    const dy = tf.tensor(randomInput('dy', output.shape)[1], output.shape);
    return [output, ...tf.grads(f)(tensors, dy)].map((tensor) => Array.from(tensor.dataSync()));
  });
}

function assertClose(actual: number[][], expected: number[][]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((values, which) => {
    const others = expected[which]!;
    assert.equal(values.length, others.length);
    const largest = Math.max(...others.map(Math.abs));
    assert.ok(largest > 0.1, 'there is a gradient to compare');
    const apart = Math.max(...values.map((value, at) => Math.abs(value - others[at]!)));
    assert.ok(apart <= 1e-4 * largest, `tensor ${which}: ${apart} apart, ${largest} at most`);
  });
}

const x = randomInput('x', [3, 7, 6, 2]);
const filter = randomInput('filter', [3, 2, 2, 5]);
const bias = randomInput('bias', [5]);

type Convolution = (image: tf.Tensor, kernel: tf.Tensor, offset: tf.Tensor) => tf.Tensor;

const stockConvolution =
  (stride: number): Convolution =>
  (image, kernel, offset) =>
    tf.add(tf.conv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, stride, 'valid'), offset);

const ownConvolution =
  (stride: number, inputGradient: boolean): Convolution =>
  (image, kernel, offset) =>
    convolve(
      image as tf.Tensor4D,
      kernel as tf.Tensor4D,
      offset as tf.Tensor1D,
      stride,
      inputGradient,
    );

// Of 7 × 6 pixels, windows of 3 × 2 that move by two or three leave a rim that none reaches.
for (const stride of [1, 2, 3]) {
  test(`a convolution of stride ${stride} and its gradients are those of the stock cpu backend`, async () => {
    const inputs = [x, filter, bias];
    const expected = await differentiate('cpu', inputs, stockConvolution(stride));
    assertClose(await differentiate('wasm', inputs, ownConvolution(stride, true)), expected);
  });
}

for (const stride of [1, 2]) {
  test(`in the first layer, of stride ${stride}, filter and bias have the same gradients`, async () => {
    const fixed = () => tf.tensor4d(x[1], x[0] as [number, number, number, number]);
    const differ = (backend: string, convolution: Convolution) =>
      differentiate(backend, [filter, bias], (kernel, offset) =>
        convolution(fixed(), kernel, offset),
      );
    const expected = await differ('cpu', stockConvolution(stride));
    assertClose(await differ('wasm', ownConvolution(stride, false)), expected);
  });
}

const vectors = randomInput('vectors', [4, 9]);
const kernel = randomInput('kernel', [9, 6]);
const offsets = randomInput('offsets', [6]);

for (const inputGradient of [true, false]) {
  test(`a dense layer's gradients are stock's, ${inputGradient ? 'with' : 'without'} the input's`, async () => {
    const inputs = inputGradient ? [vectors, kernel, offsets] : [kernel, offsets];
    const complete = (tensors: tf.Tensor[]) =>
      (inputGradient ? tensors : [tf.tensor2d(vectors[1], [4, 9]), ...tensors]) as [
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor1D,
      ];
    const expected = await differentiate('cpu', inputs, (...tensors) => {
      const [a, b, c] = complete(tensors);
      return tf.add(tf.matMul(a, b), c);
    });
    const actual = await differentiate('wasm', inputs, (...tensors) =>
      affine(...complete(tensors), inputGradient),
    );
    assertClose(actual, expected);
  });
}

const stockPooling = (size: number) => (image: tf.Tensor) =>
  tf.maxPool(image as tf.Tensor4D, size, size, 'valid');
const ownPooling = (size: number) => (image: tf.Tensor) =>
  maxPoolSquares(image as tf.Tensor4D, size);

for (const [height, width, size] of [
  [6, 8, 2],
  [7, 5, 2],
  [7, 9, 3],
  [8, 11, 3],
] as const) {
  test(`pooling ${height}×${width} over squares of ${size} is stock's of the cpu backend`, async () => {
    const image = randomInput('pooled', [3, height, width, 4]);
    const expected = await differentiate('cpu', [image], stockPooling(size));
    assertClose(await differentiate('wasm', [image], ownPooling(size)), expected);
    // On other backends it is the library's own.
    assertClose(await differentiate('cpu', [image], ownPooling(size)), expected);
  });
}

for (const size of [2, 3]) {
  test(`where values of a square of ${size} are equal, the gradient goes where stock's does`, async () => {
    // Above zero: where the greatest is not, the stock kernel of wasm takes the first value (4.22).
    const [shape, values] = randomInput('ties', [2, 7, 9, 3]);
    for (const levels of [2, 0]) {
      const ties: Input = [shape, values.map((value) => 2 + Math.round(levels * value))];
      const expected = await differentiate('wasm', [ties], stockPooling(size));
      assert.deepEqual(await differentiate('wasm', [ties], ownPooling(size)), expected);
    }
  });
}

test('of equal values not above zero it is the last, too', async () => {
  const rows = [
    [-1, -1, 0, -3],
    [-2, -1, 0, -3],
  ];
  const [, gradient] = await differentiate(
    'wasm',
    [[[1, 2, 4, 1], Float32Array.from(rows.flat())]],
    ownPooling(2),
  );
  const [first, second] = randomInput('dy', [1, 1, 2, 1])[1];
  assert.deepEqual(gradient, [0, 0, 0, 0, 0, first, second, 0]);
});
