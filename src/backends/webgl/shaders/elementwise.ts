import type { Padding, Shape } from '../../../graph/plan.js';
import { createTexelShader, type Operand, type Shader } from './shader.js';

/**
 * An activation alone, or of a sum.
 *
 * @param operands one or two of the output's shape.
 * @param activate code of the activation.
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

/** The same numbers in the same order, in groups of other positions. */
export function reshapeShader(operand: Operand, output: Shape, layers: number): Shader {
  const code = `float number(int i){int c=i%C0;return X0(i/C0,c>>2)[c&3];}
vec4 value(int p,int n,int y,int x,int g){
int i=p*C+4*g;
return masked(vec4(number(i),number(i+1),number(i+2),number(i+3)),g);
}`;
  return createTexelShader({ operands: [operand], output, layers, code });
}

/** Over the channels at each position, from the greatest down so that nothing overflows. */
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
