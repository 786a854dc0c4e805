import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { createBackend } from '../../src/backends/cpu.js';
import { loadDescriptor } from '../../src/graph/index.js';

/**
 * Networks made and saved by TensorFlow.js itself: the format as its author writes it, and the answers
 * as its author computes them.
 */

before(() => tf.setBackend('cpu'));

const image = Float32Array.from({ length: 784 }, (_, i) => ((i * 37) % 101) / 101);

async function check(model: tf.LayersModel, input: number[] = [28, 28, 1]): Promise<void> {
  // Fresh biases, means and variances are all zeros or ones, which would hide a mistake.
  model.setWeights(
    model.getWeights().map((weight, index) => {
      const isVariance = model.weights[index]?.originalName.endsWith('moving_variance');
      return tf.randomUniform(
        weight.shape,
        isVariance ? 0.5 : -0.4,
        isVariance ? 1.5 : 0.4,
        'float32',
        index + 1,
      );
    }),
  );
  const artifacts = await save(model);
  const json = JSON.stringify({
    format: 'layers-model',
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: ['w.bin'], weights: artifacts.weightSpecs }],
  });
  const { plan } = await loadDescriptor('memory:/model.json', {
    fetch: async (url) =>
      new Response(url.endsWith('w.bin') ? (artifacts.weightData as ArrayBuffer) : json),
  });
  const backend = await createBackend();
  const executable = await backend.compile(plan);
  const answers = await executable.run(image, 1);
  const prediction = model.predict(tf.tensor(image, [1, ...input])) as tf.Tensor;
  const expected = prediction.dataSync();
  const largest = Math.max(1, ...expected.map(Math.abs));
  expected.forEach((value, i) => {
    const difference = Math.abs(value - (answers[i] ?? NaN));
    assert.ok(difference < 1e-4 * largest, `output ${i}: ${answers[i]} where ${value} is expected`);
  });
}

async function save(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  return new Promise((resolve, reject) => {
    const handler = tf.io.withSaveHandler(async (artifacts) => {
      resolve(artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    });
    model.save(handler).catch(reject);
  });
}

type Layer = tf.layers.Layer;

const L = tf.layers;

/** A layer between a small convolution and the ten classes. */
function around(...middle: Layer[]): tf.LayersModel {
  const layers: Layer[] = [
    L.conv2d({ inputShape: [28, 28, 1], filters: 3, kernelSize: 3, strides: 3 }),
    ...middle,
    L.flatten(),
    L.dense({ units: 10 }),
  ];
  return tf.sequential({ layers });
}

const layers: Record<string, () => Layer[]> = {
  conv2d: () => [
    L.conv2d({ filters: 4, kernelSize: [2, 3], strides: 2, padding: 'same', activation: 'relu' }),
  ],
  'conv2d, dilated': () => [
    L.conv2d({ filters: 2, kernelSize: 3, dilationRate: 2, padding: 'same', useBias: false }),
  ],
  depthwiseConv2d: () => [
    L.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'relu6' }),
  ],
  separableConv2d: () => [
    L.separableConv2d({ filters: 4, kernelSize: 3, strides: 2, activation: 'tanh' }),
  ],
  maxPooling2d: () => [L.maxPooling2d({ poolSize: 2, padding: 'same' })],
  averagePooling2d: () => [L.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
  batchNormalization: () => [L.batchNormalization()],
  'batchNormalization behind an activation': () => [
    L.reLU(),
    L.batchNormalization({ epsilon: 0.01 }),
    L.conv2d({ filters: 2, kernelSize: 3, padding: 'same' }),
  ],
  'batchNormalization before a valid convolution': () => [
    L.reLU({ maxValue: 1 }),
    L.batchNormalization({ scale: false }),
    L.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }),
    L.batchNormalization({ center: false }),
  ],
  zeroPadding2d: () => [
    L.zeroPadding2d({
      padding: [
        [1, 2],
        [0, 3],
      ],
    }),
    L.conv2d({ filters: 2, kernelSize: 3 }),
    L.zeroPadding2d({ padding: 1 }),
    L.maxPooling2d({ poolSize: 2 }),
  ],
  'reshape and permute': () => [
    L.reshape({ targetShape: [243, 1] }),
    L.permute({ dims: [2, 1] }),
    L.reshape({ targetShape: [9, 9, 3] }),
    L.maxPooling2d({ poolSize: 3 }),
  ],
  'layers of training': () => [
    L.dropout({ rate: 0.5 }),
    L.gaussianNoise({ stddev: 1 }),
    L.gaussianDropout({ rate: 0.5 }),
    L.alphaDropout({ rate: 0.5 }),
  ],
  'dense on an image': () => [L.dense({ units: 4, activation: 'sigmoid' })],
  leakyReLU: () => [L.leakyReLU({ alpha: 0.2 })],
  elu: () => [L.elu({ alpha: 1 })],
  softmax: () => [
    L.softmax({ axis: -1 }),
    L.flatten(),
    L.softmax(),
    L.reshape({ targetShape: [9, 9, 3] }),
  ],
  rescaling: () => [
    L.rescaling({ scale: 2, offset: 0.5 }),
    L.conv2d({ filters: 2, kernelSize: 3, padding: 'same' }),
  ],
};

