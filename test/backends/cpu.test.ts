import assert from 'node:assert/strict';
import type { Backend } from '../../src/backends/backend.js';
import { allocate, createBackend } from '../../src/backends/cpu.js';
import { LINEAR, type Shape } from '../../src/graph/index.js';
import { type HandOperation, handPlan } from '../support/hand-plan.js';
import type { LayerJson } from '../support/layers-model.js';
import {
  greatestError,
  type PlannedNetwork,
  planRandomNetwork,
  runSingly,
} from '../support/planned-network.js';
import { LAYER_CLASSES } from '../support/random-network.js';
import { ACTIVATIONS } from '../support/reference-activations.js';
import { before, describe, it } from 'node:test';

describe('the cpu backend on random networks', () => {
  const networks: PlannedNetwork[] = [];
  let backend: Backend;

  before(async () => {
    backend = await createBackend();
    for (let seed = 0; seed < 8 * LAYER_CLASSES.length; seed++) {
      networks.push(await planRandomNetwork(seed, seed % 10 === 0 ? 5 : 1));
    }
  });

  it('answers as the reference does', async () => {
    for (const { title, plan, images, expected } of networks) {
      const executable = await backend.compile(plan);
      const error = greatestError(await executable.run(images, images.length / 784), expected);
      assert.ok(error < 1e-5, `${title} differs by ${error}`);
    }
  });

  it('answers a batch as it answers each of its images, and a second time as the first', async () => {
    for (const { title, plan, images } of networks.filter(({ images }) => images.length > 784)) {
      const executable = await backend.compile(plan);
      const batch = await executable.run(images, 5);
      const singles = await runSingly(executable, images);
      assert.deepEqual([...batch], singles, title);
      assert.deepEqual(await executable.run(images, 5), batch, title);
    }
  });

  it('was tried on every layer and activation', () => {
    const layers = networks.flatMap(({ network }) => network.layers);
    assert.deepEqual(
      missing(
        LAYER_CLASSES,
        layers.map(({ class_name }) => class_name),
      ),
      [],
    );
    assert.deepEqual(
      missing(
        ACTIVATIONS,
        layers.map(({ config }) => config['activation']),
      ),
      [],
    );
  });

  it('was tried on batch normalization in every place', () => {
    const before = networks.flatMap(({ network: { layers } }) =>
      layers
        .filter(({ class_name }) => class_name === 'BatchNormalization')
        .map(({ inbound_nodes }) => {
          const [name] = inbound_nodes![0]![0]!;
          return describeLayer(layers.find(({ config }) => config.name === name)!);
        }),
    );
    const places = [
      'InputLayer',
      'Conv2D linear',
      'Conv2D activated',
      'DepthwiseConv2D linear',
      'SeparableConv2D linear',
      'Dense linear',
      'Dense activated',
      'MaxPooling2D',
      'AveragePooling2D',
      'ZeroPadding2D',
      'Add',
      'BatchNormalization',
    ];
    assert.deepEqual(missing(places, before), []);
  });
});

describe('an executable of the cpu backend', () => {
  it('gives a fresh array each time and does not keep the images', async () => {
    const { plan, images } = await planRandomNetwork(1);
    const executable = await (await createBackend()).compile(plan);
    const first = await executable.run(images, 1);
    const copy = first.slice();
    const black = new Float32Array(784).fill(1);
    const second = await executable.run(black, 1);
    assert.notEqual(second, first);
    assert.deepEqual(first, copy);
    assert.ok(black.every((value) => value === 1));
  });

  it('refuses to run by name after it was disposed of, and disposes twice without harm', async () => {
    const { plan, images } = await planRandomNetwork(1);
    const executable = await (await createBackend()).compile(plan);
    executable.dispose();
    executable.dispose();
    await assert.rejects(executable.run(images, 1), { code: 'backend-failed' });
  });
});

function describeLayer({ class_name, config }: LayerJson): string {
  const activation = config['activation'];
  if (activation === undefined || class_name === 'Activation') return class_name;
  return `${class_name} ${activation === 'linear' ? 'linear' : 'activated'}`;
}

function missing(wanted: readonly string[], seen: readonly unknown[]): string[] {
  return wanted.filter((item) => !seen.includes(item));
}

const step = (input: number): HandOperation => ({ kind: 'activate', input, activation: LINEAR });

function buffersOf(memory: ReturnType<typeof allocate>): Set<ArrayBufferLike> {
  return new Set([...memory.values()].map(({ buffer }) => buffer));
}

describe('the memory of a plan', () => {
  it('is two buffers for a chain, as long as its longest neighbors', () => {
    const shapes: Shape[] = [
      [2, 2, 1],
      [4, 4, 4],
      [4, 4, 2],
      [2, 2, 8],
      [1, 1, 10],
    ];
    const memory = allocate(handPlan(shapes, [step(0), step(1), step(2), step(3)]));
    assert.deepEqual(
      [...buffersOf(memory)].map(({ byteLength }) => byteLength / 4).sort((a, b) => a - b),
      [32, 64],
    );
    assert.deepEqual(
      [...memory.values()].map(({ length }) => length),
      [4, 64, 32, 32, 10],
    );
  });

  it('is never shared between an operation and what it reads', () => {
    const shape: Shape = [3, 3, 2];
    const plan = handPlan(
      [shape, shape, shape, shape],
      [step(0), step(1), { kind: 'add', inputs: [2, 1], activation: LINEAR }],
    );
    const memory = allocate(plan);
    for (const operation of plan.operations) {
      const inputs = operation.kind === 'add' ? operation.inputs : [operation.input];
      const output = memory.get(operation.output)!.buffer;
      assert.ok(inputs.every((input) => memory.get(input)!.buffer !== output));
    }
  });

  it('of a reshaped value is that of the value it shows, kept until its last reader', () => {
    const plan = handPlan(
      [
        [2, 2, 1],
        [1, 1, 4],
        [1, 1, 4],
        [1, 1, 4],
        [1, 1, 4],
      ],
      [
        { kind: 'reshape', input: 0 },
        step(0),
        step(2),
        { kind: 'add', inputs: [3, 1], activation: LINEAR },
      ],
    );
    const memory = allocate(plan);
    const shown = memory.get(1)!.buffer;
    assert.equal(shown, memory.get(0)!.buffer);
    for (const value of [2, 3, 4]) assert.notEqual(memory.get(value)!.buffer, shown);
  });
});
