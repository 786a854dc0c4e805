import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Backend } from '../../src/backends/backend.js';
import { createBackend } from '../../src/backends/cpu.js';
import type { LayerJson } from '../support/layers-model.js';
import {
  greatestError,
  type PlannedNetwork,
  planRandomNetwork,
  runSingly,
} from '../support/planned-network.js';
import { LAYER_CLASSES } from '../support/random-network.js';
import { ACTIVATIONS } from '../support/reference-activations.js';

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

function describeLayer({ class_name, config }: LayerJson): string {
  const activation = config['activation'];
  if (activation === undefined || class_name === 'Activation') return class_name;
  return `${class_name} ${activation === 'linear' ? 'linear' : 'activated'}`;
}

function missing(wanted: readonly string[], seen: readonly unknown[]): string[] {
  return wanted.filter((item) => !seen.includes(item));
}
