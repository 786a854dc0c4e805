import type { Affine, Draft, DraftOperation } from '../draft.js';
import { mergePairs } from './merge-pairs.js';

type Weighted = Extract<DraftOperation, { kind: 'conv2d' | 'depthwiseConv2d' | 'dense' }>;

/**
 * Folds affines (batch normalization, rescaling) into the weights before or behind them, where that
 * computes the same. Sums are taken in double precision.
 */
export function foldAffines(draft: Draft): Draft {
  return mergePairs(draft, (first, second) => {
    if (second.kind === 'affine') {
      if (first.kind === 'affine') return compose(first, second);
      return isWeighted(first) ? foldIntoPrevious(first, second) : undefined;
    }
    return first.kind === 'affine' && isWeighted(second) ? foldIntoNext(first, second) : undefined;
  });
}

/** What is left becomes a depthwise convolution with a window of one. */
export function lowerAffines(draft: Draft): Draft {
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

/** Keeps the name of the weights, for they are what a table of the plan lists. */
function foldIntoPrevious(first: Weighted, { scale, shift, output }: Affine) {
  if (first.activation.kind !== 'linear') return undefined;
  // In all three layouts the output channel runs fastest.
  const weights = first.weights.map((w, i) => w * at(scale, i % scale.length));
  const bias = first.bias.map((b, c) => b * at(scale, c) + at(shift, c));
  return { ...first, weights, bias, output };
}

/** Exact unless a shift meets padding: padding is zero behind the affine, not before it. */
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
