import { expect } from 'chai';
import type { Backend, BackendName } from '../../src/backends/backend.js';
import type { Plan } from '../../src/graph/index.js';
import { startBackend } from '../support/built-backend.js';
import { needing } from '../support/engine.js';
import { handPlan, NO_PADDING } from '../support/hand-plan.js';
import { greatestError, randomImages } from '../support/planned-network.js';
import { Random } from '../support/random.js';
import { ACTIVATIONS, randomPlan, STAGE_KINDS } from '../support/random-plan.js';
import { limitSize, limitTargets, startOn } from './webgl/context.js';

const DEVICES: Record<string, readonly [BackendName, start: () => Promise<Backend>]> = {
  webgpu: ['webgpu', () => startBackend('webgpu')],
  'webgl with four render targets': ['webgl', () => startBackend('webgl')],
  'webgl with two render targets': ['webgl', () => startOn((gl) => limitTargets(gl, 2))],
  'webgl with one render target': ['webgl', () => startOn((gl) => limitTargets(gl, 1))],
  'webgl with small textures': ['webgl', () => startOn((gl) => limitSize(gl, 256))],
};

for (const [title, [name, start]] of Object.entries(DEVICES)) {
  needing(name).describe(`the shaders of ${title}`, function () {
    this.timeout(300_000);
    let backend: Backend;
    let cpu: Backend;

    before(async () => {
      backend = await start();
      cpu = await startBackend('cpu');
    });
    after(() => backend.dispose());

    async function compare(plan: Plan, images: Float32Array, title: string): Promise<void> {
      const count = images.length / 784;
      const expected = await (await cpu.compile(plan)).run(images, count);
      const executable = await backend.compile(plan);
      const error = greatestError(await executable.run(images, count), expected);
      executable.dispose();
      expect(error, title).to.be.below(1e-5);
    }

    for (const kind of STAGE_KINDS) {
      it(`give the outputs of cpu, with ${kind} first`, async () => {
        for (const [seed, count] of [1, 5, 1, 64].entries()) {
          const plan = randomPlan(new Random(seed), kind);
          const kinds = plan.operations.map((operation) => operation.kind).join(', ');
          await compare(plan, randomImages(seed, count), `seed ${seed}, ${count} images: ${kinds}`);
        }
      });
    }

    it('apply every activation to numbers of any size', async () => {
      const images = Float32Array.from(
        { length: 784 },
        (_, i) => (-1) ** i * 10 ** (((i % 98) / 98) * 9 - 6),
      );
      const window = [28, 28] as const;
      const shape = [28, 28, 1] as const;
      for (const activation of ACTIVATIONS) {
        for (const at of [0, 40, 97, 500, 783]) {
          // Ten equal weights on one number show the activation of that number alone.
          const weights = new Float32Array(7840).fill(1, at * 10, at * 10 + 10);
          const plan = handPlan(
            [shape, shape, [1, 1, 10]],
            [
              { kind: 'activate', activation, input: 0 },
              {
                ...{ kind: 'conv2d', input: 1, window, strides: [1, 1], dilations: [1, 1] },
                ...{ padding: NO_PADDING, weights, bias: new Float32Array(10) },
                activation: { kind: 'linear' },
              },
            ],
          );
          await compare(plan, images, `${activation.kind} of ${images[at]!}`);
        }
      }
    });

    it('reach every pixel of a batch that is larger than one axis of a dispatch', async () => {
      const padding = { top: 36, bottom: 36, left: 36, right: 36 };
      const size = [50, 20] as const;
      const plan = handPlan(
        [
          [28, 28, 1],
          [100, 100, 1],
          [2, 5, 1],
          [1, 1, 10],
        ],
        [
          { kind: 'pad', input: 0, padding },
          { kind: 'averagePool', input: 1, window: size, strides: size, padding: NO_PADDING },
          { kind: 'reshape', input: 2 },
        ],
      );
      // 2.56 million invocations of webgpu; one axis has 2.1 million.
      await compare(plan, randomImages(5, 256), '256 images');
    });

    it('add a value and a reshaped one, and multiply by matrices of any width', async () => {
      const shape = [4, 49, 4] as const;
      const relu = { kind: 'relu', max: Infinity, slope: 0 } as const;
      const dense = (input: number, inputs: number, outputs: number) =>
        ({
          kind: 'dense',
          input,
          bias: new Float32Array(outputs),
          activation: relu,
          weights: Float32Array.from({ length: inputs * outputs }, (_, i) => Math.sin(i) / 28),
        }) as const;
      const plan = handPlan(
        [[28, 28, 1], shape, shape, shape, [1, 1, 784], [1, 1, 16], [1, 1, 10]],
        [
          { kind: 'reshape', input: 0 },
          { kind: 'activate', input: 1, activation: { kind: 'softsign' } },
          { kind: 'add', inputs: [2, 1], activation: relu },
          { kind: 'reshape', input: 3 },
          dense(4, 784, 16),
          dense(5, 16, 10),
        ],
      );
      for (const count of [1, 5]) await compare(plan, randomImages(3, count), `${count} images`);
    });
  });
}
