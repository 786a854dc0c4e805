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
import { packConstants } from '../gpu-layout.js';
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
      weights: 'weights' in operation ? packConstants(operation, SPARE_ROWS) : undefined,
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

/**
 * A convolution reads input channels in groups of four, so up to three rows too many: the bias and two rows of
 * zeros. They are multiplied by zeros of the input.
 */
const SPARE_ROWS = 2;

/** Dense layers become convolutions; see {@link asConvolution}. */
type DeviceOperation = Exclude<Operation, Dense>;

export interface DevicePlan extends Pick<Plan, 'values' | 'input' | 'output'> {
  readonly operations: readonly DeviceOperation[];
}

/**
 * Simplifies a plan: fewer kinds of operation, so fewer shaders to compile, and no unnecessary kernel.
 */
export function lower(plan: Plan): DevicePlan {
  const reshapes = new Map<ValueId, Reshape>();
  for (const operation of plan.operations) {
    if (operation.kind === 'reshape') reshapes.set(operation.output, operation);
  }
  const operations = plan.operations.map((operation) =>
    operation.kind === 'dense'
      ? asConvolution(plan, operation, reshapes.get(operation.input))
      : operation,
  );
  const read = new Set([plan.output, ...operations.flatMap(inputsOf)]);
  return {
    values: plan.values,
    input: plan.input,
    output: plan.output,
    operations: operations.filter(({ kind, output }) => kind !== 'reshape' || read.has(output)),
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
