import { LINEAR, type Activation, type Shape, type ValueId } from '../../graph/plan.js';
import { inputsOf } from '../slots.js';
import { packChannels, packWeights } from '../gpu/pack.js';
import type { DeviceOperation, DevicePlan } from './lower.js';
import { activationCode } from './shaders/activation.js';
import { convolutionShader, depthwiseShader } from './shaders/convolution.js';
import {
  elementwiseShader,
  padShader,
  reshapeShader,
  softmaxShader,
} from './shaders/elementwise.js';
import { poolShader } from './shaders/pool.js';
import type { Operand, Shader } from './shaders/shader.js';

/** One launch: an operation for all images of a batch. */
export interface Pass extends Shader {
  readonly inputs: readonly ValueId[];
  readonly output: ValueId;
  /** `uniform vec2 f` */
  readonly floats: readonly [number, number];
  /** Texels of [rows, output groups], the bias in the last row. */
  readonly weights: Float32Array | undefined;
}

/** @param layers of every value but the input. */
export function createPasses(plan: DevicePlan, layers: number): Pass[] {
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
  // A convolution reads input channels four by four, and so up to three rows too many: zeros of
  // the input meet the bias there, and two rows of zeros.
  const texels = new Float32Array(weights.length + 3 * bias.length);
  texels.set(weights);
  texels.set(bias, weights.length);
  return texels;
}
