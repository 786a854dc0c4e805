import { IMAGE_LENGTH } from '../../../src/ink/drawing.js';
import type { SourceGraph } from '../layers/source-layer.js';
import { evaluateLayer } from './evaluate-layer.js';
import type { NdArray } from './ndarray.js';

/**
 * What a network answers by the definitions of its layers, in float64 and in the layout of its
 * file: nothing is turned, folded or shared with what runs descriptors.
 *
 * @param images n × 784 values
 * @returns n × 10 values
 */
export function evaluateGraph(graph: SourceGraph, images: Float32Array): Float32Array {
  const answers: number[] = [];
  for (let start = 0; start < images.length; start += IMAGE_LENGTH) {
    answers.push(
      ...evaluateImage(graph, Float64Array.from(images.subarray(start, start + IMAGE_LENGTH))),
    );
  }
  return Float32Array.from(answers);
}

function evaluateImage(graph: SourceGraph, image: Float64Array): Float64Array {
  const results = new Map<string, NdArray>();
  for (const layer of graph.layers) {
    const [first, ...others] = layer.inputs.map((id) => results.get(id)!);
    const tensor = (name: string) => graph.tensors.get(layer.path)!.get(name)!;
    const result = first
      ? evaluateLayer(layer, [first, ...others], tensor, graph.kerasMajor)
      : { dims: inputDims(layer.config['batch_input_shape']), data: image };
    results.set(layer.id, result);
  }
  return results.get(graph.output)!.data;
}

function inputDims(shape: unknown): readonly number[] {
  return (shape as readonly number[]).slice(1);
}
