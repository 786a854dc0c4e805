import type { DraftBuilder, Tensor } from '../draft.js';
import { Fields, isObject, show } from '../fields.js';
import { LINEAR, type Activation } from '../plan.js';
import { isLastAxis, type Layer, type Lowering } from './layer.js';

/** By the names of Keras, whose defaults the numbers are. */
const ACTIVATIONS = new Map<string, Activation>([
  ['linear', LINEAR],
  ['relu', { kind: 'relu', max: Infinity, slope: 0 }],
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

/** Where Keras 3 computes another function by the same name. */
const KERAS_3 = new Map<string, Activation>([
  ['hard_sigmoid', { kind: 'hardSigmoid', slope: 1 / 6, offset: 0.5 }],
]);

/** Layers that are activations with options of their own. */
const ACTIVATION_LAYERS = new Map<string, (options: Fields) => Activation>([
  ['ReLU', readRelu],
  ['LeakyReLU', (options) => rectifier(options, 0.3)],
  ['ELU', (options) => ({ kind: 'elu', alpha: options.number('alpha', {}, 1) })],
]);

/** Applies the function that an option names; absent means none. */
export function applyActivation(layer: Layer, tensor: Tensor, draft: DraftBuilder): Tensor {
  const value = layer.options.get('activation') ?? 'linear';
  const name = isObject(value) ? value['class_name'] : value;
  const config = isObject(value) && isObject(value['config']) ? value['config'] : {};
  if (name === 'softmax' || name === 'Softmax') return softmax(layer, tensor, draft);
  const options = new Fields(config, `${layer.options.where}, activation`, 'layer-invalid');
  const activation =
    (layer.kerasMajor >= 3 ? KERAS_3.get(String(name)) : undefined) ??
    ACTIVATIONS.get(String(name)) ??
    ACTIVATION_LAYERS.get(String(name))?.(options);
  if (!activation) {
    throw layer.options.error(
      `activation ${show(name)} is not one of ${[...ACTIVATIONS.keys()].join(', ')}, softmax`,
      'layer-unsupported',
    );
  }
  return activate(layer, activation, tensor, draft);
}

export const activationLayers: readonly (readonly [string, Lowering])[] = [
  ['Activation', applyActivation],
  ['Softmax', softmax],
  ...[...ACTIVATION_LAYERS].map(([className, read]): readonly [string, Lowering] => [
    className,
    (layer, input, draft) => activate(layer, read(layer.options), input, draft),
  ]),
];

function activate(
  layer: Layer,
  activation: Activation,
  tensor: Tensor,
  draft: DraftBuilder,
): Tensor {
  if (activation.kind === 'linear') return tensor;
  const { name } = layer;
  return draft.emit({ kind: 'activate', name, input: tensor.value, activation }, tensor.dims);
}

function softmax(layer: Layer, input: Tensor, draft: DraftBuilder): Tensor {
  // Only the Softmax layer has an axis; the function of that name works on the last one.
  const axis = layer.options.has('activation') ? -1 : (layer.options.get('axis') ?? -1);
  if (!isLastAxis(axis, input)) {
    throw layer.options.error(
      `axis is ${show(axis)}; softmax works on the last axis here`,
      'layer-unsupported',
    );
  }
  return draft.emit({ kind: 'softmax', name: layer.name, input: input.value }, input.dims);
}

function readRelu(options: Fields): Activation {
  const threshold = options.number('threshold', {}, 0);
  if (threshold !== 0) {
    throw options.error(`threshold is ${threshold} where 0 is supported`, 'layer-unsupported');
  }
  return rectifier(options, 0);
}

/** Keras 2 calls the slope below zero `alpha` in LeakyReLU, Keras 3 `negative_slope`. */
function rectifier(options: Fields, slope: number): Activation {
  const max = options.has('max_value') ? options.number('max_value', { min: 0 }) : Infinity;
  const key = options.has('alpha') ? 'alpha' : 'negative_slope';
  return { kind: 'relu', max, slope: options.number(key, {}, slope) };
}
