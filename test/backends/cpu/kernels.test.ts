import assert from 'node:assert/strict';
import { prepare } from '../../../src/backends/cpu.js';
import { type Activation, LINEAR, type Shape } from '../../../src/graph/index.js';
import { atOnce } from '../../../src/util/async.js';
import { type HandOperation, handPlan, NO_PADDING } from '../../support/hand-plan.js';
import { describe, it } from 'node:test';

/** Runs operations on one input; numbers are chosen so that float32 holds every result. */
function run(
  shapes: readonly Shape[],
  operations: readonly HandOperation[],
  input: readonly number[],
): number[] {
  return [...atOnce(prepare(handPlan(shapes, operations))).run(Float32Array.from(input), 1)];
}

const f32 = (...numbers: number[]) => Float32Array.from(numbers);
const once = { strides: [1, 1], dilations: [1, 1], padding: NO_PADDING } as const;

describe('convolution by hand', () => {
  it('pads below and to the right only, where TensorFlow does for an even window', () => {
    const convolution: HandOperation = {
      kind: 'conv2d',
      input: 0,
      window: [2, 2],
      ...once,
      padding: { top: 0, bottom: 1, left: 0, right: 1 },
      weights: f32(1, 10, 100, 1000),
      bias: f32(0.5),
      activation: LINEAR,
    };
    const result = run(
      [
        [2, 2, 1],
        [2, 2, 1],
      ],
      [convolution],
      [1, 2, 3, 4],
    );
    assert.deepEqual(result, [4321.5, 402.5, 43.5, 4.5]);
  });

  it('keeps an odd number of columns and of filters apart', () => {
    const convolution: HandOperation = {
      kind: 'conv2d',
      input: 0,
      window: [1, 1],
      ...once,
      weights: f32(1, 10, 100, 1000, 10000),
      bias: f32(1, 2, 3, 4, 5),
      activation: LINEAR,
    };
    const result = run(
      [
        [1, 3, 1],
        [1, 3, 5],
      ],
      [convolution],
      [1, 2, 3],
    );
    assert.deepEqual(
      result,
      [11111, 22222, 33333].flatMap((n) => [
        (n % 10) + 1,
        (n % 10) * 10 + 2,
        (n % 10) * 100 + 3,
        (n % 10) * 1000 + 4,
        (n % 10) * 10000 + 5,
      ]),
    );
  });

  it('strides over rows and dilates columns', () => {
    const convolution: HandOperation = {
      kind: 'conv2d',
      input: 0,
      window: [1, 2],
      strides: [2, 1],
      dilations: [1, 2],
      padding: NO_PADDING,
      weights: f32(1, 10),
      bias: f32(0),
      activation: LINEAR,
    };
    const result = run(
      [
        [3, 3, 1],
        [2, 1, 1],
      ],
      [convolution],
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.deepEqual(result, [31, 97]);
  });

  it('passes over zeros wherever they stand, and over those of the image before', () => {
    const convolution: HandOperation = {
      kind: 'conv2d',
      input: 0,
      window: [1, 2],
      ...once,
      weights: f32(1, 10, 100, 1000),
      bias: f32(0.5),
      activation: LINEAR,
    };
    const plan = handPlan(
      [
        [1, 3, 2],
        [1, 2, 1],
      ],
      [convolution],
    );
    // Two channels in three pixels, in a window two pixels wide.
    const images = [0, 2, 0, 0, 5, 0, 1, 0, 3, 4, 0, 6, 0, 0, 0, 0, 0, 0];
    const answers = atOnce(prepare(plan)).run(Float32Array.from(images), 3);
    assert.deepEqual([...answers], [20.5, 500.5, 4301.5, 6043.5, 0.5, 0.5]);
  });

  it('computes more filters than fill whole blocks, and no others', () => {
    const filters = Array.from({ length: 11 }, (_, f) => f + 1);
    const convolution: HandOperation = {
      kind: 'conv2d',
      input: 0,
      window: [1, 1],
      ...once,
      weights: Float32Array.from(filters),
      bias: Float32Array.from(filters, (f) => 100 * f),
      activation: LINEAR,
    };
    const result = run(
      [
        [2, 1, 1],
        [2, 1, 11],
      ],
      [convolution],
      [1, 3],
    );
    assert.deepEqual(result, [...filters.map((f) => 101 * f), ...filters.map((f) => 103 * f)]);
  });

  it('gives each input channel its own filters, side by side, when depthwise', () => {
    const convolution: HandOperation = {
      kind: 'depthwiseConv2d',
      input: 0,
      window: [1, 2],
      ...once,
      multiplier: 2,
      // Per tap: channel 0's two filters, then channel 1's.
      weights: f32(1, 2, 3, 4, 10, 20, 30, 40),
      bias: f32(0, 0, 0, 100),
      activation: LINEAR,
    };
    const result = run(
      [
        [1, 2, 2],
        [1, 1, 4],
      ],
      [convolution],
      [1, 2, 3, 4],
    );
    assert.deepEqual(result, [31, 62, 126, 268]);
  });
});

describe('pooling by hand', () => {
  const pooling = {
    input: 0,
    window: [2, 2],
    strides: [2, 2],
    padding: { top: 0, bottom: 1, left: 1, right: 0 },
  } as const;
  const shapes: Shape[] = [
    [3, 3, 1],
    [2, 2, 1],
  ];
  const image = [-1, -2, -3, -4, -5, -6, -7, -8, -9];

  it('never lets padding win a maximum', () => {
    assert.deepEqual(run(shapes, [{ kind: 'maxPool', ...pooling }], image), [-1, -2, -7, -8]);
  });

  it('leaves padding out of a mean', () => {
    assert.deepEqual(
      run(shapes, [{ kind: 'averagePool', ...pooling }], image),
      [-2.5, -4, -7, -8.5],
    );
  });
});

describe('the rest by hand', () => {
  it('multiplies a vector by [inputs, outputs] and adds the bias', () => {
    const dense: HandOperation = {
      kind: 'dense',
      input: 0,
      weights: f32(1, 2, 3, 4, 5, 10, 20, 30, 40, 50),
      bias: f32(0, 0, 0, 0, 1000),
      activation: LINEAR,
    };
    const result = run(
      [
        [1, 1, 2],
        [1, 1, 5],
      ],
      [dense],
      [3, 1],
    );
    assert.deepEqual(result, [13, 26, 39, 52, 1065]);
  });

  it('keeps a value for a later sum while others come and go', () => {
    const square: Shape = [2, 2, 1];
    const double: HandOperation = {
      kind: 'conv2d',
      input: 0,
      window: [1, 1],
      ...once,
      weights: f32(2),
      bias: f32(0),
      activation: LINEAR,
    };
    const result = run(
      [square, square, square, square, [1, 1, 4]],
      [
        double,
        { ...double, input: 1 },
        { kind: 'add', inputs: [2, 0], activation: LINEAR },
        { kind: 'reshape', input: 3 },
      ],
      [1, 2, 3, 4],
    );
    assert.deepEqual(result, [5, 10, 15, 20]);
  });

  it('takes a softmax of great numbers at each position', () => {
    const shape: Shape = [1, 2, 2];
    const result = run([shape, shape], [{ kind: 'softmax', input: 0 }], [1e4, 1e4, -1e30, 1e30]);
    assert.deepEqual(result, [0.5, 0.5, 0, 1]);
  });

  it('puts zeros around an image', () => {
    const padding = { top: 1, bottom: 0, left: 0, right: 2 };
    const result = run(
      [
        [1, 1, 2],
        [2, 3, 2],
      ],
      [{ kind: 'pad', input: 0, padding }],
      [5, 6],
    );
    assert.deepEqual(result, [0, 0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0]);
  });

  const activations: [Activation, number[]][] = [
    [{ kind: 'relu', max: Infinity, slope: 0 }, [0, 0, 0, 0.5, 8]],
    [{ kind: 'relu', max: 6, slope: 0.25 }, [-2, -0.125, 0, 0.5, 6]],
    [{ kind: 'hardSigmoid', slope: 0.25, offset: 0.5 }, [0, 0.375, 0.5, 0.625, 1]],
    [{ kind: 'softsign' }, [-8 / 9, -1 / 3, 0, 1 / 3, 8 / 9]],
  ];
  for (const [activation, expected] of activations) {
    it(`applies ${JSON.stringify(activation)}`, () => {
      const shape: Shape = [1, 1, 5];
      const operation: HandOperation = { kind: 'activate', input: 0, activation };
      const result = run([shape, shape], [operation], [-8, -0.5, 0, 0.5, 8]);
      assert.deepEqual(result, expected.map(Math.fround));
    });
  }

  it('applies smooth activations to great numbers without overflow', () => {
    const shape: Shape = [1, 1, 2];
    const at = (activation: Activation) =>
      run([shape, shape], [{ kind: 'activate', input: 0, activation }], [-1000, 1000]);
    assert.deepEqual(at({ kind: 'softplus' }), [0, 1000]);
    assert.deepEqual(at({ kind: 'sigmoid' }), [0, 1]);
    assert.deepEqual(at({ kind: 'swish' }), [-0, 1000]);
    assert.deepEqual(at({ kind: 'elu', alpha: 2 }), [-2, 1000]);
  });
});
