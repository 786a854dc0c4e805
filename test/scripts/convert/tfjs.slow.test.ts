import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { writeGeneratedMnist, generateDigits } from '../generated-digits.js';
import {
  assertSame,
  check,
  converted,
  largestGap,
  metadataOf,
  noise,
  outputsOf,
  saveIn,
} from './converting.js';
import { NETWORKS, notADigitFirst } from './networks.js';
import { keras3Export, kerasExport, quantized } from './keras-export.js';
import { predict, randomize, save, softmax, startTensorFlow } from './saved-model.js';

before(startTensorFlow);

type NetworkName = keyof typeof NETWORKS;

for (const name of Object.keys(NETWORKS) as NetworkName[]) {
  check(`${name}, saved by TensorFlow.js, gives the same numbers`, async (context) => {
    const model = randomize(NETWORKS[name]());
    const images = noise();
    const own = predict(model, images);
    const expected = name === 'functional' ? softmax(own) : own;
    const saved = await save(model);
    const { directory, out, printed } = await assertSame(context, saved, 3, images, expected);
    assert.match(printed, /TensorFlow\.js layers-model, TensorFlow\.js tfjs-layers v4/);
    assert.match(printed, /the same numbers as the source on 100 random inputs, to \d\.\de-\d+/);
    assert.match(printed, /3 weight files became one/);
    assert.deepEqual((await readdir(out)).sort(), ['group1-shard1of1.bin', 'model.json']);
    assert.deepEqual((await readdir(directory)).sort(), ['in', 'out'], 'nothing is left beside it');
    assert.equal((await metadataOf(out))['output'], 'probabilities');
  });
}

for (const kind of ['uint8', 'uint16', 'float16'] as const) {
  check(`a Keras 2.1 network with ${kind} weights gives the same numbers`, async (context) => {
    const model = randomize(NETWORKS.sequential());
    const stored = quantized(await save(model), kind);
    model.setWeights(stored.decoded.map(({ shape, values }) => tf.tensor(values, shape)));
    const images = noise();
    const expected = predict(model, images);
    const { printed } = await assertSame(context, kerasExport(stored), 2, images, expected);
    assert.match(printed, /keras v2\.1\.6, TensorFlow\.js Converter v1\.2\.1/);
    assert.match(printed, new RegExp(`^· Weights stored as ${kind} were decoded\\.$`, 'm'));
  });
}

check('the table has the shapes, weights and multiply-adds of every layer', async (context) => {
  const { input, out } = await saveIn(context, await save(randomize(NETWORKS.sequential())));
  const printed = await converted(context, { input, out });
  // By hand: 3·3·4 + 4 at 26×26; 3·3·4·6 + 6 at 12×12; 6·6·6·16 + 16; 16·10 + 10.
  assert.match(printed, /^\| conv2d\S* +\| +conv2d \| +26×26×4 \| +40 \| +24,336 \|$/m);
  assert.match(printed, /^\| conv2d\S* +\| +conv2d \| +12×12×6 \| +222 \| +31,104 \|$/m);
  assert.match(printed, /^\| max_pooling2d\S* +\| +maxPool \| +6×6×6 \| +0 \| +0 \|$/m);
  assert.match(printed, /^\| dense\S* +\| +dense \| +1×1×16 \| +3,472 \| +3,456 \|$/m);
  assert.match(printed, /^\| in all +\| +\| +\| +3,904 \| +59,056 \|$/m);
});

check(
  'a Keras 3 network, which TensorFlow.js cannot load, gives the same numbers',
  async (context) => {
    const model = randomize(NETWORKS.functional());
    const images = noise();
    const expected = softmax(predict(model, images));
    const saved = keras3Export(await save(model));
    const { printed } = await assertSame(context, saved, 1, images, expected);
    assert.match(printed, /keras v3\.3\.3, TensorFlow\.js Converter v4\.20\.0/);
  },
);

