import {
  type Activation,
  type Conv2d,
  type Dense,
  inputsOf,
  LINEAR,
  type Operation,
  type Plan,
  type Reshape,
  type Shape,
  type ValueId,
} from '../../graph/plan.js';
import { packChannels, packWeights } from '../gpu-layout.js';
import {
  activationCode,
  convolutionShader,
  depthwiseShader,
  elementwiseShader,
  type Operand,
  padShader,
  poolShader,
  reshapeShader,
  type Shader,
  softmaxShader,
} from './shaders.js';

/** An operation's shader, inputs, output and weights. */
export interface KernelDescription extends Shader {
  readonly inputs: readonly ValueId[];
  readonly output: ValueId;
  /** `uniform vec2 f` */
  readonly floats: readonly [number, number];
  /** Texels [rows, output groups]; the bias is the last row. */
  readonly weights: Float32Array | undefined;
}

/** @param layers of every value except the input */
export function describeKernels(plan: DevicePlan, layers: number): KernelDescription[] {
  const operand = (value: ValueId): Operand => ({
    shape: plan.values[value]!,
    flat: value === plan.input,
  });
  return plan.operations.map((operation) => {
    const { output } = operation;
    const inputs = inputsOf(operation);
    const { code, floats } = activationCode(activationOf(operation));
    const shape = plan.values[output]!;
    return {
      ...shaderOf(operation, inputs.map(operand), shape, layers, code),
      inputs,
      output,
      floats,
      weights: 'weights' in operation ? withBias(operation) : undefined,
    };
  });
}

function shaderOf(
  operation: DeviceOperation,
  operands: readonly Operand[],
  output: Shape,
  layers: number,
  activate: string,
): Shader {
  const operand = operands[0]!;
  switch (operation.kind) {
    case 'conv2d':
      return convolutionShader(operation, operand, output, layers, activate);
    case 'depthwiseConv2d':
      return depthwiseShader(operation, operand, output, layers, activate);
    case 'maxPool':
    case 'averagePool':
      return poolShader(operation, operand, output, layers);
    case 'pad':
      return padShader(operation.padding, operand, output, layers);
    case 'add':
    case 'activate':
      return elementwiseShader(operands, output, layers, activate);
    case 'softmax':
      return softmaxShader(operand, output, layers);
    case 'reshape':
      return reshapeShader(operand, output, layers);
  }
}

function activationOf(operation: DeviceOperation): Activation {
  return 'activation' in operation ? operation.activation : LINEAR;
}

function withBias(operation: Parameters<typeof packWeights>[0]): Float32Array {
  const weights = packWeights(operation);
  const bias = packChannels(operation.bias, operation.bias.length);
  // A convolution reads input channels in groups of four, so up to three rows too many: the bias and two
  // rows of zeros. They are multiplied by zeros of the input.
  const texels = new Float32Array(weights.length + 3 * bias.length);
  texels.set(weights);
  texels.set(bias, weights.length);
  return texels;
}

/** Dense layers become convolutions; see {@link asConvolution}. */
type DeviceOperation = Exclude<Operation, Dense>;

export interface DevicePlan extends Pick<Plan, 'values' | 'input' | 'output'> {
  readonly operations: readonly DeviceOperation[];
  /** Whether the outputs are logits, and the CPU computes the softmax. */
  readonly softmaxAfter: boolean;
}

/**
 * Simplifies a plan: fewer kinds of operation, so fewer shaders to compile, and no unnecessary kernel.
 */
export function lower(plan: Plan): DevicePlan {
  // A softmax of ten numbers takes a kernel on the GPU and almost no time on the CPU.
  const last = plan.operations.at(-1);
  const softmaxAfter = last?.kind === 'softmax';
  const kept = softmaxAfter ? plan.operations.slice(0, -1) : plan.operations;
  const reshapes = new Map<ValueId, Reshape>();
  for (const operation of kept) {
    if (operation.kind === 'reshape') reshapes.set(operation.output, operation);
  }
  const operations = kept.map((operation) =>
    operation.kind === 'dense'
      ? asConvolution(plan, operation, reshapes.get(operation.input))
      : operation,
  );
  const output = softmaxAfter ? last.input : plan.output;
  const read = new Set([output, ...operations.flatMap(inputsOf)]);
  return {
    values: plan.values,
    input: plan.input,
    output,
    operations: operations.filter(({ kind, output }) => kind !== 'reshape' || read.has(output)),
    softmaxAfter,
  };
}

/** A dense layer is a convolution whose window is its whole input, so no reshape before it is needed. */
function asConvolution(plan: Plan, dense: Dense, flattening: Reshape | undefined): Conv2d {
  const input = flattening?.input ?? dense.input;
  const [height, width] = plan.values[input]!;
  return {
    ...dense,
    kind: 'conv2d',
    input,
    window: [height, width],
    strides: [1, 1],
    dilations: [1, 1],
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
  };
}
