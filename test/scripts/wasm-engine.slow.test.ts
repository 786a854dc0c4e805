import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { slice } from '../../scripts/lib/dataset.js';
import { createRandom } from '../../scripts/lib/random.js';
import { findArchitecture } from '../../scripts/train/architecture.js';
import { createEngine, type Engine } from '../../scripts/train/engine/engine.js';
import {
  type BatchGradients,
  lossAndGradients,
  predictLogits,
  type TrainingImages,
} from '../../scripts/train/loss.js';
import { createNetwork, initialWeights, type Network } from '../../scripts/train/network.js';
import { startTensorFlow } from '../../scripts/train/engine/compute.js';
import { generateDigits, withTargets } from './generated-digits.js';

const SEED = 1;
const STEP = 4;
const SMOOTHING = 0.05;

const engines = new Map<string, Engine>();
const networks = new Map<string, Network>();

async function start(architecture: string, threads: number): Promise<Engine> {
  const settings = { architecture, seed: SEED, labelSmoothing: SMOOTHING };
  const engine = await createEngine({ backend: 'wasm', ...settings }, threads);
  engines.set(`${architecture} ${threads}`, engine);
  return engine;
}

before(async () => {
  await startTensorFlow('wasm');
  for (const name of ['pen', 'mnist-exercise']) {
    networks.set(name, createNetwork((await findArchitecture(name)).layers));
    for (const threads of [1, 2]) await start(name, threads);
  }
});
after(() => Promise.all([...engines.values()].map((engine) => engine.close())));

const engine = (name: string, threads: number) => engines.get(`${name} ${threads}`)!;
// With these, the untrained networks guess several digits.
const WEIGHTS = 3;
const weightsOf = (name: string) => initialWeights(networks.get(name)!, WEIGHTS);

function undivided(name: string, batch: TrainingImages): Promise<BatchGradients> {
  const random = createRandom(SEED, 'dropout', STEP);
  return lossAndGradients(networks.get(name)!, weightsOf(name), batch, SMOOTHING, random);
}

const digits = withTargets(generateDigits(150, 'engine'));

for (const name of ['pen', 'mnist-exercise']) {
  test(`${name}: a batch over two threads has the gradients of one thread, bit for bit`, async () => {
    const [one, two] = await Promise.all(
      [1, 2].map((threads) => engine(name, threads).gradients(weightsOf(name), digits, STEP)),
    );
    assert.deepEqual(two, one);
  });
}

test('without dropout they are those of the undivided batch, but for rounding', async () => {
  const divided = await engine('pen', 2).gradients(weightsOf('pen'), digits, STEP);
  const whole = await undivided('pen', digits);
  assert.deepEqual(divided.guesses, whole.guesses);
  assert.ok(new Set(whole.guesses).size > 1, 'the order of guesses can be told');
  assert.ok(Math.abs(divided.loss / whole.loss - 1) < 1e-5, `${divided.loss}, ${whole.loss}`);
  assert.equal(divided.gradients.length, whole.gradients.length);
  whole.gradients.forEach((expected, which) => {
    const actual = divided.gradients[which]!;
    assert.equal(actual.length, expected.length);
    const largest = Math.max(...expected.map(Math.abs));
    const apart = Math.max(...actual.map((value, at) => Math.abs(value - expected[at]!)));
    assert.ok(largest > 0 && apart <= 1e-5 * largest, `${which}: ${apart} of ${largest}`);
  });
});

test('a batch that fits a thread has the dropout of its step', async () => {
  const small = withTargets(slice(digits, 0, 40));
  const name = 'mnist-exercise';
  const run = (step: number) => engine(name, 2).gradients(weightsOf(name), small, step);
  assert.deepEqual(await run(STEP), await undivided(name, small));
  assert.notDeepEqual((await run(STEP + 1)).gradients, (await run(STEP)).gradients);
});

test('the parts of a batch have dropout of their own', async () => {
  // Of two equal halves, with equal dropout, the gradient would be that of one.
  const half = withTargets(slice(digits, 0, 64));
  const images = Float32Array.from([...half.images, ...half.images]);
  const labels = Uint8Array.from([...half.labels, ...half.labels]);
  const name = 'mnist-exercise';
  const both = withTargets({ images, labels });
  const twice = await engine(name, 2).gradients(weightsOf(name), both, STEP);
  const once = await undivided(name, half);
  const [mixed, own] = [twice.gradients[0]!, once.gradients[0]!];
  const apart = Math.max(...own.map((value, at) => Math.abs(value - mixed[at]!)));
  assert.ok(apart > 1e-3 * Math.max(...own.map(Math.abs)), `${apart}`);
});

test('logits of 1,200 images come in the order of the images', async () => {
  const name = 'mnist-exercise';
  const { images } = generateDigits(1200, 'logits');
  const expected = await predictLogits(networks.get(name)!, weightsOf(name), images);
  const actual = await engine(name, 2).logits(weightsOf(name), images);
  assert.equal(actual.length, 12_000);
  actual.forEach((value, at) => assert.ok(Math.abs(value - expected[at]!) < 1e-5));
  assert.notDeepEqual(expected.slice(0, 10), expected.slice(5000, 5010));
});

test('no images have no logits', async () => {
  const none = await engine('pen', 1).logits(weightsOf('pen'), new Float32Array(0));
  assert.equal(none.length, 0);
});

test('an engine says what computes', () => {
  assert.equal(engine('pen', 1).description, 'wasm on 1 thread');
  assert.equal(engine('pen', 2).description, 'wasm on 2 threads');
});

test('an architecture that is not there is named', async () => {
  const { gradients } = await start('lenet', 1);
  await assert.rejects(gradients([], digits, 0), { code: 'unknown-architecture' });
});
