import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadNetwork } from '../../src/graph/load-descriptor.js';
import { GraphBuilder } from '../scripts/convert/graph-builder.js';
import { MEMORY_URL, memoryFetch } from '../support/memory-fetch.js';
import { inputLayer, layer, rejects, sequential, type Json } from './support.js';

const load = (json: unknown, weights: Uint8Array = new Uint8Array()) =>
  loadNetwork(MEMORY_URL, { fetch: memoryFetch(json, new Map([['weights.bin', weights]])) });

const metadata = (fields: Json) => ({
  userDefinedMetadata: { digitRecognizer: { format: 1, ...fields } },
});

/** 784 numbers to ten, behind a softmax that something without effect follows, and a second output. */
function graph(more: Json = {}) {
  const builder = new GraphBuilder();
  const image = builder.placeholder('image', 784);
  const matrix = builder.constant('matrix', [784, 10], new Float32Array(7840).fill(0.5));
  const shape = builder.constant('shape', [2], Int32Array.of(-1, 10));
  const logits = builder.node('MatMul', 'logits', [image, matrix]);
  const shares = builder.node('Softmax', 'shares', [logits]);
  const reshaped = builder.node('Reshape', 'reshaped', [shares, shape]);
  builder.node('Identity', 'output', [`${reshaped}:0`]);
  const { json, weights } = builder.finish();
  return { json: { ...json, ...more }, weights };
}

const dense = () => [layer('Dense', { units: 10, activation: 'softmax', name: 'dense' })];
const weightless = () => ({
  weightsManifest: [
    {
      paths: ['weights.bin'],
      weights: [
        { name: 'dense/kernel', shape: [784, 10], dtype: 'float32' },
        { name: 'dense/bias', shape: [10], dtype: 'float32' },
      ],
    },
  ],
});

test('a network of built-in layers has a plan, and keeps no files', async () => {
  const { plan, files } = await load(
    sequential(
      [inputLayer(784), layer('Reshape', { target_shape: [784] }), ...dense()],
      weightless(),
    ),
    new Uint8Array(7850 * 4),
  );
  assert.equal(plan?.weightCount, 7850);
  assert.equal(files, null);
});

test('a layer that is not built in leaves the files, and says why', async () => {
  const layers = [inputLayer(784), layer('Quantum', { name: 'q' }), ...dense()];
  const { plan, files, metadata } = await load(
    sequential(layers, weightless()),
    new Uint8Array(7850 * 4),
  );
  assert.equal(plan, null);
  assert.equal(files?.format, 'layers-model');
  assert.equal(files.problem.code, 'layer-unknown');
  assert.match(files.problem.message, /Quantum/);
  assert.deepEqual(
    files.tensors.map(({ spec, bytes }) => [spec.name, bytes.length]),
    [
      ['dense/kernel', 31_360],
      ['dense/bias', 40],
    ],
  );
  assert.equal(metadata.output, 'probabilities');
});

test('a graph-model leaves its files, whole numbers too', async () => {
  const { json, weights } = graph();
  const { plan, files } = await load(json, weights);
  assert.equal(plan, null);
  assert.equal(files?.format, 'graph-model');
  assert.deepEqual(
    files.tensors.map(({ spec }) => spec.dtype),
    ['float32', 'int32'],
  );
});

test('what the outputs of a graph are is seen from its last operation, or is said', async () => {
  const outputs = async (more?: Json) => {
    const { json, weights } = graph(more);
    return (await load(json, weights)).metadata.output;
  };
  assert.equal(await outputs(), 'probabilities');
  assert.equal(await outputs(metadata({ outputName: 'logits' })), 'logits');
  assert.equal(await outputs(metadata({ outputName: 'shares:0' })), 'probabilities');
  assert.equal(await outputs(metadata({ output: 'logits' })), 'logits');
});

test('what is wrong with the files of such a network is refused as of any other', async () => {
  const { json, weights } = graph();
  await rejects(load(json, weights.subarray(4)), 'weights-too-short');
  const bad = weights.slice();
  new DataView(bad.buffer).setFloat32(0, NaN, true);
  await rejects(load(json, bad), 'weights-not-finite');
  await rejects(load({ format: 'graph-model' }), 'descriptor-invalid');
});
