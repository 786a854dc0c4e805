import { forEachIndex, type OnnxNode, stridesOf, type Tensor, zeros } from '../graph.js';
import { placeWindow, readPadNode, type WindowPlacement } from '../windows.js';
import { checkWork, type Operator, required } from './arithmetic.js';

/** Weights [filters, channels / group, rows, columns] over an image [1, channels, rows, columns]. */
export const conv: Operator = (node, inputs) => {
  const image = required(node, inputs, 0);
  const weights = required(node, inputs, 1);
  const bias = inputs[2];
  if (image.dims.length !== 4 || weights.dims.length !== 4) {
    throw node.unsupported(
      `its input has ${Math.max(image.dims.length - 2, 0)} axes besides channels; images with two are supported`,
    );
  }
  const [batch, channels, height, width] = image.dims as [number, number, number, number];
  const [filters, depth, rows, columns] = weights.dims as [number, number, number, number];
  const groups = node.int('group', 1);
  if (depth * groups !== channels || filters % groups !== 0 || batch !== 1) {
    throw node.bad(
      `weights [${weights.dims.join(', ')}] in ${groups} groups do not fit an input [${image.dims.join(', ')}]`,
    );
  }
  if (bias && bias.data.length !== filters) throw node.bad('its bias has not a number per filter');
  const { size, strides, dilations, before } = placeWindow(node, [height, width], [rows, columns]);
  const result = zeros([1, filters, ...size], node.where);
  checkWork(node, result.data.length * depth * rows * columns);
  let position = 0;
  for (let filter = 0; filter < filters; filter++) {
    const firstChannel = Math.floor(filter / (filters / groups)) * depth;
    for (let y = 0; y < size[0]; y++) {
      for (let x = 0; x < size[1]; x++) {
        let sum = bias?.data[filter] ?? 0;
        for (let c = 0; c < depth; c++) {
          for (let i = 0; i < rows; i++) {
            const row = y * strides[0] - before[0] + i * dilations[0];
            if (row < 0 || row >= height) continue;
            for (let j = 0; j < columns; j++) {
              const column = x * strides[1] - before[1] + j * dilations[1];
              if (column < 0 || column >= width) continue;
              sum +=
                image.data[((firstChannel + c) * height + row) * width + column]! *
                weights.data[((filter * depth + c) * rows + i) * columns + j]!;
            }
          }
        }
        result.data[position++] = sum;
      }
    }
  }
  return result;
};

/** @param values under the window, the padding left out. @param window elements of the whole window */
type Reduce = (values: readonly number[], window: number) => number;

const maximum: Reduce = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean: Reduce = (values) => sum(values) / values.length;
const meanWithPadding: Reduce = (values, window) => sum(values) / window;

export const maxPool: Operator = (node, inputs) => pool(node, required(node, inputs, 0), maximum);

export const averagePool: Operator = (node, inputs) =>
  pool(
    node,
    required(node, inputs, 0),
    node.int('count_include_pad', 0) === 0 ? mean : meanWithPadding,
  );

export const globalMaxPool: Operator = (node, inputs) =>
  poolAll(node, required(node, inputs, 0), maximum);

export const globalAveragePool: Operator = (node, inputs) =>
  poolAll(node, required(node, inputs, 0), mean);

function pool(node: OnnxNode, image: Tensor, reduce: Reduce): Tensor {
  const [channels, height, width] = imageDims(node, image);
  const placement = placeWindow(node, [height, width]);
  const result = zeros([1, channels, ...placement.size], node.where);
  const window = placement.kernel[0] * placement.kernel[1];
  checkWork(node, result.data.length * window);
  let position = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < placement.size[0]; y++) {
      for (let x = 0; x < placement.size[1]; x++) {
        const values: number[] = [];
        for (const row of covered(placement, 0, y, height)) {
          for (const column of covered(placement, 1, x, width)) {
            values.push(image.data[(channel * height + row) * width + column]!);
          }
        }
        if (values.length === 0) throw node.bad('its window lies in the padding alone');
        result.data[position++] = reduce(values, window);
      }
    }
  }
  return result;
}

/** Rows or columns of the image under the window at a place. */
function covered(
  { kernel, strides, dilations, before }: WindowPlacement,
  axis: 0 | 1,
  at: number,
  size: number,
): number[] {
  const first = at * strides[axis] - before[axis];
  return Array.from({ length: kernel[axis] }, (_, tap) => first + tap * dilations[axis]).filter(
    (place) => place >= 0 && place < size,
  );
}

function poolAll(node: OnnxNode, image: Tensor, reduce: Reduce): Tensor {
  const [channels, height, width] = imageDims(node, image);
  const result = zeros([1, channels, 1, 1], node.where);
  const area = height * width;
  for (let channel = 0; channel < channels; channel++) {
    const values = image.data.subarray(channel * area, (channel + 1) * area);
    result.data[channel] = reduce(Array.from(values), area);
  }
  return result;
}

/** Channels, rows and columns of one image. */
function imageDims(node: OnnxNode, { dims }: Tensor): readonly [number, number, number] {
  const [batch, channels, height, width, more] = dims;
  if (batch !== 1 || width === undefined || more !== undefined) {
    throw node.unsupported(
      `its input is [${dims.join(', ')}]; [1, channels, height, width] is supported`,
    );
  }
  return [channels!, height!, width];
}

/** Its amounts and its value are attributes before operator set 11 and inputs since. */
export const pad: Operator = (node, inputs) => {
  const { dims, data } = required(node, inputs, 0);
  const { before, after, value } = readPadNode(node, inputs);
  const strides = stridesOf(dims);
  const result = zeros(
    dims.map((size, axis) => size + before[axis]! + after[axis]!),
    node.where,
  );
  forEachIndex(result.dims, (index, position) => {
    let source = 0;
    for (let axis = 0; axis < index.length; axis++) {
      const at = index[axis]! - before[axis]!;
      if (at < 0 || at >= dims[axis]!) source = NaN;
      source += at * strides[axis]!;
    }
    result.data[position] = Number.isNaN(source) ? value : data[source]!;
  });
  return result;
};
