import { ScriptError } from '../../lib/cli.js';
import { type LayerDraft, type LayerList, validName } from '../model.js';
import { imageByImage, type Reader, type SourceNetwork } from '../source-network.js';
import { elementsOf, showShape, type Tensor, unsupported } from '../tensor.js';
import type { Flow } from './flow.js';
import { type OnnxGraph, type OnnxInput, readGraph } from './format.js';
import { compute, runTrace, type Trace, traceGraph } from './operators.js';
import { translate } from './translate.js';

/**
 * Reads an ONNX network of operator sets 7 to 21, channels first or last: the operators that
 * classifiers of digits are made of. Values are the graph's own, save that a LogSoftmax at the end
 * becomes a softmax, in what it evaluates to as well.
 *
 * @throws ScriptError `bad-network`, `unsupported-network`
 */
export const read: Reader = async (file): Promise<SourceNetwork> => {
  const graph = await readGraph(file);
  const assumed = graph.dropped.map((output) => `output ${output}: dropped`);
  const trace = traceForImage(graph, assumed);
  const { layers: list, kind, notes } = translate(trace);
  const { layers } = list;
  const logarithm = kind === 'logProbabilities';
  const name = validName(graph.name) || 'onnx';
  const turned = layers.some(({ className }) => className.endsWith('Conv2D'));
  return {
    format: `ONNX, operator set ${graph.opset}${graph.producer && `, written by ${graph.producer}`}`,
    name,
    topology: modelOf(name, list),
    weights: list.weights(),
    ...outputOf(kind, layers.at(-1)),
    notes: [
      ...assumed,
      ...(turned ? ['turned from channels first to channels last, weights included'] : []),
      ...notes,
      'the file does not say which range its input has: give it with --input-range (0..255 for the MNIST network of the ONNX model zoo)',
    ],
    evaluate: imageByImage((image) => {
      const answer = runTrace(trace, image);
      return logarithm ? answer.map(Math.exp) : answer;
    }, elementsOf(trace.inputShape)),
  };
};

/** Whether ten sigmoids are probabilities, the file does not tell. */
function outputOf(kind: Flow['kind'], last: LayerDraft | undefined): Pick<SourceNetwork, 'output'> {
  if (kind !== 'values') return { output: 'probabilities' };
  return last?.config['activation'] === 'sigmoid' ? {} : { output: 'logits' };
}

/** Sequential where each layer reads the one before it, Functional where not. */
function modelOf(name: string, list: LayerList): Record<string, unknown> {
  const { layers } = list;
  const chain = layers.every(
    ({ inputs }, i) => i === 0 || (inputs.length === 1 && inputs[0] === layers[i - 1]),
  );
  if (!chain) return list.functional(name, layers.at(-1)!);
  const entries = layers.map(({ className, config }) => ({ class_name: className, config }));
  return { class_name: 'Sequential', config: { name, layers: entries } };
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
  // LeNet's, with a border
  [1, 1, 32, 32],
  [1, 32, 32, 1],
];

/**
 * Computes the graph once, for an image of the shape that its input has. Sizes that the file leaves
 * open are tried out.
 *
 * @throws ScriptError `unsupported-network` for an input that is not 28×28 in one channel and an
 *   output that is not ten or eleven values
 */
function traceForImage(graph: OnnxGraph, notes: string[]): Trace {
  const { name, shape } = graph.input;
  const candidates = SHAPES.filter((candidate) => fits(candidate, shape));
  const shown = shape ? showShape(shape.map((size) => size ?? '?')) : 'without a shape';
  if (candidates.length === 0) {
    throw unsupported(
      `input ${name} is ${shown} where 28×28 in one channel, 784 numbers, is needed`,
    );
  }
  const batch = shape?.[0];
  const trace = firstThatWorks(graph, candidates);
  if (batch !== undefined && batch !== trace.inputShape[0]) {
    notes.push(`input ${name}: written for ${batch} images at a time, now any number`);
  }
  // The batch is open in most files, and no guess.
  if (!shape || shape.slice(1).includes(undefined)) {
    notes.push(`input ${name}: ${shown} in the file, taken for ${showShape(trace.inputShape)}`);
  }
  const found = trace.shapeOf(graph.output);
  const count = elementsOf(found);
  if (count === 10 || count === 11) return trace;
  throw unsupported(
    `output ${graph.output} is ${showShape(found)} where ten values, one for each digit, or eleven are needed`,
  );
}

function fits(candidate: readonly number[], shape: OnnxInput['shape']): boolean {
  if (!shape) return true;
  const isBatch = (axis: number) => axis === 0 && candidate[0] === 1;
  return (
    shape.length === candidate.length &&
    shape.every((size, axis) => size === undefined || size === candidate[axis] || isBatch(axis))
  );
}

function firstThatWorks(graph: OnnxGraph, candidates: readonly (readonly number[])[]): Trace {
  const batch = graph.input.shape?.[0] ?? 1;
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
  if (!(failure instanceof ScriptError) || batch === 1) throw failure;
  throw new ScriptError(
    failure.code,
    `${failure.message} (computed for one image where the file is for ${batch}; export it for one)`,
    { cause: failure },
  );
}

/**
 * A graph that was exported for a fixed number of images, made one for a single image: where a
 * Reshape's fixed shape starts with that number, it starts with 1.
 */
function forOneImage(graph: OnnxGraph, batch: number): OnnxGraph {
  const reshapes = graph.nodes.filter(({ opType }) => opType === 'Reshape');
  const names = new Set(reshapes.map(({ inputs }) => inputs[1] ?? ''));
  const stored = graph.nodes.filter(
    ({ opType, output }) => opType === 'Constant' && names.has(output),
  );
  const initializers = new Map(graph.initializers);
  const shapes: [string, Tensor][] = [
    ...[...graph.initializers].filter(([name]) => names.has(name)),
    ...stored.map((node): [string, Tensor] => [node.output, compute(node, () => undefined)]),
  ];
  for (const [name, { shape, values }] of shapes) {
    initializers.set(name, { shape, values: values[0] === batch ? values.with(0, 1) : values });
  }
  return { ...graph, initializers, nodes: graph.nodes.filter((node) => !stored.includes(node)) };
}
