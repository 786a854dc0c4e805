import { BOUNDS, checkBound } from './check.js';
import { DescriptorError } from './errors.js';
import type { Operation, Plan, Shape, ValueId } from './plan.js';

/** x * scale[c] + shift[c] on channel c: what batch normalization and rescaling come down to. */
export interface Affine {
  readonly kind: 'affine';
  readonly name: string;
  readonly input: ValueId;
  readonly output: ValueId;
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

type WithoutCount<T> = T extends unknown ? Omit<T, 'multiplyAdds'> : never;

/** An operation of the plan before it is counted, or an affine that is still to be folded. */
export type DraftOperation = WithoutCount<Operation> | Affine;

/** A plan in the making; the operations are in an order in which each one's inputs are ready. */
export interface Draft {
  readonly values: readonly Shape[];
  readonly input: ValueId;
  readonly output: ValueId;
  readonly operations: readonly DraftOperation[];
}

/** A value with the shape that the descriptor's layers see, of any rank and without the batch. */
export interface Tensor {
  readonly value: ValueId;
  readonly dims: readonly number[];
}

type WithoutOutput<T> = T extends unknown ? Omit<T, 'output'> : never;

/** The shape [height, width, channels] that holds a tensor's numbers in their order. */
function shapeOf(dims: readonly number[]): Shape {
  const channels = dims.at(-1) ?? 1;
  const width = dims.at(-2) ?? 1;
  if (dims.length <= 3) return [dims.at(-3) ?? 1, width, channels];
  return [1, elementsOf(dims) / channels, channels];
}

export function elementsOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/** A shape as messages show it: 28×28×1. */
export function showShape(dims: readonly (number | null)[]): string {
  return dims.length === 0 ? 'a single number' : dims.map((size) => size ?? '?').join('×');
}

/** Collects values and operations while the layers are lowered one by one. */
export class DraftBuilder {
  readonly values: Shape[] = [];
  readonly operations: DraftOperation[] = [];
  private elements = 0;

  /** @throws DescriptorError `network-too-large` */
  addValue(name: string, dims: readonly number[]): Tensor {
    this.elements += elementsOf(dims);
    checkBound(this.elements, BOUNDS.valueElements, `numbers in the results up to layer ${name}`);
    checkBound(this.values.length + 1, BOUNDS.values, `results up to layer ${name}`);
    return { value: this.values.push(shapeOf(dims)) - 1, dims };
  }

  /** Appends an operation whose result has the shape `dims`. */
  emit(operation: WithoutOutput<DraftOperation>, dims: readonly number[]): Tensor {
    const tensor = this.addValue(operation.name, dims);
    this.operations.push({ ...operation, output: tensor.value });
    return tensor;
  }

  /** The same numbers seen with another shape. */
  reshape(name: string, tensor: Tensor, dims: readonly number[]): Tensor {
    return this.emit({ kind: 'reshape', name, input: tensor.value }, dims);
  }
}

export function inputsOf(operation: DraftOperation): readonly ValueId[] {
  return operation.kind === 'add' ? operation.inputs : [operation.input];
}

/**
 * Numbers the values that are left, counts, and checks the totals.
 *
 * @param draft without affines
 * @throws DescriptorError `network-too-large`, `weights-not-finite`
 */
export function finishPlan(draft: Draft): Plan {
  const used = [draft.input, ...draft.operations.map(({ output }) => output)];
  const numbers = new Map(used.map((id, index) => [id, index]));
  const renumber = (id: ValueId): ValueId => numbers.get(id) ?? 0;
  const shapeById = (id: ValueId): Shape => draft.values[id] ?? [0, 0, 0];
  let visits = 0;
  const operations = draft.operations.map((operation) => {
    checkFinite(operation);
    const [first = 0, second = 0] = inputsOf(operation);
    const output = shapeById(operation.output);
    visits += countVisits(operation, output);
    const shared = {
      output: renumber(operation.output),
      multiplyAdds: countMultiplyAdds(operation, shapeById(first), output),
    };
    return operation.kind === 'add'
      ? { ...operation, ...shared, inputs: [renumber(first), renumber(second)] }
      : { ...operation, ...shared, input: renumber(first) };
  }) as Operation[];
  const multiplyAdds = operations.reduce((sum, operation) => sum + operation.multiplyAdds, 0);
  checkBound(multiplyAdds + visits, BOUNDS.multiplyAdds, 'multiply-adds');
  return {
    values: used.map(shapeById),
    input: renumber(draft.input),
    output: renumber(draft.output),
    operations,
    multiplyAdds,
    weightCount: operations.reduce((sum, operation) => sum + countWeights(operation), 0),
  };
}

function countWeights(operation: Operation): number {
  return 'weights' in operation ? operation.weights.length + operation.bias.length : 0;
}

function countMultiplyAdds(operation: DraftOperation, input: Shape, output: Shape): number {
  const positions = output[0] * output[1];
  switch (operation.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
      return positions * operation.weights.length;
    case 'dense':
      return input[2] * output[2];
    default:
      return 0;
  }
}

/** Pooling multiplies nothing, and yet its windows can be made to take any time. */
function countVisits(operation: DraftOperation, output: Shape): number {
  if (operation.kind !== 'maxPool' && operation.kind !== 'averagePool') return 0;
  const [height, width] = operation.window;
  return output[0] * output[1] * output[2] * height * width;
}

function checkFinite(operation: DraftOperation): void {
  if (!('weights' in operation)) return;
  if ([operation.weights, operation.bias].every((values) => values.every(Number.isFinite))) return;
  throw new DescriptorError(
    'weights-not-finite',
    `layer ${operation.name}: its weights, with what is folded into them, are not all finite in float32`,
  );
}

/** A line of a table of the network. */
export interface PlanRow {
  /** Of the layer the operation comes from. */
  readonly name: string;
  readonly kind: Operation['kind'];
  /** Shape of the result: [height, width, channels]. */
  readonly shape: Shape;
  /** Trained parameters. */
  readonly weights: number;
  /** Per image. */
  readonly multiplyAdds: number;
}

/** One row for each operation, in the order of execution. */
export function describePlan(plan: Plan): PlanRow[] {
  return plan.operations.map((operation) => ({
    name: operation.name,
    kind: operation.kind,
    shape: plan.values[operation.output] ?? [0, 0, 0],
    weights: countWeights(operation),
    multiplyAdds: operation.multiplyAdds,
  }));
}
