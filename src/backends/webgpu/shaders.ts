import {
  type Activation,
  type AveragePool,
  type Conv2d,
  type Dense,
  type MaxPool,
  type Pad,
  SELU,
  type Shape,
} from '../../graph/plan.js';
import { groupsOf, LANES, packChannels, packWeights } from '../gpu-layout.js';

/** A compute shader of one operation, its shapes written into it as constants. */
export interface Shader {
  /** WGSL with an entry point `main` and the bindings of {@link declare}. */
  readonly code: string;
  /** Weights, bias behind them, as the shader reads them. */
  readonly constants?: Float32Array;
  /** How many invocations a batch of `count` images takes. */
  invocations(count: number): number;
}

/** Invocations to a work group. */
const WORKGROUP = 64;

/** Work groups in a row: devices take 65,535 along an axis, and a batch can need more. */
const ROW = 2 ** 15;

/** The work groups of a dispatch of at least this many invocations, folded to two sides. */
export function foldDispatch(invocations: number): [x: number, y: number] {
  const workgroups = Math.ceil(invocations / WORKGROUP);
  return [Math.min(workgroups, ROW), Math.ceil(workgroups / ROW)];
}

/**
 * How shaders see a value. It lies in memory as the plan has it, [image, height, width, channels]
 * without gaps, so that a reshape moves nothing and one channel takes one number. Where its channels
 * are whole groups of four they are read and written as vectors.
 */
interface Layout {
  readonly type: 'vec4f' | 'f32';
  /** Numbers to an element. */
  readonly lanes: number;
  /** Elements to a pixel. */
  readonly perPixel: number;
}

export function layoutOf(channels: number): Layout {
  return channels % LANES === 0
    ? { type: 'vec4f', lanes: LANES, perPixel: channels / LANES }
    : { type: 'f32', lanes: 1, perPixel: channels };
}

/** The bindings: `images` counts the batch, `y` is the output; `inputs` are by name and type. */
export function declare(output: string, inputs: Record<string, string>): string {
  const reads = Object.entries(inputs).map(
    ([name, type], i) =>
      `@group(0) @binding(${i + 2}) var<storage, read> ${name}: array<${type}>;\n`,
  );
  return `
    @group(0) @binding(0) var<uniform> images: u32;
    @group(0) @binding(1) var<storage, read_write> y: array<${output}>;
    ${reads.join('')}`;
}

/** An entry point that runs `body` for each `index` below `items`, both u32. */
export function forEachItem(items: string, body: string): string {
  return `
    @compute @workgroup_size(${WORKGROUP})
    fn main(@builtin(global_invocation_id) id: vec3u) {
      let index = id.y * ${ROW * WORKGROUP} + id.x;
      if (index >= ${items}) {
        return;
      }
      ${body}
    }`;
}

/** @returns weights, then the bias, as conv2d and dense read them: [rows + 1, output groups, LANES]. */
export function packConstants(operation: Conv2d | Dense): Float32Array {
  const weights = packWeights(operation);
  const bias = packChannels(operation.bias, operation.bias.length);
  const constants = new Float32Array(weights.length + bias.length);
  constants.set(weights);
  constants.set(bias, weights.length);
  return constants;
}

/** Statements that declare the sums `a0`, `a1`, …, each starting from `value`. */
export function declareSums(count: number, value: string): string {
  return each(count, (i) => `var a${i} = ${value};`);
}

/**
 * Statements that add one element of input times its weights to each sum. The weights are read once,
 * from `w[k]` on, for all sums.
 *
 * @param lanes numbers to an element of input.
 * @param groups of output channels: from one input's weights to the next one's.
 * @param read the expression of the element that sum i takes.
 */
export function multiplyAdd(
  count: number,
  lanes: number,
  groups: number,
  read: (sum: number) => string,
): string {
  const weights = each(lanes, (lane) => `let w${lane} = w[k + ${lane * groups}];`);
  const product = (x: string) =>
    lanes === 1
      ? `${x} * w0`
      : Array.from({ length: lanes }, (_, lane) => `${x}[${lane}] * w${lane}`).join(' + ');
  return weights + each(count, (i) => `let x${i} = ${read(i)}; a${i} += ${product(`x${i}`)};`);
}

/** A WGSL function `store` for the four `channels` of group `g` at pixel `at` of the batch. */
export function storeFunction(channels: number): string {
  const rest = Array.from(
    { length: LANES },
    (_, lane) => `if (g * 4 + ${lane} < ${channels}) { y[i + ${lane}] = value[${lane}]; }`,
  );
  return `
    fn store(at: u32, g: u32, value: vec4f) {
      let i = ${channels % LANES === 0 ? `at * ${groupsOf(channels)} + g` : `at * ${channels} + g * 4`};
      ${channels % LANES === 0 ? 'y[i] = value;' : rest.join('\n')}
    }`;
}

/** One line of code for each i below `count`. */
export function each(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');
}

/** The greatest float32: WGSL refuses a literal beyond it. */
const GREATEST = (2 - 2 ** -23) * 2 ** 127;

/**
 * A WGSL function `activate` of one `type`, number or vector.
 *
 * No argument of `exp` is far above zero, since WGSL may take overflow for undefined; its own `tanh`
 * may be 1e-5 off, so that it is made of `exp`.
 */
export function activationFunction(activation: Activation, type: 'f32' | 'vec4f'): string {
  const constant = (value: number) => `${type}(${Math.max(-GREATEST, Math.min(GREATEST, value))})`;
  return `
    fn activate(x: ${type}) -> ${type} {
      return ${expression(activation, constant)};
    }`;
}

