import { BOUNDS, checkBound } from './bounds.js';
import type { Operation, Shape, ValueId } from './plan.js';

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
export function shapeOf(dims: readonly number[]): Shape {
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
