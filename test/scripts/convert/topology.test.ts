import { describe, it } from 'node:test';
import { randomImages } from '../../support/planned-network.js';
import { assertClose, assertRefused, readNetwork, runByWidget } from './support.js';
import { array, type NamedArray, npzFile } from './weight-files.js';

type Arrays = Readonly<Record<string, NamedArray>>;

const COUNT = 5;
const images = randomImages(7, COUNT);

/** Ten values for each image, by what the test says of one. */
const byHand = (answer: (image: Float32Array) => readonly number[]) =>
  Array.from({ length: COUNT }, (_, i) => answer(images.subarray(i * 784, (i + 1) * 784))).flat();

/** A matrix [out, in] times a row of numbers, plus a bias. */
function linear(row: ArrayLike<number>, { shape, values }: NamedArray, bias: NamedArray): number[] {
  const [out = 0, inputs = 0] = shape;
  return Array.from({ length: out }, (_, unit) => {
    let sum = bias.values[unit]!;
    for (let i = 0; i < inputs; i++) sum += row[i]! * values[unit * inputs + i]!;
    return sum;
  });
}

async function assertAnswers(
  arrays: Arrays,
  topology: readonly object[],
  expected: readonly number[],
) {
  const options = { topology: JSON.stringify(topology) };
  const network = await readNetwork('network.npz', npzFile(arrays), options);
  assertClose(await network.evaluate(images), expected, 'the source itself');
  assertClose(await runByWidget(network, images), expected, 'the layers');
}

const FLATTEN = { class_name: 'Flatten' };
const matrix = (inputs: number) => ({ 'l/W': array(1, [10, inputs]), 'l/b': array(2, [10]) });
const LINEAR = { class_name: 'Dense', weights: 'l' };

/** The largest of `size`×`size` numbers of an image, every `stride` pixels, over the edge too. */
function maxPool(image: ArrayLike<number>, width: number, size: number, stride: number) {
  const across = Math.ceil((width - size) / stride) + 1;
  return Array.from({ length: across * across }, (_, at) => {
    const [top, left] = [Math.floor(at / across) * stride, (at % across) * stride];
    const under: number[] = [];
    for (let y = top; y < Math.min(top + size, width); y++) {
      for (let x = left; x < Math.min(left + size, width); x++) under.push(image[y * width + x]!);
    }
    return Math.max(...under);
  });
}

describe("Chainer's own defaults, where the topology does not say", () => {
  it('are 2e-5 for the epsilon of batch normalization and 0.2 for the slope of leaky_relu', async () => {
    const arrays = {
      ...matrix(784),
      'bn/gamma': array(3, [10], 0.5, 1.5),
      'bn/beta': array(4, [10]),
      'bn/avg_mean': array(5, [10]),
      // Small, so that an epsilon counts.
      'bn/avg_var': array(6, [10], 1e-5, 1e-3),
    };
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'avg_mean', 'avg_var'].map(
      (name) => (arrays as Arrays)[`bn/${name}`]!.values,
    );
    const expected = byHand((image) =>
      linear(image, arrays['l/W'], arrays['l/b'])
        .map((x, c) => ((x - mean![c]!) / Math.sqrt(variance![c]! + 2e-5)) * gamma![c]! + beta![c]!)
        .map((x) => (x < 0 ? 0.2 * x : x)),
    );
    const norm = { class_name: 'BatchNormalization', weights: 'bn' };
    for (const leaky of [
      { class_name: 'LeakyReLU' },
      { class_name: 'Activation', config: { activation: 'leaky_relu' } },
    ]) {
      await assertAnswers(arrays, [LINEAR, norm, leaky], expected);
    }
  });

  it('let the last windows of max_pooling_2d hang over the edge', async () => {
    const arrays = matrix(16);
    const pooled = (image: Float32Array) => maxPool(maxPool(image, 28, 4, 4), 7, 2, 2);
    const expected = byHand((image) => linear(pooled(image), arrays['l/W'], arrays['l/b']));
    const pools = [4, 2].map((pool_size) => ({
      class_name: 'MaxPooling2D',
      config: { pool_size },
    }));
    await assertAnswers(arrays, [...pools, FLATTEN, LINEAR], expected);
  });

  it('are refused where no layer of Keras does as much', async () => {
    const pool = (config: object) => [{ class_name: 'MaxPooling2D', config }, FLATTEN, LINEAR];
    const file = npzFile(matrix(81));
    const topology = JSON.stringify(pool({ pool_size: 3 }));
    const read = readNetwork('network.npz', file, { topology });
    await assertRefused(read, 'unsupported-network', /maxpooling2d_1.*over the edge.*cover_all/);
    const covered = (image: Float32Array) => {
      const inner = Array.from(
        { length: 27 * 27 },
        (_, i) => image[Math.floor(i / 27) * 28 + (i % 27)]!,
      );
      return linear(maxPool(inner, 27, 3, 3), matrix(81)['l/W'], matrix(81)['l/b']);
    };
    await assertAnswers(matrix(81), pool({ pool_size: 3, cover_all: false }), byHand(covered));
  });
});

describe('padding of a topology', () => {
  const kernel = array(8, [1, 1, 3, 3]);
  const arrays = { ...matrix(196), 'c/W': kernel };
  const net = (config: object) => [{ class_name: 'Conv2D', config, weights: 'c' }, FLATTEN, LINEAR];

  it('may be a number, and sizes and biases are those of the arrays', async () => {
    const expected = byHand((image) => {
      const result = Array.from({ length: 196 }, (_, at) => {
        const [top, left] = [Math.floor(at / 14) * 2 - 1, (at % 14) * 2 - 1];
        let sum = 0;
        for (let tap = 0; tap < 9; tap++) {
          const [y, x] = [top + Math.floor(tap / 3), left + (tap % 3)];
          const isInside = y >= 0 && x >= 0 && y < 28 && x < 28;
          if (isInside) sum += image[y * 28 + x]! * kernel.values[tap]!;
        }
        return sum;
      });
      return linear(result, arrays['l/W'], arrays['l/b']);
    });
    await assertAnswers(arrays, net({ strides: 2, padding: 1 }), expected);
  });

  it('is refused where "same" would be that of Keras', async () => {
    const topology = JSON.stringify(net({ strides: 2, padding: 'same' }));
    const read = readNetwork('network.npz', npzFile(arrays), { topology });
    await assertRefused(read, 'unsupported-network', /layer c \(Conv2D\): "same" with strides/);
  });
});
