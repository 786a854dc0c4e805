import type { Conv2d, Dense, DepthwiseConv2d, Shape } from '../../graph/plan.js';
import { groupsOf, LANES, packChannels } from '../gpu-layout.js';
import {
  activationFunction,
  declare,
  declareSums,
  each,
  forEachItem,
  layoutOf,
  multiplyAdd,
  packConstants,
  type Shader,
  storeFunction,
} from './shaders.js';

/** Height and width of the pixels that one invocation computes. */
type Tile = readonly [number, number];

/** Four pixels share each weight that is read; their sums fit the registers of any GPU. */
const TILES: readonly Tile[] = [
  [2, 2],
  [1, 4],
  [4, 1],
];

/**
 * Convolution: an invocation computes a group of four channels of a tile of pixels. Neighboring
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

/** Images that share each weight that is read. */
const TILE = 4;

/** Most inputs that one invocation takes: beyond, a single image would keep few of them busy long. */
const MAX_INPUTS = 512;

/** Into how many parts the inputs of a dense layer are divided. */
export function partsOf(inputs: number): number {
  return Math.ceil(inputs / MAX_INPUTS);
}

/** Numbers per image that the parts take before {@link addParts}. */
export function partsLength({ weights, bias }: Dense): number {
  return partsOf(weights.length / bias.length) * groupsOf(bias.length) * LANES;
}

/**
 * Matrix product: an invocation computes a group of four channels of a tile of images, over one part
 * of the inputs.
 *
 * Parts are added up by a shader of their own ({@link addParts}), not in memory that a work group
 * shares: one barrier makes a software GPU take twice as long to compile a shader, 74 ms for 31.
 *
 * @returns gives [parts, groups, LANES] per image where there are several parts, else the outputs.
 */
export function dense(operation: Dense): Shader {
  const channels = operation.bias.length;
  const inputs = operation.weights.length / channels;
  const groups = groupsOf(channels);
  const parts = partsOf(inputs);
  const { type, lanes, perPixel } = layoutOf(inputs);
  const partLength = Math.ceil(perPixel / parts);
  const constants = packConstants(operation);
  const bias = constants.length / LANES - groups;
  const whole = parts === 1;

  const code = `
    ${declare(whole ? layoutOf(channels).type : 'vec4f', { x: type, w: 'vec4f' })}
    ${activationFunction(operation.activation, 'vec4f')}
    ${storeFunction(whole ? channels : groups * LANES)}
    ${forEachItem(
      `(images + ${TILE - 1}) / ${TILE} * ${parts * groups}`,
      `
      let g = index % ${groups};
      let part = index / ${groups} % ${parts};
      let image = index / ${groups * parts} * ${TILE};
      ${declareSums(TILE, whole ? `w[${bias} + g]` : 'vec4f(0)')}
      let end = min((part + 1) * ${partLength}, ${perPixel});
      for (var i = part * ${partLength}; i < end; i++) {
        let k = i * ${lanes * groups} + g;
        ${multiplyAdd(TILE, lanes, groups, (sum) => `x[(image + ${sum}) * ${perPixel} + i]`)}
      }
      ${each(
        TILE,
        (i) => `
        if (image + ${i} < images) {
          store((image + ${i}) * ${parts} + part, g, ${whole ? `activate(a${i})` : `a${i}`});
        }`,
      )}`,
    )}`;
  return {
    code,
    constants,
    invocations: (count) => Math.ceil(count / TILE) * parts * groups,
  };
}

/** The sum of the parts of {@link dense}, the bias and the activation. */
export function addParts({ weights, bias, activation }: Dense): Shader {
  const channels = bias.length;
  const groups = groupsOf(channels);
  const parts = partsOf(weights.length / channels);
  const code = `
    ${declare(layoutOf(channels).type, { x: 'vec4f', w: 'vec4f' })}
    ${activationFunction(activation, 'vec4f')}
    ${storeFunction(channels)}
    ${forEachItem(
      `images * ${groups}`,
      `
      let g = index % ${groups};
      let image = index / ${groups};
      var sum = w[g];
      for (var i = 0u; i < ${parts}; i++) {
        sum += x[(image * ${parts} + i) * ${groups} + g];
      }
      store(image, g, activate(sum));`,
    )}`;
  return {
    code,
    constants: packChannels(bias, channels),
    invocations: (count) => count * groups,
  };
}

/**
 * Depthwise convolution: an invocation computes an element of a pixel, four channels of it where
 * input and output channels are the same. The weights [rows, columns, channels, multiplier] are, read
 * as [taps, output channels], already in the order in which they are needed.
 */
export function depthwiseConv2d(
  { window, strides, dilations, padding, multiplier, weights, bias, activation }: DepthwiseConv2d,
  [height, width, channels]: Shape,
  [rows, columns, filters]: Shape,
): Shader {
  const { type, lanes, perPixel } = layoutOf(multiplier === 1 ? filters : 1);
  const across = multiplier === 1 ? perPixel : filters;
  const constants = new Float32Array(weights.length + bias.length);
  constants.set(weights);
  constants.set(bias, weights.length);
  const items = rows * columns * across;

  const code = `
    ${declare(type, { x: type, w: type })}
    ${activationFunction(activation, type)}
    ${forEachItem(
      `images * ${items}`,
      `
      let c = index % ${across};
      let left = index / ${across} % ${columns} * ${strides[1]} - ${padding.left};
      let top = index / ${across * columns} % ${rows} * ${strides[0]} - ${padding.top};
      let image = index / ${items};
      var sum = w[${weights.length / lanes} + c];
      var k = c;
      for (var i = 0u; i < ${window[0]}; i++) {
        let v = top + i * ${dilations[0]};
        for (var j = 0u; j < ${window[1]}; j++) {
          let u = left + j * ${dilations[1]};
          if (v < ${height} && u < ${width}) {
            let at = (image * ${height} + v) * ${width} + u;
            sum += x[at * ${channels / lanes} + c / ${multiplier}] * w[k];
          }
          k += ${across};
        }
      }
      y[index] = activate(sum);`,
    )}`;
  return { code, constants, invocations: (count) => count * items };
}
