import { build, get, map, type NdArray } from './ndarray.js';

/** Each as its paper or the Keras documentation writes it. */
const FUNCTIONS: Record<string, (x: number) => number> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  leaky_relu: (x) => (x >= 0 ? x : 0.2 * x),
  elu: (x) => (x >= 0 ? x : Math.exp(x) - 1),
  selu: (x) => 1.0507009873554805 * (x >= 0 ? x : 1.6732632423543772 * (Math.exp(x) - 1)),
  sigmoid: logistic,
  hard_sigmoid: (x) => Math.max(0, Math.min(1, 0.2 * x + 0.5)),
  tanh: (x) => 2 * logistic(2 * x) - 1,
  swish: (x) => x * logistic(x),
  silu: (x) => x * logistic(x),
  softplus: (x) => Math.log(1 + Math.exp(x)),
  softsign: (x) => x / (1 + Math.abs(x)),
};

/** Names that an `activation` option may take. */
export const ACTIVATIONS = [...Object.keys(FUNCTIONS), 'softmax'];

export function activation(name: unknown, input: NdArray): NdArray {
  if (name === 'softmax') return softmax(input);
  const f = FUNCTIONS[String(name)];
  if (!f) throw new Error(`the reference knows no activation ${String(name)}`);
  return map(input, f);
}

/** Over the last axis. */
export function softmax(input: NdArray): NdArray {
  const classes = [...Array(input.dims.at(-1)!).keys()];
  return build(input.dims, (index) => {
    const others = classes.map((last) => get(input, [...index.slice(0, -1), last]));
    const own = get(input, index);
    return 1 / others.reduce((sum, other) => sum + Math.exp(other - own), 0);
  });
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
