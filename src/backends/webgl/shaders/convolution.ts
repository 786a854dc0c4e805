import type { Conv2d, DepthwiseConv2d, Shape } from '../../../graph/plan.js';
import { groupsOf } from '../../gpu/pack.js';
import {
  ADVANCE,
  createShader,
  createTexelShader,
  DECODE,
  perLayer,
  type Operand,
  type Shader,
} from './shader.js';
import { windowSettings } from './window.js';

/**
 * Each fragment computes a group of output channels at neighbouring positions, one to a layer: a
 * texel costs more to read than its sixteen multiply-adds, and weights are read once for all of them.
 *
 * @param activate code of the activation.
 */
export function convolutionShader(
  operation: Conv2d,
  operand: Operand,
  output: Shape,
  layers: number,
  activate: string,
): Shader {
  // One channel would leave three lanes of a product idle.
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

/** @param activate code of the activation. */
export function depthwiseShader(
  operation: DepthwiseConv2d,
  operand: Operand,
  output: Shape,
  layers: number,
  activate: string,
): Shader {
  const { multiplier } = operation;
  // Output channel c reads input channel c / multiplier: with more than one, lane by lane.
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

/** The bias stands behind the weights. */
function dilationsAndBias(
  { weights, bias, dilations: [DH, DW] }: Conv2d | DepthwiseConv2d,
  [, , channels]: Shape,
): Record<string, number> {
  const rows = weights.length / bias.length;
  return { DH, DW, B: rows * groupsOf(channels) };
}
