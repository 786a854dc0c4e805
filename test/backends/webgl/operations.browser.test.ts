import { expect } from 'chai';
import type { Backend } from '../../../src/backends/backend.js';
import type { Activation, Plan } from '../../../src/graph/index.js';
import { startBackend } from '../../support/built-backend.js';
import { handPlan } from '../../support/hand-plan.js';
import { greatestError, randomImages } from '../../support/planned-network.js';
import { Random } from '../../support/random.js';
import { limitSize, limitTargets, startOn } from './context.js';
import { ACTIVATIONS, randomPlan, STAGE_KINDS } from './random-plan.js';

const DEVICES: Record<string, (gl: WebGL2RenderingContext) => void> = {
  'four render targets': () => undefined,
  'two render targets': (gl) => limitTargets(gl, 2),
  'one render target': (gl) => limitTargets(gl, 1),
  'small textures': (gl) => limitSize(gl, 256),
};

for (const [title, change] of Object.entries(DEVICES)) {
  describe(`the shaders of webgl on a device with ${title}`, function () {
    this.timeout(300_000);
    let webgl: Backend;
    let cpu: Backend;

    before(async () => {
      webgl = await startOn(change);
      cpu = await startBackend('cpu');
    });
    after(() => webgl.dispose());

    async function compare(plan: Plan, images: Float32Array, title: string): Promise<void> {
      const count = images.length / 784;
      const expected = await (await cpu.compile(plan)).run(images, count);
      const executable = await webgl.compile(plan);
      const error = greatestError(await executable.run(images, count), expected);
      executable.dispose();
      expect(error, title).to.be.below(1e-5);
    }

    for (const kind of STAGE_KINDS) {
      it(`answer as the loops of cpu do, with ${kind} first`, async () => {
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
      const activate = (activation: Activation) => ({ kind: 'activate', activation }) as const;
      const window = [28, 28] as const;
      for (const activation of ACTIVATIONS) {
        for (const at of [0, 40, 97, 500, 783]) {
          // Ten equal weights on one number show the activation of that number alone.
          const weights = new Float32Array(7840);
          weights.fill(1, at * 10, at * 10 + 10);
          const plan = handPlan(
            [
              [28, 28, 1],
              [28, 28, 1],
              [1, 1, 10],
            ],
            [
              { ...activate(activation), input: 0 },
              {
                ...{ kind: 'conv2d', input: 1, window, strides: [1, 1], dilations: [1, 1] },
                ...{ padding: { top: 0, bottom: 0, left: 0, right: 0 }, weights },
                ...{ bias: new Float32Array(10), activation: { kind: 'linear' } },
              },
            ],
          );
          await compare(plan, images, `${activation.kind} of ${images[at]!}`);
        }
      }
    });
  });
}
