import {
  type Activation,
  type AveragePool,
  type MaxPool,
  type Pad,
  SELU,
  type Shape,
} from '../../graph/plan.js';
import { groupsOf, LANES } from '../gpu-layout.js';

/** A compute shader of one operation, with its shapes as constants. */
export interface Shader {
  /** WGSL with a function `main` and the bindings of {@link declare}. */
  readonly code: string;
  /** Weights, then the bias. */
  readonly constants?: Float32Array;
  /** Number of invocations for a batch of `count` images. */
  invocations(count: number): number;
}

/** Invocations per work group. */
const WORKGROUP = 64;

/** Work groups along the first axis. A device allows at most 65,535, and a batch may need more. */
const ROW = 2 ** 15;

/** Size of a dispatch with at least this many invocations, in work groups along two axes. */
export function foldDispatch(invocations: number): [x: number, y: number] {
  const workgroups = Math.ceil(invocations / WORKGROUP);
  return [Math.min(workgroups, ROW), Math.ceil(workgroups / ROW)];
}

/**
 * How shaders read and write a value. In memory it is [image, height, width, channels] without gaps, so a
 * reshape moves nothing. If its channels are a multiple of four, they are accessed as vectors.
 */
interface Layout {
  readonly type: 'vec4f' | 'f32';
  /** Numbers per element. */
  readonly lanes: number;
  /** Elements per pixel. */
  readonly perPixel: number;
}

export function layoutOf(channels: number): Layout {
  return channels % LANES === 0
    ? { type: 'vec4f', lanes: LANES, perPixel: channels / LANES }
    : { type: 'f32', lanes: 1, perPixel: channels };
}

/** The bindings: `images` is the number of images, `y` the output; `inputs` maps names to types. */
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

/** A function `main` that runs `body` for each `index` below `items`; both are u32. */
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

/** Statements that declare the sums `a0`, `a1`, …, each starting from `value`. */
export function declareSums(count: number, value: string): string {
  return each(count, (i) => `var a${i} = ${value};`);
}

/**
 * Statements that add one input element times its weights to each sum. The weights, from `w[k]` on, are read
 * once for all sums.
 *
 * @param lanes numbers per input element
 * @param groups of output channels: the stride of the weights
 * @param read expression of the input element for sum i
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

/** A WGSL function `store` that writes the four channels of group `g` at pixel `at` of the batch. */
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

/** Code repeated for each i below `count`. */
export function each(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');
}

/** Maximum float32. WGSL rejects larger literals. */
const GREATEST = (2 - 2 ** -23) * 2 ** 127;

/**
 * A WGSL function `activate` of a number or a vector.
 *
 * Arguments of `exp` are bounded, because overflow may be undefined in WGSL. `tanh` is written with `exp`,
 * because WGSL's own may be off by 1e-5.
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

/** An activation that is not fused. */
export function activate(activation: Activation, shape: Shape): Shader {
  return elementwise(activation, shape, { x: 'vec4f' }, 'x[index]');
}

/** Sum of two values of one shape. */
export function add(activation: Activation, shape: Shape): Shader {
  return elementwise(activation, shape, { x: 'vec4f', z: 'vec4f' }, 'x[index] + z[index]');
}

/** Treats the whole batch as vectors, across pixels. */
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

/** Pooling. An invocation computes one element of a pixel from its window, without the padding. */
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
 * Softmax over the channels of each pixel, one invocation per pixel. Subtracts the maximum first, so that
 * nothing overflows.
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
      var top = x[start];
      for (var i = start; i < end; i++) {
        top = max(top, x[i]);
      }
      var sum = 0f;
      for (var i = start; i < end; i++) {
        sum += exp(x[i] - top);
      }
      for (var i = start; i < end; i++) {
        y[i] = exp(x[i] - top) / sum;
      }`,
    )}`;
  return { code, invocations: (count) => count * pixels };
}
