import type { Random } from '../../support/random.js';
import type { GraphSpec, NodeSpec, TensorSpec } from './onnx-builder.js';

/** Random weights of about the size that keeps values where they are. */
export function weights(random: Random, dims: readonly number[], size = 0.2): TensorSpec {
  const length = dims.reduce((product, n) => product * n, 1);
  return { dims, values: Array.from({ length }, () => random.normal() * size) };
}

/** `Int64` numbers of a shape. */
export function whole(...values: number[]): TensorSpec {
  return { dims: [values.length], values, storage: 'int64' };
}

/**
 * The network that CNTK exported to the ONNX model zoo, node by node and name by name; its weights
 * are random. Version 7 and 8 list the weights among the inputs and hold them as `float_data`.
 *
 * Source: https://github.com/onnx/models/tree/main/validated/vision/classification/mnist
 */
export function zooMnist(random: Random, opset: 7 | 8 | 12): GraphSpec {
  const storage = opset === 12 ? ('raw' as const) : ('float' as const);
  const stored = (dims: readonly number[], size: number) => ({
    ...weights(random, dims, size),
    storage,
  });
  const convolution = { kernel_shape: [5, 5], strides: [1, 1], auto_pad: 'SAME_UPPER' };
  const conv = { ...convolution, group: 1, dilations: [1, 1] };
  const pool = (side: number) => ({
    kernel_shape: [side, side],
    strides: [side, side],
    pads: [0, 0, 0, 0],
    auto_pad: 'NOTSET',
  });
  return {
    opset,
    irVersion: opset === 12 ? 7 : 3,
    producer: ['CNTK', '2.5.1'],
    inputs: { Input3: [1, 1, 28, 28] },
    outputs: { Plus214_Output_0: [1, 10] },
    tensors: {
      Parameter193: stored([16, 4, 4, 10], 0.1),
      Parameter87: stored([16, 8, 5, 5], 0.1),
      Parameter5: stored([8, 1, 5, 5], 0.002),
      Parameter6: stored([8, 1, 1], 0.5),
      Parameter88: stored([16, 1, 1], 0.5),
      Pooling160_Output_0_reshape0_shape: whole(1, 256),
      Parameter193_reshape1_shape: whole(256, 10),
      Parameter194: stored([1, 10], 0.5),
    },
    nodes: [
      {
        op: 'Reshape',
        name: 'Times212_reshape1',
        inputs: ['Parameter193', 'Parameter193_reshape1_shape'],
        output: 'Parameter193_reshape1',
      },
      node('Conv', 'Convolution28', ['Input3', 'Parameter5'], conv),
      node('Add', 'Plus30', ['Convolution28_Output_0', 'Parameter6']),
      node('Relu', 'ReLU32', ['Plus30_Output_0']),
      node('MaxPool', 'Pooling66', ['ReLU32_Output_0'], pool(2)),
      node('Conv', 'Convolution110', ['Pooling66_Output_0', 'Parameter87'], conv),
      node('Add', 'Plus112', ['Convolution110_Output_0', 'Parameter88']),
      node('Relu', 'ReLU114', ['Plus112_Output_0']),
      node('MaxPool', 'Pooling160', ['ReLU114_Output_0'], pool(3)),
      {
        op: 'Reshape',
        name: 'Times212_reshape0',
        inputs: ['Pooling160_Output_0', 'Pooling160_Output_0_reshape0_shape'],
        output: 'Pooling160_Output_0_reshape0',
      },
      node('MatMul', 'Times212', ['Pooling160_Output_0_reshape0', 'Parameter193_reshape1']),
      node('Add', 'Plus214', ['Times212_Output_0', 'Parameter194']),
    ],
  };
}

/** Its result has the name that CNTK gives it. */
function node(
  op: string,
  name: string,
  inputs: readonly string[],
  attributes: NodeSpec['attributes'] = {},
): NodeSpec {
  return { op, name, inputs, output: `${name}_Output_0`, attributes };
}
