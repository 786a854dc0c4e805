import type { Conv2d, Dense, DepthwiseConv2d, Shape } from '../../graph/plan.js';
import { groupsOf, LANES, packChannels, packConstants } from '../gpu-layout.js';
import {
  activationFunction,
  declare,
  declareSums,
  each,
  forEachItem,
  layoutOf,
  multiplyAdd,
  type Shader,
  storeFunction,
} from './shaders.js';

/** Height and width of the block of pixels that one invocation computes. */
type Tile = readonly [number, number];

/** Each weight is read once for four pixels. Their sums fit the registers of any GPU. */
const TILES: readonly Tile[] = [
  [2, 2],
  [1, 4],
  [4, 1],
];

/**
 * Convolution. An invocation computes a group of four channels of a tile of pixels. Neighboring invocations
 * compute the groups of one tile, so they read adjacent weights.
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

/** The tile that wastes the fewest pixels beyond the image's edges. */
function chooseTile([rows, columns]: Shape): Tile {
  const computed = ([height, width]: Tile) =>
    Math.ceil(rows / height) * height * Math.ceil(columns / width) * width;
  return TILES.reduce((best, tile) => (computed(tile) < computed(best) ? tile : best));
}

/**
 * Code that finds the input pixel of each pixel of the tile, for one position in the window, and reads its
 * element `c`. Negative coordinates wrap to numbers near 2^32, so they are outside the image too.
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

/** Stores the pixels of the tile that are inside the image. */
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

/** Each weight is read once for this number of images. */
const TILE = 4;

/** Maximum inputs per invocation. With more, a single image would occupy too few invocations for too long. */
const MAX_INPUTS = 512;

/** Number of blocks that the inputs of a dense layer are split into. */
export function blocksOf(inputs: number): number {
  return Math.ceil(inputs / MAX_INPUTS);
}

/** Numbers per image of all blocks, before {@link addBlocks}. */
export function blocksLength({ weights, bias }: Dense): number {
  return blocksOf(weights.length / bias.length) * groupsOf(bias.length) * LANES;
}

/**
 * Matrix product. An invocation computes a group of four channels of a tile of images, for one block of the
 * inputs.
 *
 * A second shader ({@link addBlocks}) adds the blocks. Shared memory in a work group would need a barrier,
 * with which a software GPU compiles a shader in 74 ms instead of 31.
 *
 * @returns a shader that computes the outputs, or [blocks, groups, LANES] per image if there are several
 */
export function dense(operation: Dense): Shader {
  const channels = operation.bias.length;
  const inputs = operation.weights.length / channels;
  const groups = groupsOf(channels);
  const blocks = blocksOf(inputs);
  const { type, lanes, perPixel } = layoutOf(inputs);
  const blockLength = Math.ceil(perPixel / blocks);
  const constants = packConstants(operation);
  const bias = constants.length / LANES - groups;
  const whole = blocks === 1;

  const code = `
    ${declare(whole ? layoutOf(channels).type : 'vec4f', { x: type, w: 'vec4f' })}
    ${activationFunction(operation.activation, 'vec4f')}
    ${storeFunction(whole ? channels : groups * LANES)}
    ${forEachItem(
      `(images + ${TILE - 1}) / ${TILE} * ${blocks * groups}`,
      `
      let g = index % ${groups};
      let block = index / ${groups} % ${blocks};
      let image = index / ${groups * blocks} * ${TILE};
      ${declareSums(TILE, whole ? `w[${bias} + g]` : 'vec4f(0)')}
      let end = min((block + 1) * ${blockLength}, ${perPixel});
      for (var i = block * ${blockLength}; i < end; i++) {
        let k = i * ${lanes * groups} + g;
        ${multiplyAdd(TILE, lanes, groups, (sum) => `x[(image + ${sum}) * ${perPixel} + i]`)}
      }
      ${each(
        TILE,
        (i) => `
        if (image + ${i} < images) {
          store((image + ${i}) * ${blocks} + block, g, ${whole ? `activate(a${i})` : `a${i}`});
        }`,
      )}`,
    )}`;
  return {
    code,
    constants,
    invocations: (count) => Math.ceil(count / TILE) * blocks * groups,
  };
}

/** Adds the blocks of {@link dense} and the bias, and applies the activation. */
export function addBlocks({ weights, bias, activation }: Dense): Shader {
  const channels = bias.length;
  const groups = groupsOf(channels);
  const blocks = blocksOf(weights.length / channels);
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
      for (var i = 0u; i < ${blocks}; i++) {
        sum += x[(image * ${blocks} + i) * ${groups} + g];
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
 * Depthwise convolution. An invocation computes one element of a pixel: four channels if input and output
 * channels are the same, or else one. The weights [rows, columns, channels, multiplier] are read as
 * [taps, output channels].
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
