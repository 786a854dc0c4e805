import { ScriptError } from '../../lib/cli.js';
import type { Reader, SourceNetwork } from '../source-network.js';
import { constant } from './evaluate/arithmetic.js';
import { runTrace, type Trace, traceGraph } from './evaluate/trace.js';
import { readGraph } from './format.js';
import { elementsOf, type OnnxGraph, type OnnxInput, showDims, type Tensor } from './graph.js';
import {
  type Flow,
  type LayerDraft,
  modelTopology,
  modelWeights,
  validName,
} from './translate/layers.js';
import { translate } from './translate/translate.js';

/**
 * Reads an ONNX network of operator sets 7 to 21, channels first or last: the operators that
 * classifiers of digits are made of. Values are the graph's own, save that a LogSoftmax at the end
 * becomes a softmax, in what it evaluates to as well.
 *
 * @throws ScriptError `bad-network`, `unsupported-network`
 */
export const readOnnx: Reader = async (file): Promise<SourceNetwork> => {
  const graph = readGraph(file);
  const assumed: string[] = [];
  const trace = traceForImage(graph, assumed);
  const { layers, kind, notes } = translate(trace);
  const logarithm = kind === 'logProbabilities';
  const name = validName(graph.name) || 'onnx';
  const turned = layers.some(({ className }) => className.endsWith('Conv2D'));
  return {
    format: `ONNX, operator set ${graph.opset}${graph.producer && `, written by ${graph.producer}`}`,
    name,
    topology: modelTopology(name, layers),
    weights: modelWeights(layers),
    ...outputOf(kind, layers.at(-1)),
    notes: [
      ...assumed,
      ...(turned ? ['turned from channels first to channels last, weights included'] : []),
      ...notes,
      'the file does not say which range its input has: give it with --input-range (0..255 for the MNIST network of the ONNX model zoo)',
    ],
    evaluate: async (images) => evaluate(trace, images, logarithm),
  };
};

/** Whether ten sigmoids are probabilities, the file does not tell. */
function outputOf(kind: Flow['kind'], last: LayerDraft | undefined): Pick<SourceNetwork, 'output'> {
  if (kind !== 'values') return { output: 'probabilities' };
  return last?.config['activation'] === 'sigmoid' ? {} : { output: 'logits' };
}

function evaluate(trace: Trace, images: Float32Array, logarithm: boolean): Float32Array {
  const count = images.length / 784;
  const answers = new Float32Array(count * 10);
  for (let i = 0; i < count; i++) {
    const image = Float64Array.from(images.subarray(i * 784, (i + 1) * 784));
    const answer = runTrace(trace, image);
    answers.set(logarithm ? answer.map(Math.exp) : answer, i * 10);
  }
  return answers;
}

/** What 784 numbers of one image can look like; the first 1 is the batch. */
const SHAPES: readonly (readonly number[])[] = [
  [1, 1, 28, 28],
  [1, 28, 28, 1],
  [1, 784],
  [1, 28, 28],
  [1, 1, 784],
  [1, 1, 1, 784],
  [28, 28],
  [784],
];

/**
 * Computes the graph once, for an image of the shape that its input has. Sizes that the file leaves
 * open are tried out.
 *
 * @throws ScriptError `unsupported-network` for an input that is not 28×28 in one channel and an
 *   output that is not ten values
 */
export function traceForImage(graph: OnnxGraph, notes: string[]): Trace {
  const { input } = graph;
  const candidates = SHAPES.filter((shape) => fits(shape, input.dims));
  if (candidates.length === 0) {
    throw new ScriptError(
      'unsupported-network',
      `input ${input.name} is ${show(input)} where 28×28 in one channel, 784 numbers, is needed`,
    );
  }
  const batch = input.dims?.[0];
  const trace = firstThatWorks(graph, candidates);
  if (batch !== undefined && batch !== trace.inputDims[0]) {
    notes.push(`input ${input.name}: written for ${batch} images at a time, now any number`);
  }
  // The batch is open in most files, and no guess.
  if (!input.dims || input.dims.slice(1).includes(undefined)) {
    notes.push(
      `input ${input.name}: ${show(input)} in the file, taken for ${showDims(trace.inputDims)}`,
    );
  }
  checkOutput(trace);
  return trace;
}

function firstThatWorks(graph: OnnxGraph, candidates: readonly (readonly number[])[]): Trace {
  const batch = graph.input.dims?.[0] ?? 1;
  const graphs = batch > 1 ? [graph, forOneImage(graph, batch)] : [graph];
  let failure: unknown;
  for (const shape of candidates) {
    for (const attempt of graphs) {
      try {
        return traceGraph(attempt, shape);
      } catch (error) {
        failure ??= error;
      }
    }
  }
  if (failure instanceof ScriptError && batch > 1) {
    throw new ScriptError(
      failure.code,
      `${failure.message} (computed for one image where the file is for ${batch}; export it for one)`,
      { cause: failure },
    );
  }
  throw failure;
}

function checkOutput({ graph, dims, constants }: Trace): void {
  const found = dims.get(graph.output) ?? constants.get(graph.output)?.dims ?? [];
  if (elementsOf(found) === 10) return;
  throw new ScriptError(
    'unsupported-network',
    `output ${graph.output} is ${showDims(found)} where ten values, one for each digit, are needed`,
  );
}

function fits(shape: readonly number[], dims: OnnxInput['dims']): boolean {
  if (!dims) return true;
  const batched = shape[0] === 1;
  return (
    dims.length === shape.length &&
    dims.every(
      (size, axis) => size === undefined || size === shape[axis] || (batched && axis === 0),
    )
  );
}

function show({ dims }: OnnxInput): string {
  return dims ? `[${dims.map((size) => size ?? '?').join(', ')}]` : 'without a shape';
}

/**
 * A graph that was exported for a fixed number of images, made one for a single image: where a
 * Reshape's fixed shape starts with that number, it starts with 1.
 */
export function forOneImage(graph: OnnxGraph, batch: number): OnnxGraph {
  const reshapes = graph.nodes.filter(({ opType }) => opType === 'Reshape');
  const names = new Set(reshapes.map(({ inputs }) => inputs[1] ?? ''));
  const stored = graph.nodes.filter(
    ({ opType, output }) => opType === 'Constant' && names.has(output),
  );
  const shapes = new Map<string, Tensor>([
    ...[...graph.initializers].filter(([name]) => names.has(name)),
    ...stored.map((node) => [node.output, constant(node, [])] as const),
  ]);
  const initializers = new Map(graph.initializers);
  for (const [name, { dims, data }] of shapes) {
    initializers.set(name, { dims, data: data[0] === batch ? data.with(0, 1) : data });
  }
  return { ...graph, initializers, nodes: graph.nodes.filter((node) => !stored.includes(node)) };
}