function expression(activation: Activation, constant: (value: number) => string): string {
  const zero = constant(0);
  const one = constant(1);
  const sigmoid = `${one} / (${one} + exp(min(-x, ${constant(80)})))`;
  const elu = (alpha: number) =>
    `select(x, ${constant(alpha)} * (exp(min(x, ${zero})) - ${one}), x < ${zero})`;
  switch (activation.kind) {
    case 'linear':
      return 'x';
    case 'relu': {
      const { slope, max } = activation;
      const lower =
        slope === 0 ? `max(x, ${zero})` : `select(x, ${constant(slope)} * x, x < ${zero})`;
      return max === Infinity ? lower : `min(${lower}, ${constant(max)})`;
    }
    case 'elu':
      return elu(activation.alpha);
    case 'selu':
      return `${constant(SELU.scale)} * ${elu(SELU.alpha)}`;
    case 'sigmoid':
      return sigmoid;
    case 'hardSigmoid': {
      const line = `x * ${constant(activation.slope)} + ${constant(activation.offset)}`;
      return `clamp(${line}, ${zero}, ${one})`;
    }
    case 'tanh':
      return `sign(x) * (${constant(2)} / (${one} + exp(${constant(-2)} * abs(x))) - ${one})`;
    case 'swish':
      return `x * (${sigmoid})`;
    case 'softplus':
      return `max(x, ${zero}) + log(${one} + exp(-abs(x)))`;
    case 'softsign':
      return `x / (${one} + abs(x))`;
  }
}

/** An activation on its own. */
export function activate(activation: Activation, shape: Shape): Shader {
  return elementwise(activation, shape, { x: 'vec4f' }, 'x[index]');
}

/** Sum of two values of one shape. */
export function add(activation: Activation, shape: Shape): Shader {
  return elementwise(activation, shape, { x: 'vec4f', z: 'vec4f' }, 'x[index] + z[index]');
}

/** Where pixels end does not matter here: the whole batch is vectors, the last one filled up. */
function elementwise(
  activation: Activation,
  [height, width, channels]: Shape,
  inputs: Record<string, string>,
  expression: string,
): Shader {
  const length = height * width * channels;
  const code = `
    ${declare('vec4f', inputs)}
    ${activationFunction(activation, 'vec4f')}
    ${forEachItem(
      `(images * ${length} + ${LANES - 1}) / ${LANES}`,
      `y[index] = activate(${expression});`,
    )}`;
  return { code, invocations: (count) => Math.ceil((count * length) / LANES) };
}

/** Zeros around the input. */
export function pad(
  { padding }: Pad,
  [height, width]: Shape,
  [rows, columns, channels]: Shape,
): Shader {
  const { type, perPixel } = layoutOf(channels);
  const items = rows * columns * perPixel;
  const code = `
    ${declare(type, { x: type })}
    ${forEachItem(
      `images * ${items}`,
      `
      let v = index / ${perPixel * columns} % ${rows} - ${padding.top};
      let u = index / ${perPixel} % ${columns} - ${padding.left};
      var value = ${type}(0);
      if (v < ${height} && u < ${width}) {
        let image = index / ${items};
        value = x[((image * ${height} + v) * ${width} + u) * ${perPixel} + index % ${perPixel}];
      }
      y[index] = value;`,
    )}`;
  return { code, invocations: (count) => count * items };
}

/** Pooling: an invocation computes an element of a pixel from the part of its window in the image. */
export function pool(
  { kind, window, strides, padding }: MaxPool | AveragePool,
  [height, width]: Shape,
  [rows, columns, channels]: Shape,
): Shader {
  const { type, perPixel } = layoutOf(channels);
  const items = rows * columns * perPixel;
  const at = `((image * ${height} + v) * ${width} + u) * ${perPixel} + c`;
  const [start, step, end] =
    kind === 'maxPool'
      ? [`${type}(-0x1.fffffep+127)`, 'result = max(result, value);', 'result']
      : [`${type}(0)`, 'result += value;', 'result / f32((bottom - top) * (right - left))'];

  const code = `
    ${declare(type, { x: type })}
    ${forEachItem(
      `images * ${items}`,
      `
      let c = index % ${perPixel};
      let image = index / ${items};
      let corner = vec2i(vec2u(
        index / ${perPixel * columns} % ${rows} * ${strides[0]},
        index / ${perPixel} % ${columns} * ${strides[1]},
      )) - vec2i(${padding.top}, ${padding.left});
      let top = u32(max(corner.x, 0));
      let left = u32(max(corner.y, 0));
      let bottom = u32(min(corner.x + ${window[0]}, ${height}));
      let right = u32(min(corner.y + ${window[1]}, ${width}));
      var result = ${start};
      for (var v = top; v < bottom; v++) {
        for (var u = left; u < right; u++) {
          let value = x[${at}];
          ${step}
        }
      }
      y[index] = ${end};`,
    )}`;
  return { code, invocations: (count) => count * items };
}

/**
 * Softmax over the channels of each pixel, one invocation to a pixel, taken from the greatest down
 * so that nothing overflows.
 */
export function softmax([height, width, channels]: Shape): Shader {
  const pixels = height * width;
  const code = `
    ${declare('f32', { x: 'f32' })}
    ${forEachItem(
      `images * ${pixels}`,
      `
      let start = index * ${channels};
      let end = start + ${channels};
      var greatest = x[start];
      for (var i = start; i < end; i++) {
        greatest = max(greatest, x[i]);
      }
      var sum = 0f;
      for (var i = start; i < end; i++) {
        sum += exp(x[i] - greatest);
      }
      for (var i = start; i < end; i++) {
        y[i] = exp(x[i] - greatest) / sum;
      }`,
    )}`;
  return { code, invocations: (count) => count * pixels };
}
