import type { AveragePool, MaxPool, Shape } from '../../../graph/plan.js';
import { createTexelShader, type Operand, type Shader } from './shader.js';
import { windowSettings } from './window.js';

/** Padding is left out of the window, so that it neither wins nor counts. */
export function poolShader(
  operation: MaxPool | AveragePool,
  operand: Operand,
  output: Shape,
  layers: number,
): Shader {
  const [start, take, result] =
    operation.kind === 'maxPool'
      ? ['-3.4028234663852886e38', 'a=max(a,t)', 'a']
      : ['0.', 'a+=t', 'a/float((u1-u0)*(v1-v0))'];
  const code = `vec4 value(int p,int n,int y,int x,int g){
int r=y*SH-PH,s=x*SW-PW,u0=max(r,0),u1=min(r+KH,H0),v0=max(s,0),v1=min(s+KW,W0);
vec4 a=vec4(${start});
for(int u=u0;u<u1;u++)for(int v=v0;v<v1;v++){vec4 t=X0((n*H0+u)*W0+v,g);${take};}
return ${result};
}`;
  const settings = windowSettings(operation);
  return createTexelShader({ operands: [operand], output, layers, settings, code });
}