check('what quantizing costs is printed, and is what it costs', async (context) => {
  const model = randomize(NETWORKS.sequential());
  const parameters = model.countParams();
  const { directory, input } = await saveIn(context, await save(model));
  const images = noise();
  const expected = predict(model, images);
  const vectors = 4 + 6 + 16 + 10;
  const bytes = { none: 4, float16: 2, uint8: 1 };
  for (const quantize of ['none', 'float16', 'uint8'] as const) {
    const out = join(directory, quantize);
    const printed = await converted(context, { input, out, quantize });
    const [, weight, probability] = /off by (\S+) at most, a probability by (\S+)$/m
      .exec(printed)!
      .map(Number) as number[];
    // Kernels lie within ±0.3: half of a step of float16 below 0.5, of 256 steps over 0.6.
    const most = { none: 0, float16: 2 ** -13, uint8: 0.6 / 255 / 2 + 1e-4 }[quantize];
    assert.ok(weight! <= most && (quantize === 'none' || weight! > most / 4), printed);
    const gap = largestGap(await outputsOf(out, images), expected);
    assert.ok(gap <= 10 * probability! + 1e-5, `${gap} where ${probability} was printed`);
    const { size } = await stat(join(out, 'group1-shard1of1.bin'));
    assert.equal(size, (parameters - vectors) * bytes[quantize] + vectors * 4);
  }
});

check('logits stay logits where no softmax is wanted', async (context) => {
  const model = randomize(NETWORKS.functional());
  const { input, out } = await saveIn(context, await save(model));
  const images = noise();
  await converted(context, { input, out, quantize: 'none', appendSoftmax: 'never' });
  assert.ok(largestGap(await outputsOf(out, images), predict(model, images)) <= 1e-5);
  assert.equal((await metadataOf(out))['output'], 'logits');
});

check('options are recorded, and kept when the descriptor is converted again', async (context) => {
  const model = randomize(NETWORKS.dense());
  const { directory, input } = await saveIn(context, await save(model));
  const [first, second] = [join(directory, 'first'), join(directory, 'second')];
  const labels = [...'9876543210'];
  await converted(context, {
    ...{ input, out: first, labels, name: 'backwards' },
    given: { range: [0, 255], foreground: 'dark', mean: 33, deviation: 78 },
  });
  await converted(context, { input: join(first, 'model.json'), out: second });
  for (const out of [first, second]) {
    const metadata = await metadataOf(out);
    assert.deepEqual(metadata['input'], {
      ...{ range: [0, 255], foreground: 'dark', mean: 33, deviation: 78 },
    });
    assert.deepEqual(metadata['labels'], labels);
    assert.equal(metadata['title'], 'backwards');
  }
});

check('an output for what is not a digit is recorded, and kept', async (context) => {
  const model = randomize(notADigitFirst());
  const { directory, input } = await saveIn(context, await save(model));
  const [first, second] = [join(directory, 'first'), join(directory, 'second')];
  await assert.rejects(converted(context, { input, out: first }), {
    code: 'unsupported-network',
    message: /output is 11; .*notADigit/,
  });
  await converted(context, { input, out: first, quantize: 'none', notADigit: 0 });
  await converted(context, { input: join(first, 'model.json'), out: second, quantize: 'none' });
  const images = noise();
  const logits = predict(model, images);
  const expected = Array.from({ length: 100 }, (_, image) => {
    const powers = [...logits.subarray(image * 11, image * 11 + 11)].map(Math.exp);
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  }).flat();
  for (const out of [first, second]) {
    assert.equal((await metadataOf(out))['notADigit'], 0);
    assert.ok(largestGap(await outputsOf(out, images), expected) <= 1e-5);
  }
});

check('--verify measures on the test images of MNIST', async (context) => {
  const model = randomize(NETWORKS.sequential());
  const { directory, input, out } = await saveIn(context, await save(model));
  await writeGeneratedMnist(directory, { train: 1, test: 60 });
  const { images, labels } = generateDigits(60, 't10k');
  const bytes = images.map((value) => Math.round(value * 255) / 255);
  const probabilities = predict(model, bytes);
  const right = labels.filter((label, at) => {
    const row = [...probabilities.subarray(at * 10, at * 10 + 10)];
    return row.indexOf(Math.max(...row)) === label;
  }).length;
  const share = ((right / 60) * 100).toFixed(2);
  for (const verify of [directory, join(directory, 'mnist')]) {
    const printed = await converted(context, { input, out, quantize: 'none', verify });
    assert.match(printed, new RegExp(`MNIST test: ${share} % as converted, ${share} % as stored`));
    assert.deepEqual((await metadataOf(out))['scores'], { 'mnist-test': right / 60 });
  }
});
