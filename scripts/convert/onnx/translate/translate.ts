import { ScriptError } from '../../../lib/cli.js';
import type { Trace } from '../evaluate/trace.js';
import { elementsOf, type OnnxNode } from '../graph.js';
import {
  type Call,
  dropped,
  type Flow,
  type FlowDraft,
  identityOrder,
  type LayerDraft,
  LayerList,
  sameNumbers,
  type Translation,
  values,
  view,
} from './layers.js';
import {
  add,
  batchNormalization,
  clip,
  div,
  elu,
  gemm,
  leakyRelu,
  logSoftmax,
  matMul,
  mul,
  relu,
  sigmoid,
  softmax,
  sub,
  tanh,
} from './operators.js';
import {
  averagePool,
  conv,
  globalAveragePool,
  globalMaxPool,
  maxPool,
  pad,
  reduceMean,
} from './windows.js';

interface Translated {
  /** Each after those it reads from; the last gives the ten values. */
  readonly layers: readonly LayerDraft[];
  readonly kind: Flow['kind'];
  readonly notes: readonly string[];
}

/**
 * Turns a traced graph into Keras layers on channels-last values.
 *
 * @throws ScriptError `unsupported-network` naming the node that no layer computes
 */
export function translate(trace: Trace): Translated {
  const { graph } = trace;
  const layers = new LayerList();
  const notes: string[] = [];
  const flows = new Map<string, Flow>();
  const readers = findReaders(trace);
  const keep = (name: string, draft: FlowDraft, from: readonly (Flow | undefined)[]) => {
    const shared = from.some((flow) => flow?.layer === draft.layer && !flow.exclusive);
    const exclusive = !shared && readers.get(name)?.length === 1;
    flows.set(name, { ...draft, exclusive });
  };
  const input = layers.emit(
    'InputLayer',
    graph.input.name,
    { batch_input_shape: [null, 28, 28, 1] },
    [],
  );
  keep(graph.input.name, values(input, [28, 28, 1], identityOrder(784)), []);
  for (const node of trace.nodes) {
    const call: Call = {
      node,
      layers,
      flows: node.inputs.map((name) => flows.get(name)),
      constants: node.inputs.map((name) => trace.constants.get(name)),
      dims: node.inputs.map((name) => dimsOf(trace, name)),
      resultDims: dimsOf(trace, node.output),
      readers: readers.get(node.output) ?? [],
      note: (line) => notes.push(line),
    };
    keep(node.output, translateNode(call), call.flows);
  }
  const output = flows.get(graph.output);
  if (!output) {
    throw new ScriptError(
      'unsupported-network',
      `output ${graph.output} does not depend on the image`,
    );
  }
  finish(output, layers, trace.nodes.at(-1));
  return { layers: layers.layers, kind: output.kind, notes };
}

function translateNode(call: Call): FlowDraft {
  const translation = TRANSLATIONS.get(call.node.opType);
  if (translation) return translation(call);
  throw call.node.unsupported(
    `${call.node.opType} is supported on shapes and weights, not on what depends on the image; there ${[...TRANSLATIONS.keys()].join(', ')} are`,
  );
}

/** The ten values in a row, in their order. */
function finish(output: Flow, layers: LayerList, last: OnnxNode | undefined): void {
  if (!sameNumbers(output.order, identityOrder(elementsOf(output.dims)))) {
    throw new ScriptError(
      'unsupported-network',
      `${last?.where ?? 'the output'}: the ten values are put into another order at the end; leave out the last Transpose`,
    );
  }
  if (output.dims.length > 1) {
    layers.emit('Flatten', `${output.layer.name}_flatten`, {}, [output.layer]);
  }
}

/** For each value, the `op_type` of those that read it; the graph's output is read once more. */
function findReaders({ graph, nodes }: Trace): Map<string, string[]> {
  const readers = new Map<string, string[]>([[graph.output, ['']]]);
  for (const node of nodes) {
    for (const name of node.inputs) {
      readers.set(name, [...(readers.get(name) ?? []), node.opType]);
    }
  }
  return readers;
}

function dimsOf({ dims, constants }: Trace, name: string): readonly number[] {
  return dims.get(name) ?? constants.get(name)?.dims ?? [];
}

/** By `op_type`, for nodes whose result depends on the image. */
const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map([
  ['Add', add],
  ['AveragePool', averagePool],
  ['BatchNormalization', batchNormalization],
  ['Cast', view],
  ['Clip', clip],
  ['Conv', conv],
  ['Div', div],
  ['Dropout', dropped],
  ['Elu', elu],
  ['Flatten', view],
  ['Gemm', gemm],
  ['GlobalAveragePool', globalAveragePool],
  ['GlobalMaxPool', globalMaxPool],
  ['Identity', view],
  ['LeakyRelu', leakyRelu],
  ['LogSoftmax', logSoftmax],
  ['MatMul', matMul],
  ['MaxPool', maxPool],
  ['Mul', mul],
  ['Pad', pad],
  ['ReduceMean', reduceMean],
  ['Relu', relu],
  ['Reshape', view],
  ['Sigmoid', sigmoid],
  ['Softmax', softmax],
  ['Squeeze', view],
  ['Sub', sub],
  ['Tanh', tanh],
  ['Transpose', view],
  ['Unsqueeze', view],
]);
