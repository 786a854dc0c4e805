import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prepare } from '../../../src/backends/cpu.js';
import { type Activation, LINEAR, type Shape } from '../../../src/graph/index.js';
import { atOnce } from '../../../src/util/async.js';
import { type HandOperation, handPlan, NO_PADDING } from '../../support/hand-plan.js';

/** A shape written as height×width×channels. */
const shape = (text: string) => text.split('×').map(Number) as unknown as Shape;

/** Runs operations on images; numbers are chosen so that float32 holds every result. */
function run(shapes: string, operations: HandOperation[], input: number[], count = 1): number[] {
  const plan = handPlan(shapes.split(' ').map(shape), operations);
  return [...atOnce(atOnce(prepare(plan)).run(Float32Array.from(input), count))];
}

const f32 = (...numbers: number[]) => Float32Array.from(numbers);

type Conv2d = Extract<HandOperation, { kind: 'conv2d' }>;

/** A convolution of the input, with stride 1 and without padding unless `more` says otherwise. */
function conv(
  window: readonly [number, number],
  weights: number[],
  bias: number[],
  more: Partial<Conv2d> = {},
): Conv2d {
  return {
    ...{ kind: 'conv2d', input: 0, window, strides: [1, 1], dilations: [1, 1] },
    ...{ padding: NO_PADDING, weights: f32(...weights), bias: f32(...bias), activation: LINEAR },
    ...more,
  };
}

const elevenFilters = Array.from({ length: 11 }, (_, f) => f + 1);
const pooling = {
  input: 0,
  window: [2, 2],
  strides: [2, 2],
  padding: { top: 0, bottom: 1, left: 1, right: 0 },
} as const;
const negatives = [-1, -2, -3, -4, -5, -6, -7, -8, -9];
const double = conv([1, 1], [2], [0]);

const CASES: Record<string, [shapes: string, HandOperation[], input: number[], output: number[]]> =
  {
    'pads below and to the right only, as TensorFlow does for an even window': [
      '2×2×1 2×2×1',
      [
        conv([2, 2], [1, 10, 100, 1000], [0.5], {
          padding: { top: 0, bottom: 1, left: 0, right: 1 },
        }),
      ],
      [1, 2, 3, 4],
      [4321.5, 402.5, 43.5, 4.5],
    ],
    'keeps an odd number of columns and of filters apart': [
      '1×3×1 1×3×5',
      [conv([1, 1], [1, 10, 100, 1000, 10000], [1, 2, 3, 4, 5])],
      [1, 2, 3],
      [1, 2, 3].flatMap((n) => [n + 1, n * 10 + 2, n * 100 + 3, n * 1000 + 4, n * 10000 + 5]),
    ],
    'strides over rows and dilates columns': [
      '3×3×1 2×1×1',
      [conv([1, 2], [1, 10], [0], { strides: [2, 1], dilations: [1, 2] })],
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
      [31, 97],
    ],
    'computes more filters than fill whole blocks, and no others': [
      '2×1×1 2×1×11',
      [
        conv(
          [1, 1],
          elevenFilters,
          elevenFilters.map((f) => 100 * f),
        ),
      ],
      [1, 3],
      [...elevenFilters.map((f) => 101 * f), ...elevenFilters.map((f) => 103 * f)],
    ],
    'gives each input channel its own filters, side by side, when depthwise': [
      '1×2×2 1×1×4',
      [
        {
          ...conv([1, 2], [1, 2, 3, 4, 10, 20, 30, 40], [0, 0, 0, 100]),
          ...{ kind: 'depthwiseConv2d', multiplier: 2 },
        },
      ],
      [1, 2, 3, 4],
      [31, 62, 126, 268],
    ],
    'never lets padding win a maximum': [
      '3×3×1 2×2×1',
      [{ kind: 'maxPool', ...pooling }],
      negatives,
      [-1, -2, -7, -8],
    ],
    'leaves padding out of a mean': [
      '3×3×1 2×2×1',
      [{ kind: 'averagePool', ...pooling }],
      negatives,
      [-2.5, -4, -7, -8.5],
    ],
    'multiplies a vector by [inputs, outputs] and adds the bias': [
      '1×1×2 1×1×5',
      [
        {
          ...{ kind: 'dense', input: 0, weights: f32(1, 2, 3, 4, 5, 10, 20, 30, 40, 50) },
          ...{ bias: f32(0, 0, 0, 0, 1000), activation: LINEAR },
        },
      ],
      [3, 1],
      [13, 26, 39, 52, 1065],
    ],
    'keeps a value for a later sum while others come and go': [
      '2×2×1 2×2×1 2×2×1 2×2×1 1×1×4',
      [
        double,
        { ...double, input: 1 },
        { kind: 'add', inputs: [2, 0], activation: LINEAR },
        { kind: 'reshape', input: 3 },
      ],
      [1, 2, 3, 4],
      [5, 10, 15, 20],
    ],
    'takes a softmax of large numbers at each position': [
      '1×2×2 1×2×2',
      [{ kind: 'softmax', input: 0 }],
      [1e4, 1e4, -1e30, 1e30],
      [0.5, 0.5, 0, 1],
    ],
    'puts zeros around an image': [
      '1×1×2 2×3×2',
      [{ kind: 'pad', input: 0, padding: { top: 1, bottom: 0, left: 0, right: 2 } }],
      [5, 6],
      [0, 0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0],
    ],
  };

