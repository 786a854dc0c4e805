import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../scripts/build/paths.js';
import { findReader } from '../../scripts/convert/formats.js';
import { openSource, topologyText } from '../../scripts/convert/source-network.js';
import type * as Library from '../../src/recognizer.js';
import { NETWORKS } from '../scripts/convert/networks.js';
import { buildOnnx } from '../scripts/convert/onnx-builder.js';
import { zooMnist } from '../scripts/convert/onnx-zoo-mnist.js';
import { randomize, save, startTensorFlow, writeModel } from '../scripts/convert/saved-model.js';
import { runScript } from '../scripts/run-script.js';
import { useChromium } from '../support/chromium.js';
import { Random } from '../support/random.js';

const BACKENDS = ['cpu', 'wasm', 'webgl', 'webgpu'];
const COUNT = 100;

const fixture = (name: string) =>
  fileURLToPath(new URL(`../scripts/convert/fixtures/${name}`, import.meta.url));

/** A network for each row of what can be converted. */
interface Case {
  readonly name: string;
  input(folder: string): Promise<string> | string;
  readonly topology?: string;
  /** What the network takes for ink. */
  readonly ink?: number;
}

const CASES: readonly Case[] = [
  { name: 'Keras 2.0.6, HDF5', input: () => fixture('keras-2.0.6.h5') },
  { name: 'Keras 1.2.2 on Theano, HDF5', input: () => fixture('keras-1.2.2-theano.h5') },
  { name: 'Keras 3', input: () => fixture('keras-3.3.3.keras') },
  {
    name: 'Chainer',
    input: () => fixture('chainer-2-exercise.npz'),
    topology: 'mnist-exercise-chainer',
  },
  { name: 'PyTorch, ONNX', input: () => fixture('onnx/torch-residual-16.onnx') },
  {
    name: 'the model zoo’s MNIST, ONNX',
    async input(folder) {
      const path = join(folder, 'zoo.onnx');
      await writeFile(path, buildOnnx(zooMnist(new Random(5), 8)));
      return path;
    },
    ink: 255,
  },
  {
    name: 'TensorFlow.js',
    async input(folder) {
      await startTensorFlow();
      return writeModel(join(folder, 'tfjs'), await save(randomize(NETWORKS.sequential())), 3);
    },
  },
];

let folder: string;
const chromium = useChromium(async () => {
  folder = await mkdtemp(join(tmpdir(), 'converted-'));
  await mkdir(join(folder, 'out'));
  return {
    pages: {
      '/page.html': '<!doctype html><title>converted</title>',
      '/noise.bin': new Uint8Array(noise().buffer),
    },
    folders: [folder, ROOT],
  };
});
after(() => rm(folder, { recursive: true, force: true }));

/** Noise of every density, ink 1. */
function noise(): Float32Array {
  const random = new Random(7);
  return Float32Array.from({ length: COUNT * 784 }, (_, at) =>
    random.uniform(0, 1) < (Math.floor(at / 784) + 1) / COUNT ? random.uniform(0, 1) : 0,
  );
}

/** The probabilities that the source itself gives. */
async function expectedOf(path: string, { topology, ink = 1 }: Case): Promise<number[]> {
  const file = await openSource(path);
  const read = await findReader(path, file.bytes);
  const source = await read(file, topology ? { topology: await topologyText(topology) } : {});
  const outputs = await source.evaluate(noise().map((value) => value * ink));
  const sums = Array.from({ length: COUNT }, (_, image) =>
    outputs.subarray(image * 10, image * 10 + 10).reduce((sum, value) => sum + value, 0),
  );
  if (sums.every((sum) => Math.abs(sum - 1) < 1e-4)) return Array.from(outputs);
  return Array.from({ length: COUNT }, (_, image) => {
    const powers = Array.from(outputs.subarray(image * 10, image * 10 + 10), Math.exp);
    const total = powers.reduce((sum, value) => sum + value, 0);
    return powers.map((value) => value / total);
  }).flat();
}

/** The probabilities that a page gets from the converted network. */
async function recognizeInPage(model: string, backend: string): Promise<number[]> {
  const page = await chromium.newPage();
  await page.goto(`${chromium.server.origin}/page.html`);
  return page.evaluate(
    async (library, url, name) => {
      const values = new Float32Array(await (await fetch('/noise.bin')).arrayBuffer());
      const { createRecognizer } = (await import(library)) as typeof Library;
      const recognizer = await createRecognizer({ backend: name, model: url });
      const images = Array.from({ length: values.length / 784 }, (_, image) =>
        values.slice(image * 784, (image + 1) * 784),
      );
      const results = await recognizer.recognizeBatch(images);
      const used = recognizer.backend;
      recognizer.dispose();
      if (used !== name) throw new Error(`${used} answered, not ${name}`);
      return results.flatMap((result) => [...result!.probabilities]);
    },
    '/dist/recognizer.js',
    `/${model}/model.json`,
    backend,
  );
}

describe('a converted network gives a page the numbers of its source', () => {
  CASES.forEach((one, index) => {
    it(`${one.name}: within 1e-5 on ${COUNT} images, on every backend`, async () => {
      const path = await one.input(folder);
      const out = `out/${index}`;
      const { status, output } = await runScript(
        'convert',
        ...[path, join(folder, out), '--quantize', 'none'],
        ...(one.topology ? ['--topology', one.topology] : []),
        ...(one.ink ? ['--input-range', `0..${one.ink}`] : []),
      );
      assert.equal(status, 0, output);
      const expected = await expectedOf(path, one);
      const spread = Math.max(...expected) - Math.min(...expected);
      assert.ok(spread > 0.05, `the answers differ by ${spread} only`);
      for (const backend of BACKENDS) {
        const found = await recognizeInPage(out, backend);
        assert.equal(found.length, expected.length);
        const apart = Math.max(...found.map((value, at) => Math.abs(value - expected[at]!)));
        assert.ok(apart <= 1e-5, `${backend}: ${apart} apart`);
      }
    });
  });
});
