import type { DescriptorMetadata } from './descriptor.js';

/**
 * Shape of a value of a plan, per image. Values are float32 tensors with channels last and the batch first;
 * a vector of n is [1, 1, n].
 */
export type Shape = readonly [height: number, width: number, channels: number];

/** Index into {@link Plan.values}. */
export type ValueId = number;

export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * A function of one number, applied to every element.
 *
 * - relu: x < 0 ? slope * x : min(x, max); `max` may be Infinity
 * - elu: x < 0 ? alpha * (exp(x) - 1) : x
 * - selu: as in Klambauer et al. 2017
 * - hardSigmoid: clamp(x * slope + offset, 0, 1)
 * - swish: x * sigmoid(x)
 * - softplus: log(1 + exp(x)), softsign: x / (1 + |x|)
 */
export type Activation =
  | { readonly kind: 'linear' }
  | { readonly kind: 'relu'; readonly max: number; readonly slope: number }
  | { readonly kind: 'elu'; readonly alpha: number }
  | { readonly kind: 'selu' }
  | { readonly kind: 'sigmoid' }
  | { readonly kind: 'hardSigmoid'; readonly slope: number; readonly offset: number }
  | { readonly kind: 'tanh' }
  | { readonly kind: 'swish' }
  | { readonly kind: 'softplus' }
  | { readonly kind: 'softsign' };

interface OperationBase {
  /** Name of the descriptor's layer, for messages and tables. */
  readonly name: string;
  readonly output: ValueId;
  /** Multiply-adds per image. */
  readonly multiplyAdds: number;
}

interface Unary extends OperationBase {
  readonly input: ValueId;
}

interface Windowed extends Unary {
  /** Height and width of the window. */
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Padding;
}

/** Cross-correlation with zero padding; all frameworks call it convolution. */
export interface Conv2d extends Windowed {
  readonly kind: 'conv2d';
  readonly dilations: readonly [number, number];
  /** [window height, window width, input channels, output channels] */
  readonly weights: Float32Array;
  /** [output channels] */
  readonly bias: Float32Array;
  readonly activation: Activation;
}

/** Output channel c * multiplier + m is input channel c filtered with weights[.., .., c, m]. */
export interface DepthwiseConv2d extends Windowed {
  readonly kind: 'depthwiseConv2d';
  readonly dilations: readonly [number, number];
  readonly multiplier: number;
  /** [window height, window width, input channels, multiplier] */
  readonly weights: Float32Array;
  /** [input channels * multiplier] */
  readonly bias: Float32Array;
  readonly activation: Activation;
}

/** Ignores the padding. */
export interface MaxPool extends Windowed {
  readonly kind: 'maxPool';
}

/** The mean without the padding. */
export interface AveragePool extends Windowed {
  readonly kind: 'averagePool';
}

/** Matrix product over the flattened [1, 1, inputs] value. */
export interface Dense extends Unary {
  readonly kind: 'dense';
  /** [inputs, outputs] */
  readonly weights: Float32Array;
  /** [outputs] */
  readonly bias: Float32Array;
  readonly activation: Activation;
}

/** Zero padding that could not be merged into the next operation. */
export interface Pad extends Unary {
  readonly kind: 'pad';
  readonly padding: Padding;
}

/** Sum of two values of the same shape. */
export interface Add extends OperationBase {
  readonly kind: 'add';
  readonly inputs: readonly [ValueId, ValueId];
  readonly activation: Activation;
}

/** An activation that could not be fused into the previous operation. */
export interface Activate extends Unary {
  readonly kind: 'activate';
  readonly activation: Activation;
}

/** Over the channels at each position. */
export interface Softmax extends Unary {
  readonly kind: 'softmax';
}

/** The same numbers in the same order with another shape. */
export interface Reshape extends Unary {
  readonly kind: 'reshape';
}

export type Operation =
  | Conv2d
  | DepthwiseConv2d
  | MaxPool
  | AveragePool
  | Dense
  | Pad
  | Add
  | Activate
  | Softmax
  | Reshape;

/**
 * What a backend executes: a descriptor compiled by `buildPlan` to operations with shapes. Each operation
 * stands after those it reads. Plain data, so it can be cloned and posted.
 */
export interface Plan {
  /** Shape of each value, by id. */
  readonly values: readonly Shape[];
  /** 28×28×1. */
  readonly input: ValueId;
  /** 1×1×10, or 1×1×11 with an output for what is not a digit. */
  readonly output: ValueId;
  readonly operations: readonly Operation[];
  /** Of the network, per image. */
  readonly multiplyAdds: number;
  /** Number of trained parameters in the plan, after folding. */
  readonly weightCount: number;
}

export const LINEAR: Activation = { kind: 'linear' };

/** Constants of the selu activation: Klambauer et al. 2017, section 2. */
export const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 } as const;

/** The values that an operation reads. */
export function inputsOf(
  operation: { readonly inputs: readonly ValueId[] } | { readonly input: ValueId },
): readonly ValueId[] {
  return 'inputs' in operation ? operation.inputs : [operation.input];
}

/** How many numbers a value has per image. */
export function lengthOf({ values }: Pick<Plan, 'values'>, value: ValueId): number {
  return values[value]!.reduce((product, size) => product * size, 1);
}

/** The plan up to the logits; null if it does not end with a softmax. */
export function withoutSoftmax(plan: Plan): Plan | null {
  const last = plan.operations.at(-1);
  if (last?.kind !== 'softmax' || last.output !== plan.output) return null;
  return { ...plan, operations: plan.operations.slice(0, -1), output: last.input };
}

/** What the network takes for paper and for ink. */
export function inputEnds({
  range,
  foreground,
  mean = 0,
  deviation = 1,
}: DescriptorMetadata['input']): readonly [paper: number, ink: number] {
  const [low, high] = [(range[0] - mean) / deviation, (range[1] - mean) / deviation];
  return foreground === 'light' ? [low, high] : [high, low];
}
