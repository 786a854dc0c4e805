import type { Activation } from '../../../graph/plan.js';

/** Klambauer et al. 2017, section 2. */
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

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
      return `${constant(SELU_SCALE)} * ${elu(SELU_ALPHA)}`;
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
