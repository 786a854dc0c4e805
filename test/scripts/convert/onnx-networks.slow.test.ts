import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOnnx } from './onnx-builder.js';
import { fixedImage, inputRange, onnxGraphs } from './onnx-graphs.js';
import {
  assertClose,
  assertLayersAgree,
  planOf,
  readAsOnnx,
  readFixture,
  runByReference,
  runByTensorFlow,
} from './support.js';

/** Ten answers to each of three images, by the file or graph. */
async function readExpected(name: string): Promise<Record<string, number[][]>> {
  return JSON.parse(String(await readFixture(`onnx/${name}`))) as Record<string, number[][]>;
}

/** PyTorch's and ONNX Runtime's own answers, by the file or graph. */
const fromPyTorch = await readExpected('torch-expected.json');
const fromOnnxRuntime = await readExpected('built-expected.json');

/** These end in a LogSoftmax, which is replaced by a softmax. */
const LOGARITHMS = ['torch-viewed', 'activations'];

const graphs = onnxGraphs();
assert.deepEqual(Object.keys(graphs), Object.keys(fromOnnxRuntime));

for (const [name, expected] of Object.entries({ ...fromPyTorch, ...fromOnnxRuntime })) {
  const logarithm = LOGARITHMS.some((start) => name.startsWith(start));
  const answers = expected.flat().map((x) => (logarithm ? Math.exp(x) : x));
  const read = async () => {
    const spec = graphs[name];
    return readAsOnnx(spec ? buildOnnx(spec) : await readFixture(`onnx/${name}`));
  };

  test(`${name}: evaluates to what its own framework answers`, async () => {
    const { evaluate } = await read();
    const images = [0, 1, 2].map((index) => fixedImage(index, inputRange(name)));
    const all = Float32Array.from(images.flatMap((image) => [...image]));
    assertClose(await evaluate(all), answers, name);
  });

  test(`${name}: its layers answer as it does`, async () => {
    // TensorFlow.js's ELU has no other alpha than 1.
    const run = name.startsWith('activations') ? runByReference : runByTensorFlow;
    await assertLayersAgree(await read(), inputRange(name), run);
  });

  test(`${name}: makes a plan for the element`, async () => {
    const network = await read();
    const plan = planOf(network);
    assert.deepEqual(plan.values[plan.output], [1, 1, 10]);
    const sums = answers.slice(0, 10).reduce((sum, x) => sum + x, 0);
    const probabilities = Math.abs(sums - 1) < 1e-4;
    assert.equal(network.output, probabilities ? 'probabilities' : 'logits');
  });
}