describe('operations computed by hand: the cpu backend', () => {
  for (const [title, [shapes, operations, input, output]] of Object.entries(CASES)) {
    it(title, () => assert.deepEqual(run(shapes, operations, input), output));
  }

  it('skips zeros wherever they are, and those of the image before', () => {
    // Two channels in three pixels, in a window two pixels wide.
    const images = [0, 2, 0, 0, 5, 0, 1, 0, 3, 4, 0, 6, 0, 0, 0, 0, 0, 0];
    const convolution = conv([1, 2], [1, 10, 100, 1000], [0.5]);
    const answers = run('1×3×2 1×2×1', [convolution], images, 3);
    assert.deepEqual(answers, [20.5, 500.5, 4301.5, 6043.5, 0.5, 0.5]);
  });

  const activations: [Activation, input: number[], output: number[]][] = [
    [{ kind: 'relu', max: Infinity, slope: 0 }, [-8, -0.5, 0, 0.5, 8], [0, 0, 0, 0.5, 8]],
    [{ kind: 'relu', max: 6, slope: 0.25 }, [-8, -0.5, 0, 0.5, 8], [-2, -0.125, 0, 0.5, 6]],
    [
      { kind: 'hardSigmoid', slope: 0.25, offset: 0.5 },
      [-8, -0.5, 0, 0.5, 8],
      [0, 0.375, 0.5, 0.625, 1],
    ],
    [{ kind: 'softsign' }, [-8, -0.5, 0, 0.5, 8], [-8 / 9, -1 / 3, 0, 1 / 3, 8 / 9]],
    // Without overflow.
    [{ kind: 'softplus' }, [-1000, 1000], [0, 1000]],
    [{ kind: 'sigmoid' }, [-1000, 1000], [0, 1]],
    [{ kind: 'swish' }, [-1000, 1000], [-0, 1000]],
    [{ kind: 'elu', alpha: 2 }, [-1000, 1000], [-2, 1000]],
  ];
  for (const [activation, input, output] of activations) {
    it(`applies ${JSON.stringify(activation)} to ${input.join(', ')}`, () => {
      const dims = `1×1×${input.length}`;
      const result = run(`${dims} ${dims}`, [{ kind: 'activate', input: 0, activation }], input);
      assert.deepEqual(result, output.map(Math.fround));
    });
  }
});
