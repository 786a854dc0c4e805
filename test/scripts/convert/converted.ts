import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { loadSource } from '../../../scripts/convert/formats.js';
import type {
  Reader,
  ReadOptions,
  SourceFile,
  SourceNetwork,
} from '../../../scripts/convert/source-network.js';
import { ScriptError } from '../../../scripts/lib/cli.js';
import { createBackend } from '../../../src/backends/cpu.js';
import { buildPlan, parseDescriptor } from '../../../src/graph/index.js';
import { DEFAULT_PREPROCESSING } from '../../../src/ink/index.js';

const FIXTURES = new URL('fixtures/', import.meta.url);

export async function readFixture(name: string): Promise<Buffer> {
  return readFile(new URL(name, FIXTURES));
}

export function sourceFile(path: string, bytes: Uint8Array): SourceFile {
  return {
    path,
    bytes,
    readBeside: async () => {
      throw new ScriptError('data-missing', 'nothing lies beside it.');
    },
  };
}

export async function fixtureFile(name: string): Promise<SourceFile> {
  return sourceFile(name, await readFixture(name));
}

/** Reads a file, and has the loader check what is read, as the command does. */
export async function readChecked(
  read: Reader,
  file: SourceFile,
  options: ReadOptions = {},
): Promise<SourceNetwork> {
  const network = await read(file, options);
  await loadSource(file.path, network, {
    preparation: DEFAULT_PREPROCESSING,
    output: network.output ?? 'logits',
    input: { range: [0, 1], foreground: 'light' },
    labels: [...'0123456789'],
  });
  return network;
}

/** The three images that the generators of the fixtures used, and what NumPy answers to them. */
export async function expectedOf(name: string) {
  const images = new Float32Array(await readNumbers('images.f32'));
  const outputs = new Float64Array(await readNumbers(`${name}.expected.f64`));
  return { images, outputs };
}

async function readNumbers(name: string): Promise<ArrayBuffer> {
  const bytes = await readFixture(name);
  return Uint8Array.from(bytes).buffer;
}

/** What TensorFlow.js's own layers make of a converted network. */
export async function predictWithTensorFlow(
  { topology, weights }: Pick<SourceNetwork, 'topology' | 'weights'>,
  images: Float32Array,
): Promise<Float32Array> {
  const weightSpecs = weights.map(({ name, shape }) => ({
    name,
    shape: [...shape],
    dtype: 'float32' as const,
  }));
  const parts = weights.map(({ values }) => values.slice());
  const weightData = await new Blob(parts).arrayBuffer();
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology: topology, weightSpecs, weightData }),
  );
  const [, ...dims] = model.inputs[0]!.shape as number[];
  return tf.tidy(() => {
    const input = tf.tensor(images, [images.length / 784, ...dims]);
    return (model.predict(input) as tf.Tensor).dataSync() as Float32Array;
  });
}

/** What the widget makes of it: its loader and its `cpu` backend. */
export async function predictWithWidget(
  { topology, weights }: Pick<SourceNetwork, 'topology' | 'weights'>,
  images: Float32Array,
): Promise<Float32Array> {
  const descriptor = parseDescriptor({ modelTopology: topology, weightsManifest: [] });
  const plan = buildPlan(descriptor, new Map(weights.map((tensor) => [tensor.name, tensor])));
  const backend = await createBackend();
  const executable = await backend.compile(plan);
  return executable.run(images, images.length / 784);
}
