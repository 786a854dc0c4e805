import {
  type Activation,
  type AveragePool,
  type Conv2d,
  type DepthwiseConv2d,
  type MaxPool,
  type Padding,
  SELU,
  type Shape,
} from '../../graph/plan.js';
import { groupsOf } from '../gpu-layout.js';

/**
 * A fragment shader and its uniforms. Shapes are uniforms, so operations of one kind share a program: compiling
 * takes most of the time before the first answer.
 */
export interface Shader {
  readonly source: string;
  /** `uniform int k[]` after the {@link SHIFTS}. */
  readonly ints: readonly number[];
}

/** An input of a shader. */
export interface Operand {
  readonly shape: Shape;
  /** Whether it is the uploaded images: one number per texel, without layers. */
  readonly flat: boolean;
}

/** The first of `uniform int k[]`: the shifts of the textures' grids. */
const SHIFTS = ['S', 'S0', 'S1'] as const;

/** The samplers by texture unit. The second is another operand or the weights. */
export const TEXTURES = ['T0', 'T1'] as const;

interface ShaderOptions {
  readonly operands: readonly Operand[];
  readonly output: Shape;
  /** Render targets, one per layer of the output. */
  readonly layers: number;
  /** Settings of the operation by their names in the code. */
  readonly settings?: Readonly<Record<string, number>>;
  readonly weights?: boolean;
  /** Functions and `main`. */
  readonly code: string;
}

/**
 * Creates a shader. The code may use
 *
 * - `H`, `W`, `C`, `G` of the output: height, width, channels, groups; `H0`, `W0`, … of an operand
 * - `X0(position, group)`, `X1(…)`: a texel of an operand; lanes beyond its channels are zero
 * - `weight(i)`
 * - `masked(texel, group)`: the texel with zeros in the lanes beyond the output's channels
 */
