import type { OnnxNode } from '../node.js';
import { zeros, type Tensor } from '../tensor.js';
import { placeWindow, type WindowPlacement } from '../windows.js';
import { checkWork, required, type Operator } from './operator.js';

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
