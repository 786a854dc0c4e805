import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { findReader, loadSource } from '../../../scripts/convert/formats.js';
import { read as readOnnx } from '../../../scripts/convert/onnx/index.js';
import type { ReadOptions, SourceNetwork } from '../../../scripts/convert/source-network.js';
import { ScriptError, type ScriptErrorCode } from '../../../scripts/lib/cli.js';
import { createBackend } from '../../../src/backends/cpu.js';
import { buildPlan, parseDescriptor } from '../../../src/graph/index.js';
import { DEFAULT_PREPROCESSING } from '../../../src/ink/index.js';
import type { ModelJson } from '../../support/layers-model.js';
import { greatestError } from '../../support/planned-network.js';
import { Random } from '../../support/random.js';
import { evaluate } from '../../support/reference.js';

export async function readFixture(name: string): Promise<Buffer> {
  return readFile(new URL(`fixtures/${name}`, import.meta.url));
}

type Files = Readonly<Record<string, Uint8Array>>;

function sourceFile(path: string, bytes: Uint8Array, beside: Files = {}) {
  const readBeside = async (name: string) => {
    const file = beside[name];
    if (file) return file;
    throw new ScriptError('data-missing', `${name} is not there`);
  };
  return { path, bytes, readBeside };
}

/** Reads a file, and has the loader check what is read, as the command does. */
export async function readNetwork(
  path: string,
  bytes: Uint8Array,
  options: ReadOptions = {},
): Promise<SourceNetwork> {
  const read = await findReader(path, bytes);
  const network = await read(sourceFile(path, bytes), options);
  await loadSource(path, network, {
    preparation: DEFAULT_PREPROCESSING,
    output: network.output ?? 'logits',
    input: { range: [0, 1], foreground: 'light' },
    labels: [...'0123456789'],
  });
  return network;
}

/** Whatever its bytes look like. */
export function readAsOnnx(bytes: Uint8Array, beside?: Files): Promise<SourceNetwork> {
  return readOnnx(sourceFile('network.onnx', bytes, beside), {});
}

/** Refused with one sentence or two on one line, in the code that its cause has. */
export async function assertRefused(
  read: Promise<unknown>,
  code: ScriptErrorCode,
  ...says: readonly (RegExp | string)[]
): Promise<void> {
  await assert.rejects(read, (error: Error) => {
    assert.ok(error instanceof ScriptError, error.stack);
    assert.equal(error.code, code, error.message);
    for (const part of says) {
      const isSaid =
        typeof part === 'string' ? error.message.includes(part) : part.test(error.message);
      assert.ok(isSaid, `${part} is not in: ${error.message}`);
    }
    assert.match(error.message, /^[^\n]*[^.\n]\.?$/);
    return true;
  });
}

/** Part of the largest answer, or of 1: what float32 leaves of networks this small. */
const TOLERANCE = 1e-5;

export function assertClose(found: ArrayLike<number>, expected: ArrayLike<number>, what: string) {
  const error = greatestError(found, expected);
  assert.ok(error <= TOLERANCE, `${what}: the answers differ by ${error}`);
}

type Layers = Pick<SourceNetwork, 'topology' | 'weights'>;
/** Answers of a network's layers to a number of images, one after the other. */
type Run = (layers: Layers, images: Float32Array) => Promise<ArrayLike<number>>;

/** TensorFlow.js's own layers. */
export const runByTensorFlow: Run = async ({ topology, weights }, images) => {
  const weightSpecs = weights.map(({ name, shape }) => ({
    ...{ name, shape: [...shape], dtype: 'float32' as const },
  }));
  const weightData = await new Blob(weights.map(({ values }) => values.slice())).arrayBuffer();
  await tf.setBackend('cpu');
  const artifacts = { modelTopology: topology, weightSpecs, weightData };
  const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  const [, ...shape] = model.inputs[0]!.shape as number[];
  return tf.tidy(() => {
    const input = tf.tensor(images, [images.length / 784, ...shape]);
    return (model.predict(input) as tf.Tensor).dataSync();
  });
};

/** For layers whose options TensorFlow.js lacks. */
export const runByReference: Run = async ({ topology, weights }, images) => {
  const json = { modelTopology: topology } as unknown as ModelJson;
  const tensors = new Map(
    weights.map(({ name, shape, values }) => [
      name,
      { dims: shape, data: Float64Array.from(values) },
    ]),
  );
  return Array.from({ length: images.length / 784 }, (_, i) =>
    evaluate(json, tensors, images.subarray(i * 784, (i + 1) * 784)),
  ).flat();
};

export function planOf({ topology, weights }: Layers) {
  const descriptor = parseDescriptor({ modelTopology: topology, weightsManifest: [] });
  return buildPlan(descriptor, new Map(weights.map((tensor) => [tensor.name, tensor])));
}

/** The element's own `cpu` backend. */
export const runByWidget: Run = async (network, images) =>
  (await (await createBackend()).compile(planOf(network))).run(images, images.length / 784);

/** The layers answer to 100 random images as the source does. */
export async function assertLayersAgree(
  network: SourceNetwork,
  range = 1,
  ...runs: readonly Run[]
): Promise<void> {
  const random = new Random(1);
  const images = Float32Array.from({ length: 100 * 784 }, () => random.uniform(0, range));
  const expected = await network.evaluate(images);
  const spread = expected.reduce((most, x) => Math.max(most, Math.abs(x - expected[0]!)), 0);
  assert.ok(spread > 0.01, 'the answers are all the same, so that agreeing means nothing');
  for (const run of runs.length > 0 ? runs : [runByTensorFlow]) {
    assertClose(await run(network, images), expected, `the layers, ${run.name}`);
  }
}
