import { expect } from 'chai';
import type { Executable } from '../../../src/backends/backend.js';
import type { Plan } from '../../../src/graph/index.js';
import { handPlan, NO_PADDING } from '../../support/hand-plan.js';
import {
  greatestError,
  planRandomNetwork,
  randomImages,
  runSingly,
} from '../../support/planned-network.js';
import { countObjects, limitSize, startOn } from './context.js';

type Counts = ReturnType<typeof countObjects>;

const start = async (change: (gl: WebGL2RenderingContext) => void = () => undefined) => {
  let gl!: WebGL2RenderingContext;
  let counts!: Counts;
  const backend = await startOn((context) => {
    gl = context;
    change(gl);
    counts = countObjects(gl);
  });
  return { backend, gl, counts };
};

const failure = (running: Promise<unknown>) =>
  running.then(
    () => ({ code: 'none', message: 'an answer' }),
    ({ code, message }: { code: string; message: string }) => ({ code, message }),
  );

/** Zeros around the image, `around` on every side, and the mean of it all ten times over. */
function paddedPlan(around: number): Plan {
  const side = 28 + 2 * around;
  const padding = { top: around, bottom: around, left: around, right: around };
  const whole = { window: [side, side], strides: [1, 1], padding: NO_PADDING } as const;
  return handPlan(
    [
      [28, 28, 1],
      [side, side, 1],
      [1, 1, 1],
      [1, 1, 10],
    ],
    [
      { kind: 'pad', input: 0, padding },
      { kind: 'averagePool', input: 1, ...whole },
      {
        ...{ kind: 'dense', input: 2, weights: new Float32Array(10).fill(1) },
        ...{ bias: new Float32Array(10), activation: { kind: 'linear' } },
      },
    ],
  );
}

describe('what webgl takes of the device', function () {
  this.timeout(300_000);

  it('is the same after many answers as after the first ones, and no weight is left behind', async () => {
    const { backend, counts } = await start();
    const { plan, images } = await planRandomNetwork(0, 5);
    const idle = new Map(counts.alive);
    const executable = await backend.compile(plan);
    await executable.run(images, 5);
    const made = counts.made;
    const alive = new Map(counts.alive);
    for (let i = 0; i < 1000; i++) {
      const count = 1 + (i % 5);
      await executable.run(images.subarray(0, count * 784), count);
    }
    expect(counts.made).to.equal(made);
    expect(counts.alive).to.deep.equal(alive);
    executable.dispose();
    // Programs stay for the next network.
    for (const name of ['Texture', 'Framebuffer', 'Buffer', 'Sync']) {
      expect(counts.alive.get(name) ?? 0, name).to.equal(idle.get(name) ?? 0);
    }
    const programs = counts.alive.get('Program');
    (await backend.compile(plan)).dispose();
    expect(counts.alive.get('Program')).to.equal(programs);
    backend.dispose();
  });

  it('is given back after the answer when disposed of meanwhile', async () => {
    const { backend, counts } = await start();
    const { plan, images, expected } = await planRandomNetwork(1);
    const executable = await backend.compile(plan);
    const running = executable.run(images, 1);
    executable.dispose();
    expect(greatestError(await running, expected)).to.be.below(1e-5);
    expect(counts.alive.get('Texture')).to.equal(0);
    const { code } = await failure(executable.run(images, 1));
    expect(code).to.equal('backend-failed');
    backend.dispose();
  });

  it('is one launch an operation, whatever the batch', async () => {
    const { backend, counts } = await start();
    const { plan } = await planRandomNetwork(1);
    const executable = await backend.compile(plan);
    const launches = async (count: number) => {
      const before = counts.draws;
      await executable.run(randomImages(1, count), count);
      return counts.draws - before;
    };
    const once = await launches(1);
    expect(once).to.be.at.most(plan.operations.length);
    expect(await launches(256)).to.equal(once);
    backend.dispose();
  });

  it('is taken in parts where a whole batch does not fit into a texture', async () => {
    const { backend, counts } = await start((gl) => limitSize(gl, 128));
    const executable = await backend.compile(paddedPlan(50));
    const images = randomImages(1, 20);
    const before = counts.draws;
    const answers = await executable.run(images, 20);
    // Four layers of 128 × 128 texels hold four images of 128 × 128 numbers.
    expect((counts.draws - before) / 3).to.equal(Math.ceil(20 / 4));
    expect(greatestError(answers, await runSingly(executable, images))).to.be.below(1e-6);
    const mean = images.subarray(19 * 784).reduce((sum, x) => sum + x, 0) / 128 ** 2;
    expect(answers[199]).to.be.closeTo(mean, 1e-6);
    backend.dispose();
  });

  it('is refused by name where not even one image fits', async () => {
    const { backend } = await start((gl) => limitSize(gl, 64));
    const { code, message } = await failure(backend.compile(paddedPlan(100)));
    expect(code).to.equal('backend-failed');
    expect(message).to.contain('64×64');
    backend.dispose();
  });

  async function stillAnswers(executable: Executable, images: Float32Array, expected: number[]) {
    expect(greatestError(await executable.run(images, 1), expected)).to.be.below(1e-5);
  }

  it('is asked for again after a batch that found no memory', async () => {
    const { backend, gl, counts } = await start();
    const { plan, images, expected } = await planRandomNetwork(1);
    const executable = await backend.compile(plan);
    const alive = new Map(counts.alive);
    const getError = gl.getError.bind(gl);
    gl.getError = () => gl.OUT_OF_MEMORY;
    const { code, message } = await failure(executable.run(randomImages(1, 64), 64));
    expect(code).to.equal('backend-failed');
    expect(message).to.contain('OUT_OF_MEMORY');
    expect(counts.alive).to.deep.equal(alive);
    gl.getError = getError;
    await stillAnswers(executable, images, [...expected]);
    const batch = randomImages(1, 64);
    const answers = await executable.run(batch, 64);
    expect(greatestError(answers, await runSingly(executable, batch))).to.be.below(1e-6);
    backend.dispose();
  });

  it('says what the compiler says where a shader does not compile', async () => {
    const { backend, gl } = await start();
    const { plan } = await planRandomNetwork(1);
    const shaderSource = gl.shaderSource.bind(gl);
    gl.shaderSource = (shader, source) =>
      shaderSource(shader, source.replace('uniform vec2 f;', 'uniform vec2 f; nonsense'));
    const { code, message } = await failure(backend.compile(plan));
    expect(code).to.equal('backend-failed');
    expect(message).to.contain('nonsense');
    backend.dispose();
  });
});
