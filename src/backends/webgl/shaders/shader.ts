import type { Shape } from '../../../graph/plan.js';
import { groupsOf } from '../../gpu/pack.js';

/**
 * A fragment shader and what it is to be told. Shapes are uniforms and not part of the source: the
 * operations of one kind share a program, and compiling is what a first answer waits for.
 */
export interface Shader {
  readonly source: string;
  /** `uniform int k[]`, behind the {@link SHIFTS}. */
  readonly ints: readonly number[];
}

/** A value as a shader reads it. */
export interface Operand {
  readonly shape: Shape;
  /** One channel, one number to a texel and no layers: the images as they were uploaded. */
  readonly flat: boolean;
}

/** The first of `uniform int k[]`, known when there are textures: the shifts of their grids. */
export const SHIFTS = ['S', 'S0', 'S1'] as const;

/** The textures, by their units. The second is another operand, or the weights. */
export const TEXTURES = ['T0', 'T1'] as const;

export interface ShaderParts {
  readonly operands: readonly Operand[];
  readonly output: Shape;
  /** Render targets, one for each layer of the output. */
  readonly layers: number;
  /** Settings of the operation, by the names that the code has for them. */
  readonly settings?: Readonly<Record<string, number>>;
  readonly weights?: boolean;
  /** Functions and `main`. */
  readonly code: string;
}

/**
 * Puts a shader together. The code may use
 *
 * - `H`, `W`, `C`, `G` of the output: height, width, channels, groups; `H0`, `W0`, … of an operand
 * - `X0(position, group)`, `X1(…)`: a texel of an operand; lanes beyond its channels are zeros
 * - `weight(i)`
 * - `masked(texel, group)`: zeros in the lanes beyond the output's channels
 */
export function createShader(parts: ShaderParts): Shader {
  const { operands, output, layers, settings, weights, code } = parts;
  const values = { ...sizes(output, ''), ...settings };
  operands.forEach(({ shape }, index) => Object.assign(values, sizes(shape, `${index}`)));
  const names = [...SHIFTS, ...Object.keys(values)];
  const source = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp sampler2DArray;
uniform int k[${names.length}];
uniform vec2 f;
#define L ${layers}
${names.map((name, index) => `#define ${name} k[${index}]`).join('\n')}
${operands.map((operand, index) => readTexel(operand, index)).join('')}
${weights ? `uniform sampler2D T1;\nvec4 weight(int i){return texelFetch(T1,${cell('i', 'S1')},0);}` : ''}
${perLayer(layers, (j) => `layout(location=${j}) out vec4 o${j};\n`)}
vec4 masked(vec4 x,int g){return mix(vec4(0),x,lessThan(4*g+ivec4(0,1,2,3),ivec4(C)));}
${code}`;
  return { source, ints: Object.values(values) };
}

/**
 * A shader that computes each texel by itself.
 *
 * @param parts whose code defines `vec4 value(int p,int n,int y,int x,int g)` for position p, which is
 * row y and column x of image n, and group g.
 */
export function createTexelShader(parts: ShaderParts): Shader {
  const main = `void main(){
${DECODE}
${perLayer(parts.layers, (j) => `o${j}=value(p,n,y,x,g);\n${ADVANCE}\n`)}
}`;
  return createShader({ ...parts, code: `${parts.code}\n${main}` });
}

/** Repeats code for each layer; with names that hold its number it is what a loop cannot be. */
export function perLayer(layers: number, code: (layer: number) => string): string {
  return Array.from({ length: layers }, (_, layer) => code(layer)).join('');
}

/** Which texel this fragment is: group g, and for its first layer the position. `L` are the layers. */
export const DECODE = `int i=int(gl_FragCoord.y)<<S|int(gl_FragCoord.x);
int g=i%G,p=i/G*L,x=p%W,y=p/W%H,n=p/W/H;`;

/** Goes on to the position of the next layer. */
export const ADVANCE = 'p++;x++;if(x==W){x=0;y++;if(y==H){y=0;n++;}}';

function sizes([height, width, channels]: Shape, suffix: string): Record<string, number> {
  return {
    [`H${suffix}`]: height,
    [`W${suffix}`]: width,
    [`C${suffix}`]: channels,
    [`G${suffix}`]: groupsOf(channels),
  };
}

function readTexel({ flat }: Operand, index: number): string {
  const [texture, shift] = [TEXTURES[index]!, SHIFTS[index + 1]!];
  return flat
    ? `uniform sampler2D ${texture};
vec4 X${index}(int p,int g){return vec4(texelFetch(${texture},${cell('p', shift)},0).r,0,0,0);}`
    : `uniform sampler2DArray ${texture};
vec4 X${index}(int p,int g){int i=p/L*G${index}+g;
return texelFetch(${texture},ivec3(${cell('i', shift)},p%L),0);}`;
}

function cell(index: string, shift: string): string {
  return `ivec2(${index}&(1<<${shift})-1,${index}>>${shift})`;
}
