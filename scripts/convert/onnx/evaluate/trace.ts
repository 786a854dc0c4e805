import { BOUNDS } from '../../../../src/graph/index.js';
import { type OnnxGraph, type OnnxNode, type Tensor, zeros } from '../graph.js';
import {
  add,
  batchNormalization,
  cast,
  clip,
  concat,
  constant,
  constantOfShape,
  div,
  elu,
  flatten,
  gather,
  gemm,
  identity,
  leakyRelu,
  logSoftmax,
  matMul,
  mul,
  type Operator,
  reduceMean,
  relu,
  reshape,
  shape,
  sigmoid,
  slice,
  softmax,
  squeeze,
  sub,
  tanh,
  transpose,
  unsqueeze,
} from './arithmetic.js';
import { averagePool, conv, globalAveragePool, globalMaxPool, maxPool, pad } from './windows.js';

/** A graph for an input of a certain shape: what is fixed, what depends on the image, and its shapes. */
export interface Trace {
  readonly graph: OnnxGraph;
  readonly inputDims: readonly number[];
  /** Weights, and whatever is computed from weights and shapes alone. */
  readonly constants: ReadonlyMap<string, Tensor>;
  /** Nodes whose result depends on the image, in the order of execution. */
  readonly nodes: readonly OnnxNode[];
  /** Shapes of the input and of those nodes' results. */
  readonly dims: ReadonlyMap<string, readonly number[]>;
}

/**
 * Computes the graph once, on a blank image, to know which values are constant and how large the
 * others are.
 *
 * @throws ScriptError for operators that are not supported and values that do not fit
 */
export function traceGraph(graph: OnnxGraph, inputDims: readonly number[]): Trace {
  const constants = new Map(graph.initializers);
  const values = new Map<string, Tensor>([
    [graph.input.name, zeros(inputDims, `input ${graph.input.name}`)],
  ]);
  const nodes: OnnxNode[] = [];
  let elements = 0;
  for (const node of graph.nodes) {
    const result = compute(node, (name) => constants.get(name) ?? values.get(name));
    const fixed =
      node.opType === 'Shape' || node.inputs.every((name) => name === '' || constants.has(name));
    (fixed ? constants : values).set(node.output, result);
    if (!fixed) nodes.push(node);
    elements += result.data.length;
    if (elements > BOUNDS.valueElements) {
      throw node.unsupported(
        `the results up to it hold more than the ${BOUNDS.valueElements} numbers supported`,
      );
    }
  }
  const dims = new Map([...values].map(([name, tensor]) => [name, tensor.dims]));
  return { graph, inputDims, constants, nodes, dims };
}

/** @param image numbers that fill the traced input. @returns the output's numbers */
export function runTrace(trace: Trace, image: Float64Array): Float64Array {
  const { graph, constants } = trace;
  const values = new Map<string, Tensor>([
    [graph.input.name, { dims: trace.inputDims, data: image }],
  ]);
  const valueOf = (name: string) => constants.get(name) ?? values.get(name);
  for (const node of trace.nodes) values.set(node.output, compute(node, valueOf));
  return valueOf(graph.output)!.data;
}

function compute(node: OnnxNode, valueOf: (name: string) => Tensor | undefined): Tensor {
  const operator = node.domain === '' ? OPERATORS.get(node.opType) : undefined;
  if (!operator) {
    const from = node.domain === '' ? '' : ` of ${node.domain}`;
    throw node.unsupported(
      `${node.opType}${from} is not supported; ${[...OPERATORS.keys()].join(', ')} are`,
    );
  }
  const inputs = node.inputs.map((name) => {
    if (name === '') return undefined;
    const value = valueOf(name);
    if (!value) throw node.unsupported(`it reads ${name}, a second result that is not computed`);
    return value;
  });
  return operator(node, inputs);
}

/** By `op_type`. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['Add', add],
  ['AveragePool', averagePool],
  ['BatchNormalization', batchNormalization],
  ['Cast', cast],
  ['Clip', clip],
  ['Concat', concat],
  ['Constant', constant],
  ['ConstantOfShape', constantOfShape],
  ['Conv', conv],
  ['Div', div],
  // A trained network is run, not trained: nothing is dropped.
  ['Dropout', identity],
  ['Elu', elu],
  ['Flatten', flatten],
  ['Gather', gather],
  ['Gemm', gemm],
  ['GlobalAveragePool', globalAveragePool],
  ['GlobalMaxPool', globalMaxPool],
  ['Identity', identity],
  ['LeakyRelu', leakyRelu],
  ['LogSoftmax', logSoftmax],
  ['MatMul', matMul],
  ['MaxPool', maxPool],
  ['Mul', mul],
  ['Pad', pad],
  ['ReduceMean', reduceMean],
  ['Relu', relu],
  ['Reshape', reshape],
  ['Shape', shape],
  ['Sigmoid', sigmoid],
  ['Slice', slice],
  ['Softmax', softmax],
  ['Squeeze', squeeze],
  ['Sub', sub],
  ['Tanh', tanh],
  ['Transpose', transpose],
  ['Unsqueeze', unsqueeze],
]);
