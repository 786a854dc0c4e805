import type { Affine, Draft, DraftOperation } from './compile.js';
import { inputsOf, type Padding, type ValueId } from './plan.js';

/** Simplifies a draft. The result computes the same without affines. */
export function optimize(draft: Draft): Draft {
  // Padding before affines, because an affine with a shift cannot move past padding. Activations last,
  // because an affine cannot be folded into weights that have an activation.
  const rewrites = [simplifyReshapes, mergePadding, foldAffines, lowerAffines, fuseActivations];
  return rewrites.reduce((simplified, rewrite) => rewrite(simplified), draft);
}

/** Merges successive reshapes and removes those that change nothing. */
function simplifyReshapes(draft: Draft): Draft {
  const collapsed = mergePairs(draft, (first, second) =>
    first.kind === 'reshape' && second.kind === 'reshape'
      ? { ...second, input: first.input }
      : undefined,
  );
  const renamed = new Map<ValueId, ValueId>();
  const rename = (id: ValueId): ValueId => renamed.get(id) ?? id;
  const operations = collapsed.operations.flatMap((operation): DraftOperation[] => {
    if (operation.kind === 'add') {
      const [a, b] = operation.inputs;
      return [{ ...operation, inputs: [rename(a), rename(b)] }];
    }
    const input = rename(operation.input);
    if (operation.kind === 'reshape' && sameShape(draft, input, operation.output)) {
      renamed.set(operation.output, input);
      return [];
    }
    return [{ ...operation, input }];
  });
  return { ...draft, operations, output: rename(draft.output) };
}

function sameShape({ values }: Draft, a: ValueId, b: ValueId): boolean {
  return values[a]?.join() === values[b]?.join();
}

/** Merges zero padding into the convolution after it. Not into pooling, which ignores its padding. */
function mergePadding(draft: Draft): Draft {
  return mergePairs(draft, (first, second) => {
    if (first.kind !== 'pad') return undefined;
    switch (second.kind) {
      case 'pad':
      case 'conv2d':
      case 'depthwiseConv2d':
        return { ...second, input: first.input, padding: sum(first.padding, second.padding) };
      default:
        return undefined;
    }
  });
}

function sum(a: Padding, b: Padding): Padding {
  return {
    top: a.top + b.top,
    bottom: a.bottom + b.bottom,
    left: a.left + b.left,
    right: a.right + b.right,
  };
}

type Weighted = Extract<DraftOperation, { kind: 'conv2d' | 'depthwiseConv2d' | 'dense' }>;

/**
 * Folds affines (batch normalization, rescaling) into the weights before or after them, if the result is
 * the same. Sums have double precision.
 */
function foldAffines(draft: Draft): Draft {
  return mergePairs(draft, (first, second) => {
    if (second.kind === 'affine') {
      if (first.kind === 'affine') return compose(first, second);
      return isWeighted(first) ? foldIntoPrevious(first, second) : undefined;
    }
    return first.kind === 'affine' && isWeighted(second) ? foldIntoNext(first, second) : undefined;
  });
}

/** Turns the remaining affines into depthwise convolutions with a 1×1 window. */
function lowerAffines(draft: Draft): Draft {
  return {
    ...draft,
    operations: draft.operations.map((operation) =>
      operation.kind === 'affine' ? toDepthwise(operation) : operation,
    ),
  };
}

function isWeighted(operation: DraftOperation): operation is Weighted {
  return ['conv2d', 'depthwiseConv2d', 'dense'].includes(operation.kind);
}

function compose(first: Affine, second: Affine): Affine {
  return {
    ...second,
    input: first.input,
    scale: second.scale.map((s, c) => s * at(first.scale, c)),
    shift: second.shift.map((b, c) => at(second.scale, c) * at(first.shift, c) + b),
  };
}

/** Keeps the name of the layer with the weights, for tables of the plan. */
function foldIntoPrevious(first: Weighted, { scale, shift, output }: Affine) {
  if (first.activation.kind !== 'linear') return undefined;
  // In all three layouts the output channel is the last axis.
  const weights = first.weights.map((w, i) => w * at(scale, i % scale.length));
  const bias = first.bias.map((b, c) => b * at(scale, c) + at(shift, c));
  return { ...first, weights, bias, output };
}

/** Not exact for a shift before padding: the padding is zero after the affine, not before it. */
function foldIntoNext({ scale, shift, input }: Affine, second: Weighted) {
  if (shift.some((b) => b !== 0) && isPadded(second)) return undefined;
  const perInput = second.kind === 'depthwiseConv2d' ? second.multiplier : second.bias.length;
  const channelOf = (i: number) => Math.floor(i / perInput) % scale.length;
  const bias = Float64Array.from(second.bias);
  second.weights.forEach((w, i) => {
    const out = i % bias.length;
    bias[out] = at(bias, out) + w * at(shift, channelOf(i));
  });
  const weights = second.weights.map((w, i) => w * at(scale, channelOf(i)));
  return { ...second, weights, bias: Float32Array.from(bias), input };
}

function isPadded(operation: Weighted): boolean {
  return operation.kind !== 'dense' && Object.values(operation.padding).some((side) => side > 0);
}

function toDepthwise({ name, input, output, scale, shift }: Affine): DraftOperation {
  return {
    kind: 'depthwiseConv2d',
    name,
    input,
    output,
    window: [1, 1],
    strides: [1, 1],
    dilations: [1, 1],
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
    multiplier: 1,
    weights: Float32Array.from(scale),
    bias: Float32Array.from(shift),
    activation: { kind: 'linear' },
  };
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

/** Merges an activation into the operation before it, unless that has one. */
function fuseActivations(draft: Draft): Draft {
  return mergePairs(draft, (first, second) => {
    if (second.kind !== 'activate') return undefined;
    switch (first.kind) {
      case 'conv2d':
      case 'depthwiseConv2d':
      case 'dense':
      case 'add': {
        if (first.activation.kind !== 'linear') return undefined;
        const { activation, output } = second;
        return { ...first, activation, output };
      }
      default:
        return undefined;
    }
  });
}

/**
 * Replaces an operation and the only one that reads it by one operation, if `merge` returns one.
 *
 * @param merge returns an operation with the inputs of `first` and the output of `second`, or undefined if
 *   they cannot be merged
 */
function mergePairs(
  draft: Draft,
  merge: (first: DraftOperation, second: DraftOperation) => DraftOperation | undefined,
): Draft {
  const uses = countUses(draft);
  const producers = new Map<ValueId, DraftOperation>();
  for (const operation of draft.operations) {
    const [input, ...more] = inputsOf(operation);
    const first = input === undefined ? undefined : producers.get(input);
    const isOnly = more.length === 0 && input !== undefined && uses.get(input) === 1;
    const merged = first && isOnly ? merge(first, operation) : undefined;
    if (first && merged) producers.delete(first.output);
    producers.set(operation.output, merged ?? operation);
  }
  // A map keeps the order of insertion, so a merged operation takes the second one's place.
  return { ...draft, operations: [...producers.values()] };
}

function countUses({ operations, output }: Draft): Map<ValueId, number> {
  const uses = new Map([[output, 1]]);
  for (const input of operations.flatMap(inputsOf)) uses.set(input, (uses.get(input) ?? 0) + 1);
  return uses;
}
