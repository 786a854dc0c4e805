import { BOUNDS } from '../bounds.js';
import { elementsOf, showShape } from '../draft.js';
import { isIntegerWithin } from '../fields.js';
import { imageDims, refuseChannelsFirst, type Layer, type Lowering } from './layer.js';

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
      `${showShape(input.dims)} does not fill target_shape ${showShape(sizes)}`,
      'shape-mismatch',
    );
  }
  const dims = sizes.map((size) => (size === -1 ? total / rest : size));
  return draft.reshape(layer.name, input, dims);
};

/** Only where the numbers stay in their order, that is where nothing but sizes of 1 moves. */
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
      `dims ${showOrder(order)} moves numbers of a ${showShape(input.dims)} input; only sizes of 1 may move`,
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

/** One number for all sides, one for each axis, or one for each side. */
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
