import type { Reader, SourceNetwork } from '../source-network.js';
import { runTrace, type Trace } from './evaluate/trace.js';
import { readGraph } from './format/read-graph.js';
import { traceForImage } from './input-shape.js';
import type { Flow } from './translate/flow.js';
import { validName, type LayerDraft } from './translate/layer-list.js';
import { modelTopology, modelWeights } from './translate/topology.js';
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
