import { isObject, type JsonObject } from './json.js';

interface LayerWords {
  readonly className: string;
  readonly config: JsonObject;
}

/** Classes by the names that other versions of Keras gave them. */
const CLASSES = new Map([
  ['Convolution2D', 'Conv2D'],
  ['AtrousConvolution2D', 'Conv2D'],
  ['SeparableConvolution2D', 'SeparableConv2D'],
  ['BatchNormalizationV1', 'BatchNormalization'],
  ['BatchNormalizationV2', 'BatchNormalization'],
]);

/** Options that Keras 1 called otherwise. */
const OPTIONS = new Map([
  ['nb_filter', 'filters'],
  ['subsample', 'strides'],
  ['border_mode', 'padding'],
  ['atrous_rate', 'dilation_rate'],
  ['output_dim', 'units'],
  ['bias', 'use_bias'],
  ['p', 'rate'],
  ['sigma', 'stddev'],
]);

const ORDERINGS = new Map<unknown, string>([
  ['th', 'channels_first'],
  ['tf', 'channels_last'],
]);

/** What matters in training alone, or describes how Keras builds the layer. */
const TRAINING =
  /^(dtype|trainable|input_dtype|init|weights|learning_rate_multiplier|seed|noise_shape|build_config|optional|sparse|ragged|synchronized|momentum)$|_(initializer|regularizer|constraint|init)$/;

/**
 * Says a layer of any Keras in the words of Keras 2, without what matters in training alone.
 *
 * The names of Keras 1 are those of its own conversion, `keras/legacy/interfaces.py` of Keras 2.
 */
export function upgradeLayer({ className, config }: LayerWords): LayerWords {
  const upgraded: Record<string, unknown> = {};
  const isPadding = className === 'ZeroPadding2D';
  for (const [key, value] of Object.entries(config)) {
    if (TRAINING.test(key)) continue;
    if (key === 'dim_ordering') upgraded['data_format'] = ORDERINGS.get(value) ?? 'channels_last';
    else if (key === 'padding' && isPadding) upgraded[key] = spellPadding(value);
    else upgraded[OPTIONS.get(key) ?? key] = plainValue(value);
  }
  if ('nb_row' in config) {
    delete upgraded['nb_row'];
    delete upgraded['nb_col'];
    upgraded['kernel_size'] = [config['nb_row'], config['nb_col']];
  }
  if (className === 'LeakyReLU' && 'negative_slope' in upgraded) {
    upgraded['alpha'] ??= upgraded['negative_slope'];
    delete upgraded['negative_slope'];
  }
  const shape = upgraded['batch_input_shape'] ?? upgraded['batch_shape'];
  delete upgraded['batch_shape'];
  // The size of the batch that it was trained with does not bind.
  if (Array.isArray(shape))
    upgraded['batch_input_shape'] = [null, ...(shape.slice(1) as unknown[])];
  const isSum = className === 'Merge' && config['mode'] === 'sum';
  return { className: isSum ? 'Add' : (CLASSES.get(className) ?? className), config: upgraded };
}

/** Keras 1 also wrote four numbers in a row: top, bottom, left, right. */
function spellPadding(value: unknown): unknown {
  if (!Array.isArray(value) || value.length !== 4) return value;
  const [top, bottom, left, right] = value as unknown[];
  return [
    [top, bottom],
    [left, right],
  ];
}

/** Functions as Keras 3 writes them, and numbers of NumPy as Keras 2.0 did. */
function plainValue(value: unknown): unknown {
  if (!isObject(value)) return value;
  if (value['class_name'] === 'function') return value['config'];
  if (value['type'] === 'ndarray') return value['value'];
  return value;
}
