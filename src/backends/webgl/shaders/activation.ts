import type { Activation } from '../../../graph/plan.js';

/** An activation as shaders have it. */
export interface ActivationCode {
  /** Of `vec4 activate(vec4 x, int g)` for a texel of group g; zeros stay in the unused lanes. */
  readonly code: string;
  /** `uniform vec2 f` */
  readonly floats: readonly [number, number];
}

/** Greatest float32: shaders need not know an infinity. */
const GREATEST = 3.4028234663852886e38;

/** Klambauer et al. 2017, section 2. */
const SELU = [1.6732632423543772, 1.0507009873554805] as const;

const BELOW_ZERO = 'lessThan(x,vec4(0))';
/** Of the magnitude, so that no exponential overflows. */
const SIGMOID = `vec4 e=exp(-abs(x)),s=mix(vec4(1),e,${BELOW_ZERO})/(1.+e);`;
const LINE = `mix(min(x,f.y),f.x*x,${BELOW_ZERO})`;
const EXPONENTIAL = `f.y*mix(x,f.x*(exp(min(x,0.))-1.),${BELOW_ZERO})`;

export function activationCode(activation: Activation): ActivationCode {
  switch (activation.kind) {
    // With the slope 1 and no greatest value a relu is linear, and needs no other program.
    case 'linear':
      return write(`return ${LINE};`, 1, GREATEST);
    case 'relu':
      return write(`return ${LINE};`, activation.slope, Math.min(activation.max, GREATEST));
    case 'elu':
      return write(`return ${EXPONENTIAL};`, activation.alpha, 1);
    case 'selu':
      return write(`return ${EXPONENTIAL};`, ...SELU);
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
