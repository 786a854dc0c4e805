/**
 * The plan: what a backend executes. A list of typed operations in an order in which each one's
 * inputs are ready, produced from a descriptor by `buildPlan` (lowering: batch normalization folded,
 * reshapes turned into views, zero padding merged where the next operation can pad).
 *
 * Every value is a tensor of shape [height, width, channels] per image, channels last, float32, with
 * the batch in front; a vector of n is [1, 1, n]. Plain data, no methods: it can be cloned and posted.
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
  /** The name of the descriptor's layer it comes from, for messages and tables. */
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

/** Cross-correlation with zero padding, as every framework calls convolution. */
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

/** Padding never wins a maximum. */
export interface MaxPool extends Windowed {
  readonly kind: 'maxPool';
}

/** Padding is not counted in the mean. */
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

/** Zero padding that could not be merged into the operation behind it. */
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

/** An activation that could not be fused into the operation before it. */
export interface Activate extends Unary {
  readonly kind: 'activate';
  readonly activation: Activation;
}

/** Over the channels, at each position. */
export interface Softmax extends Unary {
  readonly kind: 'softmax';
}

/** The same numbers in the same order with another shape. No backend moves data for it. */
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

export interface Plan {
  /** Shape of each value, by id. */
  readonly values: readonly Shape[];
  /** Always 28×28×1. */
  readonly input: ValueId;
  /** Always 1×1×10. */
  readonly output: ValueId;
  readonly operations: readonly Operation[];
  /** Of the whole network, per image. */
  readonly multiplyAdds: number;
  /** Number of trained parameters in the plan, after folding. */
  readonly weightCount: number;
}

export const LINEAR: Activation = { kind: 'linear' };
