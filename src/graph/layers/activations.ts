import { Fields, isObject, show } from '../check.js';
import type { DraftBuilder, Tensor } from '../compile.js';
import { LINEAR, type Activation } from '../plan.js';
import { isLastAxis, type Applied, type Layer, type Lowering } from './layer.js';

const SOFTMAX = { kind: 'softmax' } as const;

/** By their names in Keras, with its default options. */
const ACTIVATIONS = new Map<unknown, Applied>([
  ['linear', LINEAR],
  ['relu', { kind: 'relu', max: Infinity, slope: 0 }],
  ['softmax', SOFTMAX],
  ['relu6', { kind: 'relu', max: 6, slope: 0 }],
  ['leaky_relu', { kind: 'relu', max: Infinity, slope: 0.2 }],
  ['elu', { kind: 'elu', alpha: 1 }],
  ['selu', { kind: 'selu' }],
  ['sigmoid', { kind: 'sigmoid' }],
  ['hard_sigmoid', { kind: 'hardSigmoid', slope: 0.2, offset: 0.5 }],
  ['tanh', { kind: 'tanh' }],
  ['swish', { kind: 'swish' }],
  ['silu', { kind: 'swish' }],
  ['softplus', { kind: 'softplus' }],
  ['softsign', { kind: 'softsign' }],
]);

/** Names for which Keras 3 computes another function. */
const KERAS_3 = new Map<unknown, Applied>([
  ['hard_sigmoid', { kind: 'hardSigmoid', slope: 1 / 6, offset: 0.5 }],
]);

/** Activations that are layers with options. */
const ACTIVATION_LAYERS = new Map<string, (options: Fields) => Applied>([
  ['ReLU', readRelu],
  ['LeakyReLU', (options) => rectifier(options, 0.3)],
  ['ELU', (options) => ({ kind: 'elu', alpha: options.number('alpha', {}, 1) })],
  ['Softmax', () => SOFTMAX],
]);

/** See {@link Layer.applied}. */
export function readActivation(value: unknown, options: Fields, kerasMajor: number): Applied {
  const name = isObject(value) ? value['class_name'] : value;
  const key = typeof name === 'string' ? name : '';
  const config = isObject(value) && isObject(value['config']) ? value['config'] : {};
  const inner = new Fields(config, `${options.where}, activation`, 'layer-invalid');
  const applied =
    (kerasMajor >= 3 ? KERAS_3.get(key) : undefined) ??
    ACTIVATIONS.get(key) ??
    ACTIVATION_LAYERS.get(key)?.(inner);
  if (applied) return applied;
  throw options.error(
    `activation ${show(name)} is not supported; supported are ${[...ACTIVATIONS.keys()].join(', ')}`,
    'layer-unsupported',
  );
}

export const activationLayers: readonly (readonly [string, Lowering])[] = [
  ...[...ACTIVATION_LAYERS].map(([className, read]): readonly [string, Lowering] => [
    className,
    (layer, input, draft) => apply(layer, read(layer.options), input, draft),
  ]),
  ['Softmax', softmax],
];

/** Unlike the activation of this name, the layer has an axis. */
function softmax(layer: Layer, input: Tensor, draft: DraftBuilder): Tensor {
  const axis = layer.options.get('axis') ?? -1;
  if (!isLastAxis(axis, input)) {
    throw layer.options.error(
      `axis is ${show(axis)}; softmax is supported on the last axis only`,
      'layer-unsupported',
    );
  }
  return apply(layer, SOFTMAX, input, draft);
}

function readRelu(options: Fields): Activation {
  const threshold = options.number('threshold', {}, 0);
  if (threshold !== 0) {
    throw options.error(`threshold is ${threshold}; only 0 is supported`, 'layer-unsupported');
  }
  return rectifier(options, 0);
}

/** The slope below zero is `alpha` in Keras 2's LeakyReLU and `negative_slope` in Keras 3. */
function rectifier(options: Fields, slope: number): Activation {
  const max = options.has('max_value') ? options.number('max_value', { min: 0 }) : Infinity;
  const key = options.has('alpha') ? 'alpha' : 'negative_slope';
  return { kind: 'relu', max, slope: options.number(key, {}, slope) };
}

/** Applies the activation in the layer's options, if there is one. */
export function applyActivation(layer: Layer, tensor: Tensor, draft: DraftBuilder): Tensor {
  return apply(layer, layer.applied(layer.options.get('activation') ?? 'linear'), tensor, draft);
}

function apply(layer: Layer, applied: Applied, tensor: Tensor, draft: DraftBuilder): Tensor {
  const shared = { name: layer.name, input: tensor.value };
  switch (applied.kind) {
    case 'linear':
      return tensor;
    case 'softmax':
      return draft.emit({ kind: 'softmax', ...shared }, tensor.dims);
    default:
      return draft.emit({ kind: 'activate', ...shared, activation: applied }, tensor.dims);
  }
}
