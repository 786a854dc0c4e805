import { zeros } from '../tensor.js';
import { placeWindow } from '../windows.js';
import { checkWork, required, type Operator } from './operator.js';

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
