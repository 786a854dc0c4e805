import { constant } from './evaluate/constants.js';
import type { OnnxGraph } from './graph.js';
import type { Tensor } from './tensor.js';

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