function createShader(options: ShaderOptions): Shader {
  const { operands, output, layers, settings, weights, code } = options;
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
 * A shader that computes texels one by one.
 *
 * @param options the code defines `vec4 value(int p,int n,int y,int x,int g)` for position p (row y and column x
 * of image n) and group g
 */
function createTexelShader(options: ShaderOptions): Shader {
  const main = `void main(){
${DECODE}
${perLayer(options.layers, (j) => `o${j}=value(p,n,y,x,g);\n${ADVANCE}\n`)}
}`;
  return createShader({ ...options, code: `${options.code}\n${main}` });
}

/** Code repeated for each layer. Unlike in a loop, names may contain the number. */
function perLayer(layers: number, code: (layer: number) => string): string {
  return Array.from({ length: layers }, (_, layer) => code(layer)).join('');
}

/** Finds the fragment's group g, and the position of its first layer. */
const DECODE = `int i=int(gl_FragCoord.y)<<S|int(gl_FragCoord.x);
int g=i%G,p=i/G*L,x=p%W,y=p/W%H,n=p/W/H;`;

/** Advances to the position of the next layer. */
const ADVANCE = 'p++;x++;if(x==W){x=0;y++;if(y==H){y=0;n++;}}';

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

/** Height and width of the window and the strides, and the padding at the top and left. */
function windowSettings(
  operation: Conv2d | DepthwiseConv2d | MaxPool | AveragePool,
): Record<string, number> {
  const [KH, KW] = operation.window;
  const [SH, SW] = operation.strides;
  return { KH, KW, SH, SW, PH: operation.padding.top, PW: operation.padding.left };
}

/** An activation for shaders. */
interface ActivationCode {
  /** A function `vec4 activate(vec4 x, int g)` for a texel of group g. Unused lanes stay zero. */
  readonly code: string;
  /** `uniform vec2 f` */
  readonly floats: readonly [number, number];
}

/** Maximum float32, because shaders may not support infinity. */
const MAX_FLOAT = 3.4028234663852886e38;

const BELOW_ZERO = 'lessThan(x,vec4(0))';
/** Uses the absolute value, so that exp does not overflow. */
const SIGMOID = `vec4 e=exp(-abs(x)),s=mix(vec4(1),e,${BELOW_ZERO})/(1.+e);`;
const LINE = `mix(min(x,f.y),f.x*x,${BELOW_ZERO})`;
const EXPONENTIAL = `f.y*mix(x,f.x*(exp(min(x,0.))-1.),${BELOW_ZERO})`;

export function activationCode(activation: Activation): ActivationCode {
  switch (activation.kind) {
    // A relu with slope 1 and no maximum is linear, and needs no other program.
    case 'linear':
      return write(`return ${LINE};`, 1, MAX_FLOAT);
    case 'relu':
      return write(`return ${LINE};`, activation.slope, Math.min(activation.max, MAX_FLOAT));
    case 'elu':
      return write(`return ${EXPONENTIAL};`, activation.alpha, 1);
    case 'selu':
      return write(`return ${EXPONENTIAL};`, SELU.alpha, SELU.scale);
    case 'sigmoid':
      return write(`${SIGMOID}return masked(s,g);`);
    case 'hardSigmoid':
      return write('return masked(clamp(f.x*x+f.y,0.,1.),g);', activation.slope, activation.offset);
    case 'tanh':
      return write('vec4 e=exp(-2.*abs(x));return sign(x)*(1.-e)/(1.+e);');
    case 'swish':
      return write(`${SIGMOID}return x*s;`);
    case 'softplus':
      return write('return masked(max(x,0.)+log(1.+exp(-abs(x))),g);');
    case 'softsign':
      return write('return x/(1.+abs(x));');
  }
}

function write(body: string, x = 0, y = 0): ActivationCode {
  return { code: `vec4 activate(vec4 x,int g){${body}}`, floats: [x, y] };
}

/**
 * Each fragment computes a group of output channels at neighboring positions, one per layer, and reads each
 * weight once for all of them. Reading a texel takes longer than its sixteen multiply-adds.
 *
 * @param activate code of the activation
 */
export function convolutionShader(
  operation: Conv2d,
  operand: Operand,
  output: Shape,
  layers: number,
  activate: string,
): Shader {
  // With one channel, three of four lanes would be unused.
  const single = operand.shape[2] === 1;
  const product = single
    ? `vec4 m=weight(w);
${perLayer(layers, (j) => `a${j}+=m*(b${j}?X0(q${j},0).x:0.);\n`)}`
    : `for(int c=0;c<G0;c++){
mat4 m=mat4(weight(w),weight(w+G),weight(w+2*G),weight(w+3*G));
${perLayer(layers, (j) => `a${j}+=m*(b${j}?X0(q${j},c):vec4(0));\n`)}
w+=4*G;
}`;
  const code = `${activate}
void main(){
${DECODE}
${perLayer(layers, (j) => `int y${j}=y*SH-PH,x${j}=x*SW-PW,n${j}=n*H0;vec4 a${j}=weight(B+g);\n${ADVANCE}\n`)}
for(int u=0;u<KH;u++)for(int v=0;v<KW;v++){
int w=(u*KW+v)*C0*G+g;
${perLayer(
  layers,
  (j) => `int r${j}=y${j}+u*DH,s${j}=x${j}+v*DW,q${j}=(n${j}+r${j})*W0+s${j};
bool b${j}=uint(r${j})<uint(H0)&&uint(s${j})<uint(W0);\n`,
)}
${product}
}
${perLayer(layers, (j) => `o${j}=activate(a${j},g);\n`)}
}`;
  const settings = { ...windowSettings(operation), ...dilationsAndBias(operation, output) };
  return createShader({ operands: [operand], output, layers, settings, weights: true, code });
}

/** @param activate code of the activation */
export function depthwiseShader(
  operation: DepthwiseConv2d,
  operand: Operand,
  output: Shape,
  layers: number,
  activate: string,
): Shader {
  const { multiplier } = operation;
  // Output channel c reads input channel c / multiplier. With multiplier > 1, each lane reads another texel.
  const read =
    multiplier === 1 ? 'X0(q,g)' : 'vec4(lane(q,4*g),lane(q,4*g+1),lane(q,4*g+2),lane(q,4*g+3))';
  const code = `${activate}
float lane(int q,int c){c=min(c/M,C0-1);return X0(q,c>>2)[c&3];}
vec4 value(int p,int n,int y,int x,int g){
vec4 a=weight(B+g);
for(int u=0;u<KH;u++)for(int v=0;v<KW;v++){
int r=y*SH-PH+u*DH,s=x*SW-PW+v*DW,q=(n*H0+r)*W0+s;
if(uint(r)<uint(H0)&&uint(s)<uint(W0))a+=weight((u*KW+v)*G+g)*${read};
}
return activate(a,g);
}`;
  const settings = {
    ...windowSettings(operation),
    ...dilationsAndBias(operation, output),
    M: multiplier,
  };
  return createTexelShader({ operands: [operand], output, layers, settings, weights: true, code });
}

/** `B`: index of the bias, which follows the weights. */
function dilationsAndBias(
  { weights, bias, dilations: [DH, DW] }: Conv2d | DepthwiseConv2d,
  [, , channels]: Shape,
): Record<string, number> {
  const rows = weights.length / bias.length;
  return { DH, DW, B: rows * groupsOf(channels) };
}

/**
 * An activation of one value, or of a sum.
 *
 * @param operands one or two, of the output's shape
 * @param activate code of the activation
 */
export function elementwiseShader(
  operands: readonly Operand[],
  output: Shape,
  layers: number,
  activate: string,
): Shader {
  const sum = operands.map((_, index) => `X${index}(p,g)`).join('+');
  const code = `${activate}\nvec4 value(int p,int n,int y,int x,int g){return activate(${sum},g);}`;
  return createTexelShader({ operands, output, layers, code });
}

/** Zeros around the operand. */
export function padShader(
  padding: Padding,
  operand: Operand,
  output: Shape,
  layers: number,
): Shader {
  const code = `vec4 value(int p,int n,int y,int x,int g){
y-=PH;x-=PW;
return uint(y)<uint(H0)&&uint(x)<uint(W0)?X0((n*H0+y)*W0+x,g):vec4(0);
}`;
  const settings = { PH: padding.top, PW: padding.left };
  return createTexelShader({ operands: [operand], output, layers, settings, code });
}

/** The same numbers in the same order, in the groups of another shape. */
export function reshapeShader(operand: Operand, output: Shape, layers: number): Shader {
  const code = `float number(int i){int c=i%C0;return X0(i/C0,c>>2)[c&3];}
vec4 value(int p,int n,int y,int x,int g){
int i=p*C+4*g;
return masked(vec4(number(i),number(i+1),number(i+2),number(i+3)),g);
}`;
  return createTexelShader({ operands: [operand], output, layers, code });
}

/** Over the channels at each position. Subtracts the maximum first, so that nothing overflows. */
export function softmaxShader(operand: Operand, output: Shape, layers: number): Shader {
  const code = `vec4 value(int p,int n,int y,int x,int g){
vec4 a=vec4(-3.4028234663852886e38),s=vec4(0);
for(int c=0;c<G;c++)a=max(a,mix(a,X0(p,c),lessThan(4*c+ivec4(0,1,2,3),ivec4(C))));
a=vec4(max(max(a.x,a.y),max(a.z,a.w)));
for(int c=0;c<G;c++)s+=masked(exp(X0(p,c)-a),c);
return masked(exp(X0(p,g)-a)/dot(s,vec4(1)),g);
}`;
  return createTexelShader({ operands: [operand], output, layers, code });
}

/** Ignores the padding. */
export function poolShader(
  operation: MaxPool | AveragePool,
  operand: Operand,
  output: Shape,
  layers: number,
): Shader {
  const [start, update, result] =
    operation.kind === 'maxPool'
      ? ['-3.4028234663852886e38', 'a=max(a,t)', 'a']
      : ['0.', 'a+=t', 'a/float((u1-u0)*(v1-v0))'];
  const code = `vec4 value(int p,int n,int y,int x,int g){
int r=y*SH-PH,s=x*SW-PW,u0=max(r,0),u1=min(r+KH,H0),v0=max(s,0),v1=min(s+KW,W0);
vec4 a=vec4(${start});
for(int u=u0;u<u1;u++)for(int v=v0;v<v1;v++){vec4 t=X0((n*H0+u)*W0+v,g);${update};}
return ${result};
}`;
  const settings = windowSettings(operation);
  return createTexelShader({ operands: [operand], output, layers, settings, code });
}
