import { ScriptError } from '../../lib/script-error.js';
import { traceGraph, type Trace } from './evaluate/trace.js';
import type { OnnxGraph, OnnxInput } from './graph.js';
import { forOneImage } from './one-image.js';
import { elementsOf, showDims } from './tensor.js';

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
