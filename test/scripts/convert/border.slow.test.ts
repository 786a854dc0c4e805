import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, type TestContext } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { Random } from '../../support/random.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { check, converted, largestGap, noise, outputsOf, saveIn } from './converting.js';
import { conv2d, dense, kerasFile, kernelAndBias, layer, sequential } from './keras-file.js';
import { buildOnnx, type GraphSpec } from './onnx-builder.js';
import { weights } from './onnx-zoo-mnist.js';
import { readNetwork } from './support.js';
import { randomize, save, startTensorFlow } from './saved-model.js';

before(startTensorFlow);

const L = tf.layers;

for (const [low, high] of [
  [0, 1],
  [-1, 1],
] as const) {
  check(`a 32×32 network of TensorFlow.js gets a border of ${low}`, async (context) => {
    const model = randomize(
      tf.sequential({
        layers: [
          L.conv2d({ inputShape: [32, 32, 1], filters: 2, kernelSize: 5, strides: 3 }),
          L.flatten(),
          L.dense({ units: 10, activation: 'softmax' }),
        ],
      }),
    );
    const images = noise().map((value) => low + value * (high - low));
    const expected = tf.tidy(() => {
      const sides: [number, number] = [2, 2];
      const padded = tf.pad(
        tf.tensor(images, [100, 28, 28, 1]),
        [[0, 0], sides, sides, [0, 0]],
        low,
      );
      return (model.predict(padded) as tf.Tensor).dataSync().slice();
    });
    const { input, out } = await saveIn(context, await save(model));
    const given = { range: [low, high] as [0, 1] | [-1, 1] };
    const printed = await converted(context, { input, out, given, quantize: 'none' });
    assert.match(printed, /32×32 input gets two pixels of paper/);
    assert.ok(largestGap(await outputsOf(out, images), expected) <= 1e-5);
  });
}

/** A file converts to what another network answers, which is the same but for padding of its own. */
async function assertSame(
  context: TestContext,
  name: string,
  small: Uint8Array,
  whole: Uint8Array,
) {
  const directory = await temporaryDirectory(context);
  const [input, out] = [join(directory, name), join(directory, 'out')];
  await writeFile(input, small);
  await converted(context, { input, out, quantize: 'none', appendSoftmax: 'never' });
  const images = noise();
  const expected = await (await readNetwork(name, whole)).evaluate(images);
  assert.ok(largestGap(await outputsOf(out, images), expected) <= 1e-5);
}

check('a 32×32 network of Keras gets a border', async (context) => {
  const file = (side: number, ...first: readonly ReturnType<typeof layer>[]) => {
    const [head, ...others] = [...first, conv2d('conv', { strides: [3, 3] })];
    const shape = { batch_input_shape: [null, side, side, 1] };
    const layers = [{ ...head!, config: { ...head!.config, ...shape } }, ...others];
    const model = sequential(...layers, layer('Flatten', 'flat'), dense('dense'));
    const weights = {
      conv: kernelAndBias('conv', 3, 3, 1, 2),
      dense: kernelAndBias('dense', 200, 10),
    };
    return kerasFile({ model, version: '2.2.4', weights });
  };
  const padded = layer('ZeroPadding2D', 'pad', { padding: 2 });
  await assertSame(context, 'lenet.h5', await file(32), await file(28, padded));
});

check('a 32×32 network of ONNX gets a border', async (context) => {
  const random = new Random(4);
  const tensors = { kernel: weights(random, [2, 1, 5, 5]), matrix: weights(random, [392, 10]) };
  const graph = (side: number): GraphSpec => ({
    opset: 13,
    inputs: { image: [1, 1, side, side] },
    outputs: { answer: [1, 10] },
    tensors,
    nodes: [
      {
        op: 'Conv',
        inputs: ['image', 'kernel'],
        output: 'conv',
        attributes: { strides: [2, 2], ...(side === 28 && { pads: [2, 2, 2, 2] }) },
      },
      { op: 'Flatten', inputs: ['conv'], output: 'flat' },
      { op: 'MatMul', inputs: ['flat', 'matrix'], output: 'answer' },
    ],
  });
  await assertSame(context, 'lenet.onnx', buildOnnx(graph(32)), buildOnnx(graph(28)));
});
