import assert from 'node:assert/strict';
import { before } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import type { ConvertRequest } from '../../../scripts/convert/convert.js';
import { generateDigits, writeGeneratedMnist } from '../generated-digits.js';
import { check, converted, saveIn } from './converting.js';
import { save, startTensorFlow } from './saved-model.js';

before(startTensorFlow);

/** A network that takes an image for the digit whose mean it is nearest to, of images in 0 to 1. */
function nearestMean(): { weights: Float32Array; bias: Float32Array } {
  const { images, labels } = generateDigits(500, 'means');
  const weights = new Float32Array(7840);
  const bias = new Float32Array(10);
  for (let digit = 0; digit < 10; digit++) {
    const own = [...labels.keys()].filter((at) => labels[at] === digit);
    for (let pixel = 0; pixel < 784; pixel++) {
      const mean = own.reduce((sum, at) => sum + images[at * 784 + pixel]!, 0) / own.length;
      weights[pixel * 10 + digit] = mean;
      bias[digit]! -= mean ** 2 / 2;
    }
  }
  return { weights, bias };
}

/** The same network for images of other numbers, each pixel at another place. */
function networkFor(paper: number, ink: number, place = (pixel: number) => pixel) {
  const { weights, bias } = nearestMean();
  const kernel = new Float32Array(7840);
  weights.forEach((weight, at) => {
    const digit = at % 10;
    kernel[place(Math.floor(at / 10)) * 10 + digit] = weight / (ink - paper);
    bias[digit]! -= (paper * weight) / (ink - paper);
  });
  const layer = tf.layers.dense({ inputShape: [784], units: 10, activation: 'softmax' });
  const model = tf.sequential({ layers: [layer] });
  model.setWeights([tf.tensor2d(kernel, [784, 10]), tf.tensor1d(bias)]);
  return model;
}

const transposed = (pixel: number) => (pixel % 28) * 28 + Math.floor(pixel / 28);

const CASES: readonly [
  what: string,
  network: () => tf.LayersModel,
  said: RegExp,
  given?: ConvertRequest['given'],
][] = [
  ['0 to 1', () => networkFor(0, 1), /No usual input is read better/],
  ['0 to 255', () => networkFor(0, 255), /with --input-range 0\.\.255 it reads/],
  ['-1 to 1', () => networkFor(-1, 1), /with --input-range -1\.\.1 it reads/],
  [
    '(x - 0.1307) / 0.3081',
    () => networkFor(-0.1307 / 0.3081, (1 - 0.1307) / 0.3081),
    /with --input-mean 0\.1307 --input-std 0\.3081 it reads/,
  ],
  ['dark ink', () => networkFor(1, 0), /with --foreground dark it reads/],
  ['columns', () => networkFor(0, 1, transposed), /with --input-layout columns it reads/],
  [
    'what somebody said',
    () => networkFor(255, 0),
    /with --foreground dark it reads/,
    { range: [0, 255] },
  ],
];

for (const [what, network, said, given = {}] of CASES) {
  check(`--verify says that a network was made for ${what}`, async (context) => {
    const { directory, input, out } = await saveIn(context, await save(network()));
    await writeGeneratedMnist(directory, { train: 1, test: 200 });
    const printed = await converted(context, { input, out, given, verify: directory });
    assert.match(printed, said);
  });
}
