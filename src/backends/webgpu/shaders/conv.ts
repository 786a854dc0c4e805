import type { Conv2d, Shape } from '../../../graph/plan.js';
import { groupsOf } from '../../gpu/pack.js';
import { activationFunction } from './activation.js';
import { declare, forEachItem, layoutOf, type Shader } from './shader.js';
import { declareSums, each, multiplyAdd, packConstants, storeFunction } from './weighted.js';

/** Height and width of the pixels that one invocation computes. */
type Tile = readonly [number, number];

/** Four pixels share each weight that is read; their sums fit the registers of any GPU. */
const TILES: readonly Tile[] = [
  [2, 2],
  [1, 4],
  [4, 1],
];

/**
 * Convolution: an invocation computes a group of four channels of a tile of pixels. Neighbouring
 * invocations take the groups of one tile, so that they read weights side by side.
 */
export function conv2d(operation: Conv2d, input: Shape, output: Shape): Shader {
  const { window, strides, dilations } = operation;
  const [rows, columns, channels] = output;
  const tile = chooseTile(output);
  const down = Math.ceil(rows / tile[0]);
  const across = Math.ceil(columns / tile[1]);
  const groups = groupsOf(channels);
  const { type, lanes, perPixel } = layoutOf(input[2]);
  const constants = packConstants(operation);
  const sums = tile[0] * tile[1];
  const items = down * across * groups;
  const { locate, read } = reader(operation, input, tile);

  const code = `
    ${declare(channels % 4 === 0 ? 'vec4f' : 'f32', { x: type, w: 'vec4f' })}
    ${activationFunction(operation.activation, 'vec4f')}
    ${storeFunction(channels)}
    ${forEachItem(
      `images * ${items}`,
      `
      let g = index % ${groups};
      let column = index / ${groups} % ${across};
      let row = index / ${groups * across} % ${down};
      let image = index / ${items};
      let top = row * ${tile[0] * strides[0]} - ${operation.padding.top};
      let left = column * ${tile[1] * strides[1]} - ${operation.padding.left};
      ${declareSums(sums, `w[${constants.length / 4 - groups} + g]`)}
      var k = g;
      for (var i = 0u; i < ${window[0]}; i++) {
        for (var j = 0u; j < ${window[1]}; j++) {
          let v = top + i * ${dilations[0]};
          let u = left + j * ${dilations[1]};
          ${locate}
          for (var c = 0u; c < ${perPixel}; c++) {
            ${multiplyAdd(sums, lanes, groups, read)}
            k += ${lanes * groups};
          }
        }
      }
      ${storeTile(tile, output)}`,
    )}`;
  return { code, constants, invocations: (count) => count * items };
}

/** The tile with the fewest pixels beyond the image's edges. */
function chooseTile([rows, columns]: Shape): Tile {
  const computed = ([height, width]: Tile) =>
    Math.ceil(rows / height) * height * Math.ceil(columns / width) * width;
  return TILES.reduce((best, tile) => (computed(tile) < computed(best) ? tile : best));
}

/**
 * Code that finds the input pixel of each of the tile's pixels under one tap of the window, and that
 * reads element `c` of it. What lies before the image is a number near 2^32 here, hence outside too.
 */
function reader({ padding, strides }: Conv2d, [height, width, channels]: Shape, tile: Tile) {
  const padded = padding.top + padding.bottom + padding.left + padding.right > 0;
  const { type, perPixel } = layoutOf(channels);
  const locate = each(tile[0] * tile[1], (i) => {
    const v = `v${i}`;
    const u = `u${i}`;
    return `
      let ${v} = v + ${Math.floor(i / tile[1]) * strides[0]};
      let ${u} = u + ${(i % tile[1]) * strides[1]};
      let p${i} = ((image * ${height} + ${v}) * ${width} + ${u}) * ${perPixel};
      ${padded ? `let in${i} = ${v} < ${height} && ${u} < ${width};` : ''}`;
  });
  const read = (i: number) =>
    padded ? `select(${type}(0), x[p${i} + c], in${i})` : `x[p${i} + c]`;
  return { locate, read };
}

/** Pixels of the tile beyond the image's edges are computed, of whatever is there, and dropped. */
function storeTile(tile: Tile, [rows, columns]: Shape): string {
  return each(tile[0] * tile[1], (i) => {
    const r = `row * ${tile[0]} + ${Math.floor(i / tile[1])}`;
    const c = `column * ${tile[1]} + ${i % tile[1]}`;
    return `
      if (${r} < ${rows} && ${c} < ${columns}) {
        store((image * ${rows} + ${r}) * ${columns} + ${c}, g, activate(a${i}));
      }`;
  });
}
