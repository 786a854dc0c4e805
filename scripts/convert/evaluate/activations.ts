import { isObject } from '../layers/json.js';
import { map, type NdArray } from './ndarray.js';

const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

type Scalar = (x: number) => number;

const sigmoid: Scalar = (x) => 1 / (1 + Math.exp(-x));

/** By the names of Keras. */
const FUNCTIONS = new Map<string, Scalar>([
  ['linear', (x) => x],
  ['relu', (x) => Math.max(0, x)],
  ['relu6', (x) => Math.min(6, Math.max(0, x))],
  ['leaky_relu', (x) => (x < 0 ? 0.2 * x : x)],
  ['elu', (x) => (x < 0 ? Math.expm1(x) : x)],
  ['selu', (x) => SELU.scale * (x < 0 ? SELU.alpha * Math.expm1(x) : x)],
  ['sigmoid', sigmoid],
  ['hard_sigmoid', (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5))],
  ['tanh', Math.tanh],
  ['swish', (x) => x * sigmoid(x)],
  ['silu', (x) => x * sigmoid(x)],
  ['softplus', (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
  ['softsign', (x) => x / (1 + Math.abs(x))],
]);

/** Keras 3 computes another function by this name. */
const KERAS_3 = new Map<string, Scalar>([
  ['hard_sigmoid', (x) => Math.min(1, Math.max(0, x / 6 + 0.5))],
]);

/** Applies what an `activation` option names. */
export function activate(input: NdArray, activation: unknown, kerasMajor: number): NdArray {
  if (isObject(activation)) {
    const options = isObject(activation['config']) ? activation['config'] : {};
    return rectify(input, String(activation['class_name']), options);
  }
  const name = String(activation ?? 'linear');
  if (name === 'softmax') return softmax(input);
  const f = (kerasMajor >= 3 ? KERAS_3.get(name) : undefined) ?? FUNCTIONS.get(name);
  if (!f) throw new Error(`the activation ${name} is not known`);
  return map(input, f);
}

/** The layers ReLU, LeakyReLU, ELU and Softmax. */
export function rectify(
  input: NdArray,
  className: string,
  options: Readonly<Record<string, unknown>>,
): NdArray {
  if (className === 'Softmax') return softmax(input, Number(options['axis'] ?? -1));
  const alpha = Number(options['alpha'] ?? options['negative_slope'] ?? DEFAULTS.get(className));
  if (className === 'ELU') return map(input, (x) => (x < 0 ? alpha * Math.expm1(x) : x));
  const most = Number(options['max_value'] ?? Infinity);
  return map(input, (x) => (x < 0 ? alpha * x : Math.min(x, most)));
}

const DEFAULTS = new Map([
  ['ReLU', 0],
  ['LeakyReLU', 0.3],
  ['ELU', 1],
]);

/** @param axis with the batch in front, or from the end */
function softmax({ dims, data }: NdArray, axis = -1): NdArray {
  const place = axis < 0 ? dims.length + axis : axis - 1;
  const size = dims[place] ?? 1;
  const stride = dims.slice(place + 1).reduce((a, b) => a * b, 1);
  const result = new Float64Array(data.length);
  for (let start = 0; start < data.length; start++) {
    if (Math.floor(start / stride) % size !== 0) continue;
    const positions = Array.from({ length: size }, (_, i) => start + i * stride);
    const most = Math.max(...positions.map((position) => data[position] ?? NaN));
    const powers = positions.map((position) => Math.exp((data[position] ?? NaN) - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    positions.forEach((position, i) => (result[position] = (powers[i] ?? NaN) / sum));
  }
  return { dims, data: result };
}
