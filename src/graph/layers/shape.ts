import { BOUNDS, elementsOf, isIntegerWithin, showShape } from '../check.js';
import type { Tensor } from '../compile.js';
import { LINEAR } from '../plan.js';
import {
  imageDims,
  isLastAxis,
  placeWindow,
  readPair,
  refuseChannelsFirst,
  type Layer,
  type Lowering,
  type MergeLowering,
} from './layer.js';
import { multiply } from './weighted.js';

export const reshape: Lowering = (layer, input, draft) => {
  const target = layer.options.list('target_shape');
  const valid = target.every((size) => size === -1 || isIntegerWithin(size, 1, BOUNDS.size));
  const sizes = target as readonly number[];
  const unknown = sizes.filter((size) => size === -1).length;
  if (!valid || unknown > 1) {
    throw layer.options.mismatch('target_shape', 'a list of sizes with at most one -1');
  }
  const rest = elementsOf(sizes.filter((size) => size !== -1));
  const total = elementsOf(input.dims);
  if (unknown === 1 ? total % rest !== 0 : total !== rest) {
    throw layer.options.error(
      `its input of ${showShape(input.dims)} does not fit target_shape ${showShape(sizes)}`,
      'shape-mismatch',
    );
  }
  const dims = sizes.map((size) => (size === -1 ? total / rest : size));
  return draft.reshape(layer.name, input, dims);
};

/** Supported if the numbers keep their order: only axes of size 1 may move. */
export const permute: Lowering = (layer, input, draft) => {
  const order = layer.options.list('dims') as readonly number[];
  const rank = input.dims.length;
  const axes = input.dims.map((_, index) => index + 1);
  if (order.length !== rank || axes.some((axis) => !order.includes(axis))) {
    throw layer.options.mismatch('dims', `a permutation of the numbers 1 to ${rank}`);
  }
  const moved = order.filter((dim) => input.dims[dim - 1] !== 1);
  if (moved.some((dim, index) => index > 0 && dim < (moved[index - 1] ?? 0))) {
    throw layer.options.error(
      `dims ${showOrder(order)} reorders the numbers of a ${showShape(input.dims)} input; only axes of size 1 may move`,
      'layer-unsupported',
    );
  }
  return draft.reshape(
    layer.name,
    input,
    order.map((dim) => input.dims[dim - 1] ?? 1),
  );
};

function showOrder(order: readonly number[]): string {
  return `[${order.join(', ')}]`;
}

export const zeroPadding2D: Lowering = (layer, input, draft) => {
  refuseChannelsFirst(layer);
  const [height, width, channels] = imageDims(layer, input);
  const [top, bottom, left, right] = readPadding(layer);
  const padding = { top, bottom, left, right };
  return draft.emit({ kind: 'pad', name: layer.name, input: input.value, padding }, [
    height + top + bottom,
    width + left + right,
    channels,
  ]);
};

/** One number for all sides, one per axis, or one per side. */
function readPadding(layer: Layer): readonly [number, number, number, number] {
  const value = layer.options.get('padding') ?? 1;
  const axes: readonly unknown[] = Array.isArray(value) ? value : [value, value];
  const sides = axes.map((axis): unknown[] => (Array.isArray(axis) ? axis : [axis, axis]));
  const [top, bottom, left, right] = sides.flat();
  const fits = (side: unknown): side is number => isIntegerWithin(side, 0, 4096);
  if (sides.length !== 2 || sides.some(({ length }) => length !== 2)) {
    throw layer.options.mismatch('padding', '[[top, bottom], [left, right]]');
  }
  if (!fits(top) || !fits(bottom) || !fits(left) || !fits(right)) {
    throw layer.options.mismatch('padding', 'whole numbers from 0 to 4096');
  }
  return [top, bottom, left, right];
}

export const flatten: Lowering = (layer, input, draft) => {
  refuseChannelsFirst(layer);
  return draft.reshape(layer.name, input, [elementsOf(input.dims)]);
};

type PoolKind = 'maxPool' | 'averagePool';

