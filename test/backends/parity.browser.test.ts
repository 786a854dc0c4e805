import { expect } from 'chai';
import {
  lengthOf,
  loadDescriptor,
  type LoadedNetwork,
  type Plan,
  withoutSoftmax,
} from '../../src/graph/index.js';
import { splitPlan } from '../../src/graph/split-plan.js';
import { drawingToImage } from '../../src/ink/index.js';
import { BUILT_IN_NAMES, type Backend, type BuiltInName } from '../../src/backends/backend.js';
import { startBackend } from '../support/built-backend.js';
import { DRAWINGS } from '../support/drawings.js';
import { BACKENDS_HERE, needing } from '../support/engine.js';
import {
  greatestError,
  planRandomNetwork,
  randomImages,
  runSingly,
  type PlannedNetwork,
} from '../support/planned-network.js';
import { LAYER_CLASSES } from '../support/random-network.js';

async function runOnce(backend: Backend, plan: Plan, images: Float32Array): Promise<Float32Array> {
  const executable = await backend.compile(plan);
  try {
    return await executable.run(images, images.length / 784);
  } finally {
    executable.dispose();
  }
}

/** Shaders are slow to compile on a software GPU. Each count has every class of layer. */
const NETWORKS: Record<BuiltInName, number> = {
  webgpu: LAYER_CLASSES.length,
  webgl: LAYER_CLASSES.length,
  wasm: 4 * LAYER_CLASSES.length,
  cpu: 4 * LAYER_CLASSES.length,
};

for (const name of BUILT_IN_NAMES) {
  needing(name).describe(`${name} on random networks`, function () {
    this.timeout(300_000);
    const networks: PlannedNetwork[] = [];
    let backend: Backend;

    before(async () => {
      backend = await startBackend(name);
      for (let seed = 0; seed < NETWORKS[name]; seed++) {
        networks.push(await planRandomNetwork(seed, seed % 8 === 0 ? 5 : 1));
      }
    });
    after(() => backend.dispose());

    it('answers as the reference does', async () => {
      for (const { title, plan, images, expected } of networks) {
        const error = greatestError(await runOnce(backend, plan, images), expected);
        expect(error, title).to.be.below(1e-4);
      }
    });

    it('answers a batch as it answers each of its images', async () => {
      for (const { title, plan, images } of networks.filter(({ images }) => images.length > 784)) {
        const executable = await backend.compile(plan);
        const batch = await executable.run(images, 5);
        const singles = await runSingly(executable, images);
        executable.dispose();
        expect(greatestError(batch, singles), title).to.be.below(1e-6);
      }
    });

    it('was tried on every layer', () => {
      const seen = networks.flatMap(({ network }) =>
        network.layers.map(({ class_name }) => class_name),
      );
      expect(seen).to.include.members(LAYER_CLASSES);
    });
  });
}

function load(model: string): Promise<LoadedNetwork> {
  const url = new URL(`/models/${model}/model.json`, location.href).href;
  return loadDescriptor(url, { fetch: (url, init) => fetch(url, init) });
}

describe('the backends on a part of a network', function () {
  this.timeout(300_000);

  it('agree within 1e-5 on what its last dense layers read', async () => {
    const { plan } = await load('pen');
    const { body } = splitPlan(withoutSoftmax(plan)!, 784)!;
    const images = randomImages(2, 5);
    const expected = await runOnce(await startBackend('cpu'), body, images);
    expect(expected.length / 5)
      .to.equal(lengthOf(body, body.output))
      .and.be.above(10);
    for (const name of BACKENDS_HERE) {
      const backend = await startBackend(name);
      expect(greatestError(await runOnce(backend, body, images), expected)).to.be.below(1e-5);
      backend.dispose();
    }
  });
});

for (const model of ['pen', 'mnist-exercise']) {
  describe(`the backends on models/${model}`, function () {
    this.timeout(300_000);

    it('agree within 1e-5 on drawings and noise', async () => {
      const { plan } = await load(model);
      const drawn = DRAWINGS.flatMap(({ strokes }) => [...drawingToImage(strokes)!]);
      const noise = randomImages(1, 50 - drawn.length / 784);
      const images = Float32Array.from([...drawn, ...noise]);
      expect(images).to.have.lengthOf(50 * 784);
      const answers = new Map<BuiltInName, Float32Array>();
      for (const name of BACKENDS_HERE) {
        const backend = await startBackend(name);
        answers.set(name, await runOnce(backend, plan, images));
        backend.dispose();
      }
      for (const a of BACKENDS_HERE) {
        for (const b of BACKENDS_HERE) {
          const error = greatestError(answers.get(a)!, answers.get(b)!);
          expect(error, `${a} and ${b}`).to.be.below(1e-5);
        }
      }
    });
  });
}
