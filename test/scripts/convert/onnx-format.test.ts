import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptError, type ScriptErrorCode } from '../../../scripts/lib/cli.js';
import { randomImages } from '../../support/planned-network.js';
import { Random } from '../../support/random.js';
import { buildOnnx, type GraphSpec } from './onnx-builder.js';
import { fixedImage } from './onnx-graphs.js';
import { weights, whole } from './onnx-zoo-mnist.js';
import { assertRefused, readAsOnnx, readFixture } from './support.js';

const random = new Random(9);

/** 784 numbers times a matrix. */
const linear: GraphSpec = {
  opset: 13,
  inputs: { image: ['N', 784] },
  outputs: { answer: ['N', 10] },
  tensors: { matrix: weights(random, [784, 10]) },
  nodes: [{ op: 'MatMul', name: 'head', inputs: ['image', 'matrix'], output: 'answer' }],
};

const refuses = (bytes: Uint8Array, code: ScriptErrorCode, ...mentions: string[]) =>
  assertRefused(readAsOnnx(bytes), code, ...mentions);

test('a file cut short anywhere is refused, saying where it breaks', async () => {
  const whole = await readFixture('onnx/torch-residual-9.onnx');
  for (let length = 0; length < whole.length; length += 7) {
    await refuses(whole.subarray(0, length), 'bad-network', 'network.onnx', 'cut short');
  }
  await refuses(whole.subarray(0, 2000), 'bad-network', 'byte', 'of 2000', 'in graph 1');
});

test('a damaged file is refused or converts, and never breaks the converter', async () => {
  const sound = await readFixture('onnx/torch-residual-13.onnx');
  const random = new Random(3);
  let refused = 0;
  for (let round = 0; round < 400; round++) {
    const damaged = Uint8Array.from(sound);
    for (let i = 0; i < 3; i++) {
      damaged[random.integer(0, sound.length - 1)] = random.integer(0, 255);
    }
    try {
      await readAsOnnx(damaged);
    } catch (error) {
      assert.ok(error instanceof ScriptError, String((error as Error).stack));
      refused++;
    }
  }
  assert.ok(refused > 40, `only ${refused} of 400 were refused`);
});

test('text, and nothing at all, is no network', async () => {
  await refuses(new TextEncoder().encode('{"format": "layers-model"}'), 'bad-network', 'not ONNX');
  await refuses(new Uint8Array(), 'bad-network', 'holds no graph');
});

test('operator sets 7 to 21 are read, others refused by their number', async () => {
  for (const opset of [7, 21]) await readAsOnnx(buildOnnx({ ...linear, opset }));
  for (const opset of [6, 22]) {
    await refuses(
      buildOnnx({ ...linear, opset }),
      'unsupported-network',
      `set ${opset};`,
      '7 to 21',
    );
  }
});

test('weights in a file beside are read, and refused by name where it is missing', async () => {
  const inside = linear.tensors['matrix']!;
  const matrix = { ...inside, storage: 'external' as const };
  const bytes = buildOnnx({ ...linear, tensors: { matrix } });
  await refuses(bytes, 'data-missing', 'w.bin');
  const numbers = Buffer.from(Float32Array.from(inside.values).buffer);
  const file = Buffer.concat([Buffer.alloc(8, 0xff), numbers, Buffer.alloc(5)]);
  const network = await readAsOnnx(bytes, { 'w.bin': file });
  const image = randomImages(1, 1);
  const whole = await readAsOnnx(buildOnnx(linear));
  assert.deepEqual(await network.evaluate(image), await whole.evaluate(image));
  const short = readAsOnnx(bytes, { 'w.bin': file.subarray(0, 400) });
  await assertRefused(short, 'bad-network', 'tensor matrix', '98 numbers');
});

test('a tensor with too few numbers, or NaN among them, is refused by name', async () => {
  for (const storage of ['raw', 'float', 'double'] as const) {
    const short = { dims: [784, 10], values: [1, 2, 3], storage };
    const bytes = buildOnnx({ ...linear, tensors: { matrix: short } });
    await refuses(bytes, 'bad-network', 'tensor matrix', '3 numbers', '[784, 10]');
  }
  const values = Array.from({ length: 7840 }, (_, i) => (i === 5 ? NaN : 1));
  const broken = buildOnnx({ ...linear, tensors: { matrix: { dims: [784, 10], values } } });
  await refuses(broken, 'bad-network', 'tensor matrix', 'NaN');
});

test('a tensor that claims to be huge is refused before memory is taken', async () => {
  const huge = { dims: [2 ** 20, 2 ** 20], values: [1], storage: 'int64' as const };
  const bytes = buildOnnx({ ...linear, tensors: { ...linear.tensors, huge } });
  await refuses(bytes, 'unsupported-network', 'tensor huge', '1048576×1048576');
});

test('a node whose result would be huge is refused before memory is taken', async () => {
  const shape = whole(2 ** 20, 2 ** 20);
  const nodes = [
    { op: 'ConstantOfShape', name: 'filled', inputs: ['shape'], output: 'huge' },
    { op: 'Add', inputs: ['image', 'huge'], output: 'answer' },
  ];
  const bytes = buildOnnx({ ...linear, tensors: { shape }, nodes });
  await refuses(bytes, 'unsupported-network', 'node filled (ConstantOfShape)');
});

test('too many nodes are refused', async () => {
  const nodes = Array.from({ length: 5000 }, (_, i) => ({
    op: 'Relu',
    inputs: [i === 0 ? 'image' : `v${i}`],
    output: `v${i + 1}`,
  }));
  await refuses(buildOnnx({ ...linear, nodes }), 'unsupported-network', '5000 nodes', '4096');
});

test('numbers are read alike however a tensor stores them', async () => {
  const matrix = {
    dims: [784, 10],
    values: Array.from({ length: 7840 }, (_, i) => ((i * 31) % 17) - 8),
  };
  const image = fixedImage(0);
  const { evaluate } = await readAsOnnx(buildOnnx({ ...linear, tensors: { matrix } }));
  const expected = await evaluate(image);
  assert.ok(expected.some((x) => x !== 0));
  for (const storage of ['float', 'double', 'int32', 'int64', 'rawInt64'] as const) {
    const tensors = { matrix: { ...matrix, storage } };
    const network = await readAsOnnx(buildOnnx({ ...linear, tensors }));
    assert.deepEqual(await network.evaluate(image), expected, storage);
  }
});

test('a graph that reads what nothing computes, or its own result, is refused', async () => {
  const add = (a: string, b: string, output: string) => ({
    op: 'Add',
    name: `sum_${output}`,
    inputs: [a, b],
    output,
  });
  const lost = buildOnnx({ ...linear, nodes: [add('image', 'nowhere', 'answer')] });
  await refuses(lost, 'bad-network', 'sum_answer', 'nowhere');
  const nodes = [add('image', 'b', 'a'), add('a', 'image', 'b'), add('a', 'b', 'answer')];
  await refuses(buildOnnx({ ...linear, nodes }), 'bad-network', 'its own result');
});
