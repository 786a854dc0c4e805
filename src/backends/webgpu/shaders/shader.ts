import { LANES } from '../../gpu/pack.js';

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
export interface Layout {
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