export const maxPooling2D: Lowering = pooling('maxPool');
export const averagePooling2D: Lowering = pooling('averagePool');

function pooling(kind: PoolKind): Lowering {
  return (layer, input, draft) => {
    refuseChannelsFirst(layer);
    const [height, width, channels] = imageDims(layer, input);
    const window = readPair(layer, 'pool_size', [2, 2]);
    const strides = readPair(layer, 'strides', window);
    const { padding, size } = placeWindow(layer, [height, width], { window, strides });
    const { name } = layer;
    return draft.emit({ kind, name, input: input.value, window, strides, padding }, [
      ...size,
      channels,
    ]);
  };
}

export const globalMaxPooling2D: Lowering = globalPooling('maxPool');
export const globalAveragePooling2D: Lowering = globalPooling('averagePool');

/** A pool with one window, as large as the image. */
function globalPooling(kind: PoolKind): Lowering {
  return (layer, input, draft) => {
    refuseChannelsFirst(layer);
    const [height, width, channels] = imageDims(layer, input);
    const pooled = draft.emit(
      {
        kind,
        name: layer.name,
        input: input.value,
        window: [height, width],
        strides: [1, 1],
        padding: { top: 0, bottom: 0, left: 0, right: 0 },
      },
      [1, 1, channels],
    );
    return layer.options.boolean('keepdims', false)
      ? pooled
      : draft.reshape(layer.name, pooled, [channels]);
  };
}

/** Adds two or more values of one shape, two at a time. */
export const add: MergeLowering = (layer, inputs, draft) => {
  const [first, ...rest] = inputs;
  if (!first || rest.length === 0) {
    throw layer.options.error(`it has ${inputs.length} input; it must have two or more`);
  }
  return rest.reduce((sum: Tensor, next) => {
    if (showShape(sum.dims) !== showShape(next.dims)) {
      throw layer.options.error(
        `it adds ${showShape(sum.dims)} and ${showShape(next.dims)}; the shapes must be the same`,
        'shape-mismatch',
      );
    }
    const { name } = layer;
    return draft.emit(
      { kind: 'add', name, inputs: [sum.value, next.value], activation: LINEAR },
      sum.dims,
    );
  }, first);
};

/**
 * Puts values side by side along their last axis. A matrix of ones and zeros moves each to its place, and
 * the results are added: that is exact, and no backend needs an operation for it.
 */
export const concatenate: MergeLowering = (layer, inputs, draft) => {
  const { name, options } = layer;
  const [first, ...rest] = inputs;
  if (!first || rest.length === 0) {
    throw options.error(`it has ${inputs.length} input; it must have two or more`);
  }
  const axis = options.get('axis') ?? -1;
  if (!isLastAxis(axis, first)) {
    throw options.mismatch('axis', `-1 or ${first.dims.length}, the last`, 'layer-unsupported');
  }
  const places = showShape(first.dims.slice(0, -1));
  const total = inputs.reduce((sum, { dims }) => sum + (dims.at(-1) ?? 0), 0);
  if (total > MAX_JOINED) {
    throw options.error(
      `it joins ${total} numbers at each place; up to ${MAX_JOINED} are supported`,
      'layer-unsupported',
    );
  }
  let from = 0;
  const moved = inputs.map((input) => {
    if (showShape(input.dims.slice(0, -1)) !== places) {
      throw options.error(
        `it joins ${showShape(first.dims)} and ${showShape(input.dims)}; all but the last size must be the same`,
        'shape-mismatch',
      );
    }
    const channels = input.dims.at(-1) ?? 0;
    draft.reserve(name, channels * total);
    const weights = new Float32Array(channels * total);
    for (let channel = 0; channel < channels; channel++) {
      weights[channel * total + from + channel] = 1;
    }
    from += channels;
    return multiply(draft, input, { name, weights, bias: new Float32Array(total) });
  });
  return add(layer, moved, draft);
};

/** The matrices of a layer take the square of it. */
const MAX_JOINED = 2048;
