import { expect } from 'chai';
import type { Activation, Padding, Plan, Shape } from '../../../src/graph/index.js';
import type { Backend } from '../../../src/backends/backend.js';
import { startBackend } from '../../support/built-backend.js';
import { needing } from '../../support/engine.js';
import { handPlan, type HandOperation } from '../../support/hand-plan.js';
import { greatestError, randomImages } from '../../support/planned-network.js';
import { Random } from '../../support/random.js';

const RELU: Activation = { kind: 'relu', max: Infinity, slope: 0 };
const PADDING: Padding = { top: 1, bottom: 0, left: 2, right: 1 };
const random = new Random(1);
const numbers = (length: number) => Float32Array.from({ length }, () => random.uniform(-0.5, 0.5));

const flatten: HandOperation = { kind: 'reshape', input: 0 };

/** Chains operations, each on the one before it. */
function chain(...stages: readonly [HandOperation, Shape][]): Plan {
  const operations = stages.map(([operation], index) =>
    operation.kind === 'add' ? operation : { ...operation, input: index },
  );
  return handPlan([[28, 28, 1], ...stages.map(([, shape]) => shape)], operations);
}

/** Two convolutions, a depthwise one, both pools, zeros and a dense layer, on `channels` channels. */
function edgePlan(channels: number): Plan {
  const more = channels + 1;
  return chain(
    [
      {
        kind: 'conv2d',
        input: 0,
        window: [3, 2],
        strides: [2, 3],
        dilations: [1, 1],
        padding: PADDING,
        weights: numbers(3 * 2 * channels),
        bias: numbers(channels),
        activation: RELU,
      },
      [14, 10, channels],
    ],
    [
      {
        kind: 'conv2d',
        input: 0,
        window: [2, 3],
        strides: [1, 1],
        dilations: [3, 2],
        padding: PADDING,
        weights: numbers(2 * 3 * channels * more),
        bias: numbers(more),
        activation: { kind: 'tanh' },
      },
      [12, 9, more],
    ],
    [
      {
        kind: 'depthwiseConv2d',
        input: 0,
        window: [3, 3],
        strides: [1, 2],
        dilations: [2, 1],
        multiplier: channels % 2 === 0 ? 1 : 2,
        padding: PADDING,
        weights: numbers(9 * more * (channels % 2 === 0 ? 1 : 2)),
        bias: numbers(more * (channels % 2 === 0 ? 1 : 2)),
        activation: { kind: 'swish' },
      },
      [9, 5, more * (channels % 2 === 0 ? 1 : 2)],
    ],
    ...onward(more * (channels % 2 === 0 ? 1 : 2)),
  );
}

function onward(channels: number): [HandOperation, Shape][] {
  return [
    [
      { kind: 'averagePool', input: 0, window: [3, 2], strides: [1, 1], padding: PADDING },
      [8, 7, channels],
    ],
    [{ kind: 'pad', input: 0, padding: PADDING }, [9, 10, channels]],
    [
      { kind: 'maxPool', input: 0, window: [2, 3], strides: [2, 2], padding: PADDING },
      [5, 6, channels],
    ],
    [{ kind: 'softmax', input: 0 }, [5, 6, channels]],
    [flatten, [1, 1, 30 * channels]],
    [
      {
        kind: 'dense',
        input: 0,
        weights: numbers(300 * channels),
        bias: numbers(10),
        activation: { kind: 'elu', alpha: 0.7 },
      },
      [1, 1, 10],
    ],
  ];
}

needing('webgpu').describe('the shaders of webgpu', function () {
  this.timeout(300_000);
  let webgpu: Backend;
  let cpu: Backend;

  before(async () => {
    webgpu = await startBackend('webgpu');
    cpu = await startBackend('cpu');
  });
  after(() => webgpu.dispose());

  async function compare(plan: Plan, images: Float32Array, title: string): Promise<void> {
    const count = images.length / 784;
    const executable = await webgpu.compile(plan);
    const reference = await cpu.compile(plan);
    const expected = await reference.run(images, count);
    const error = greatestError(await executable.run(images, count), expected);
    executable.dispose();
    expect(error, title).to.be.below(1e-5);
  }

  for (const channels of [1, 2, 3, 4, 5, 7]) {
    it(`answer as the loops of cpu do on ${channels} channels, alone and in batches`, async () => {
      const plan = edgePlan(channels);
      for (const count of [1, 5, 256]) {
        await compare(plan, randomImages(channels, count), `${count} images`);
      }
    });
  }

  it('apply every activation to numbers of any size', async () => {
    const activations: Activation[] = [
      { kind: 'linear' },
      RELU,
      { kind: 'relu', max: 6, slope: 0 },
      { kind: 'relu', max: 1.5, slope: 0.2 },
      { kind: 'elu', alpha: 1.3 },
      { kind: 'selu' },
      { kind: 'sigmoid' },
      { kind: 'hardSigmoid', slope: 0.2, offset: 0.5 },
      { kind: 'tanh' },
      { kind: 'swish' },
      { kind: 'softplus' },
      { kind: 'softsign' },
    ];
    const images = Float32Array.from({ length: 784 }, (_, i) => {
      const sign = i % 2 === 0 ? 1 : -1;
      return sign * 10 ** (((i % 98) / 98) * 9 - 6);
    });
    for (const activation of activations) {
      const plan = chain([{ kind: 'activate', input: 0, activation }, [28, 28, 1]]);
      await compare(plan, images, activation.kind);
    }
  });

  it('add values, one of them a reshaped view', async () => {
    const shape: Shape = [4, 49, 4];
    const plan = handPlan(
      [[28, 28, 1], shape, shape, shape],
      [
        flatten,
        { kind: 'activate', input: 1, activation: { kind: 'softsign' } },
        { kind: 'add', inputs: [2, 1], activation: RELU },
      ],
    );
    await compare(plan, randomImages(3, 3), 'sum');
  });

  for (const outputs of [10, 16]) {
    it(`multiply 784 inputs by a matrix with ${outputs} columns`, async () => {
      const plan = chain(
        [flatten, [1, 1, 784]],
        [
          {
            kind: 'dense',
            input: 0,
            weights: numbers(784 * outputs),
            bias: numbers(outputs),
            activation: RELU,
          },
          [1, 1, outputs],
        ],
      );
      for (const count of [1, 5]) await compare(plan, randomImages(4, count), `${count} images`);
    });
  }

  it('reach every pixel of a batch that takes more work groups than fit on an axis', async () => {
    const around = { top: 36, bottom: 36, left: 36, right: 36 };
    const none = { top: 0, bottom: 0, left: 0, right: 0 };
    const plan = chain(
      [{ kind: 'pad', input: 0, padding: around }, [100, 100, 1]],
      [
        { kind: 'averagePool', input: 0, window: [50, 20], strides: [50, 20], padding: none },
        [2, 5, 1],
      ],
    );
    // One invocation a number: 2.56 million of them, where 2.1 million are a row.
    await compare(plan, randomImages(5, 256), '256 images');
  });
});
