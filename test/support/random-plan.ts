import {
  LINEAR,
  type Activation,
  type Padding,
  type Plan,
  type Shape,
} from '../../src/graph/index.js';
import { handPlan, type HandOperation } from './hand-plan.js';
import type { Random } from './random.js';

export const ACTIVATIONS: readonly Activation[] = [
  LINEAR,
  { kind: 'relu', max: Infinity, slope: 0 },
  { kind: 'relu', max: 0.6, slope: 0.2 },
  { kind: 'elu', alpha: 1.3 },
  { kind: 'selu' },
  { kind: 'sigmoid' },
  { kind: 'hardSigmoid', slope: 0.3, offset: 0.4 },
  { kind: 'tanh' },
  { kind: 'swish' },
  { kind: 'softplus' },
  { kind: 'softsign' },
];

type Pair = readonly [number, number];
type Stage = readonly [operation: HandOperation, output: Shape];
type Stages = Record<string, (random: Random, input: Shape, from: number) => Stage>;

const numbers = (random: Random, length: number) =>
  Float32Array.from({ length }, () => random.uniform(-0.5, 0.5));

const channelsOf = (random: Random) => random.pick([1, 2, 3, 4, 5, 7, 8, 9]);

function randomPadding(random: Random, maxRows: number, maxColumns: number): Padding {
  return {
    top: random.integer(0, maxRows),
    bottom: random.integer(0, maxRows),
    left: random.integer(0, maxColumns),
    right: random.integer(0, maxColumns),
  };
}

/** A random window with strides, dilations and padding, and the size of the output. */
function windowed(random: Random, [height, width]: Shape, dilates: boolean) {
  const window = [random.integer(1, 3), random.integer(1, 3)] as const;
  const strides = [random.integer(1, 3), random.integer(1, 3)] as const;
  const dilations: Pair = dilates ? [random.integer(1, 3), random.integer(1, 3)] : [1, 1];
  // A pool's window must contain more than padding.
  const max = (axis: 0 | 1) => (dilates ? 3 : window[axis] - 1);
  const padding = randomPadding(random, max(0), max(1));
  const size = (length: number, axis: 0 | 1, around: number) =>
    Math.floor((length + around - (window[axis] - 1) * dilations[axis] - 1) / strides[axis]) + 1;
  const rows = size(height, 0, padding.top + padding.bottom);
  const columns = size(width, 1, padding.left + padding.right);
  return { settings: { window, strides, padding }, dilations, rows, columns };
}

function pool(random: Random, kind: 'maxPool' | 'averagePool', input: Shape, from: number): Stage {
  const { settings, rows, columns } = windowed(random, input, false);
  return [{ kind, input: from, ...settings }, [rows, columns, input[2]]];
}

function weights(random: Random, window: Pair, perTap: number, channels: number) {
  return {
    weights: numbers(random, window[0] * window[1] * perTap),
    bias: numbers(random, channels),
    activation: random.pick(ACTIVATIONS),
  };
}

const STAGES: Stages = {
  conv2d(random, input, from) {
    const { settings, dilations, rows, columns } = windowed(random, input, true);
    const channels = channelsOf(random);
    const trained = weights(random, settings.window, input[2] * channels, channels);
    return [
      { kind: 'conv2d', input: from, ...settings, dilations, ...trained },
      [rows, columns, channels],
    ];
  },
  depthwiseConv2d(random, input, from) {
    const { settings, dilations, rows, columns } = windowed(random, input, true);
    const multiplier = random.integer(1, 3);
    const channels = input[2] * multiplier;
    const trained = weights(random, settings.window, channels, channels);
    return [
      { kind: 'depthwiseConv2d', input: from, ...settings, dilations, multiplier, ...trained },
      [rows, columns, channels],
    ];
  },
  maxPool: (random, input, from) => pool(random, 'maxPool', input, from),
  averagePool: (random, input, from) => pool(random, 'averagePool', input, from),
  pad(random, [height, width, channels], from) {
    const padding = randomPadding(random, 2, 2);
    return [
      { kind: 'pad', input: from, padding },
      [height + padding.top + padding.bottom, width + padding.left + padding.right, channels],
    ];
  },
  add(random, input, from) {
    return [{ kind: 'add', inputs: [from, from], activation: random.pick(ACTIVATIONS) }, input];
  },
  activate(random, input, from) {
    return [{ kind: 'activate', input: from, activation: random.pick(ACTIVATIONS) }, input];
  },
  softmax: (_, input, from) => [{ kind: 'softmax', input: from }, input],
  reshape: (_, [height, width, channels], from) => [
    { kind: 'reshape', input: from },
    [width, channels, height],
  ],
};

export const STAGE_KINDS = Object.keys(STAGES);

/** A chain of operations from an image to ten numbers; the first one is a `kind`. */
export function randomPlan(random: Random, kind: string): Plan {
  const shapes: Shape[] = [[28, 28, 1]];
  const operations: HandOperation[] = [];
  const length = random.integer(2, 5);
  for (let from = 0; from < length; from++) {
    const name = from === 0 ? kind : random.pick(STAGE_KINDS);
    const [operation, shape] = STAGES[name]!(random, shapes[from]!, from);
    // Stops before a value is too small for a window or too large for a test.
    if (Math.min(...shape) < 1 || shape[0] * shape[1] * shape[2] > 20_000) break;
    operations.push(operation);
    shapes.push(shape);
  }
  const [height, width, channels] = shapes.at(-1)!;
  const inputs = height * width * channels;
  shapes.push([1, 1, inputs], [1, 1, 10]);
  return handPlan(shapes, [
    ...operations,
    { kind: 'reshape', input: operations.length },
    {
      kind: 'dense',
      input: operations.length + 1,
      weights: numbers(random, inputs * 10).map((weight) => weight / Math.sqrt(inputs)),
      bias: numbers(random, 10),
      activation: random.pick(ACTIVATIONS),
    },
  ]);
}