for (const [name, middle] of Object.entries(layers)) {
  test(`${name}, saved by TensorFlow.js, answers as TensorFlow.js does`, () =>
    check(around(...middle())));
}

const functions = [
  ...['relu', 'relu6', 'elu', 'selu', 'sigmoid', 'hardSigmoid', 'tanh', 'swish', 'softplus'],
  ...['softsign', 'linear', 'softmax'],
] as Parameters<typeof L.dense>[0]['activation'][];

for (const activation of functions) {
  test(`${activation} answers as TensorFlow.js does`, () =>
    check(around(L.dense({ units: 3, activation }), L.activation({ activation: activation! }))));
}

test('global pooling and a residual sum', async () => {
  for (const pool of [L.globalAveragePooling2d, L.globalMaxPooling2d]) {
    const input = tf.input({ shape: [28, 28, 1] });
    const a = L.conv2d({ filters: 4, kernelSize: 3, strides: 4 }).apply(input);
    const b = L.conv2d({ filters: 4, kernelSize: 3, padding: 'same' }).apply(a);
    const sum = L.add().apply([a, b, a] as tf.SymbolicTensor[]);
    const pooled = pool({}).apply(L.reLU().apply(sum));
    const outputs = L.dense({ units: 10, activation: 'softmax' }).apply(pooled);
    await check(tf.model({ inputs: input, outputs: outputs as tf.SymbolicTensor }));
  }
});

test('nested and shared models', async () => {
  const inner = tf.sequential({
    layers: [L.dense({ inputShape: [784], units: 784, activation: 'sigmoid' })],
  });
  const input = tf.input({ shape: [28, 28, 1] });
  const once = inner.apply(L.flatten().apply(input)) as tf.SymbolicTensor;
  const head = L.dense({ units: 10 });
  const outputs = L.add().apply([
    head.apply(once) as tf.SymbolicTensor,
    head.apply(inner.apply(once)) as tf.SymbolicTensor,
  ]);
  await check(tf.model({ inputs: input, outputs: outputs as tf.SymbolicTensor }));
});

test('a rescaling of the image itself, before padding', () =>
  check(
    tf.sequential({
      layers: [
        L.rescaling({ inputShape: [28, 28, 1], scale: 2, offset: -1 }),
        L.conv2d({ filters: 2, kernelSize: 5, strides: 4, padding: 'same', activation: 'relu' }),
        L.flatten(),
        L.dense({ units: 10 }),
      ],
    }),
  ));

test('784 numbers in a row', () =>
  check(
    tf.sequential({ layers: [L.dense({ inputShape: [784], units: 10, activation: 'softmax' })] }),
    [784],
  ));
