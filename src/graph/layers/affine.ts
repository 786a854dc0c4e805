import { show } from '../fields.js';
import type { Layer, Lowering } from './layer.js';
import { isLastAxis, shapeMismatch } from './layer.js';

/** (x - mean) / sqrt(variance + epsilon) * gamma + beta, channel by channel, as one affine. */
export const batchNormalization: Lowering = (layer, input, draft) => {
  const channels = input.dims.at(-1);
  if (channels === undefined) throw shapeMismatch(layer, input, 'a vector or an image');
  const axis = layer.options.get('axis') ?? -1;
  if (!isLastAxis(axis, input)) {
    throw layer.options.error(
      `axis is ${show(axis)}; convert the network to channels_last`,
      'layer-unsupported',
    );
  }
  const epsilon = layer.options.number('epsilon', { min: 0 }, 1e-3);
  const optional = (option: string, parameter: string) =>
    layer.options.boolean(option, true) ? layer.weight(parameter, [channels]) : undefined;
  const gamma = optional('scale', 'gamma');
  const beta = optional('center', 'beta');
  const mean = layer.weight('moving_mean', [channels]);
  const variance = layer.weight('moving_variance', [channels]);
  const scale = Float64Array.from(variance, (v, c) => (gamma?.[c] ?? 1) / Math.sqrt(v + epsilon));
  const shift = Float64Array.from(scale, (s, c) => (beta?.[c] ?? 0) - (mean[c] ?? 0) * s);
  if (!scale.every(Number.isFinite)) {
    throw layer.options.error(
      'moving_variance + epsilon is not above zero everywhere',
      'weights-not-finite',
    );
  }
  const { name } = layer;
  return draft.emit({ kind: 'affine', name, input: input.value, scale, shift }, input.dims);
};

/** x * scale + offset; each is one number, or one for each channel. */
export const rescaling: Lowering = (layer, input, draft) => {
  const channels = input.dims.at(-1);
  if (channels === undefined) throw shapeMismatch(layer, input, 'a vector or an image');
  const scale = readNumbers(layer, 'scale', channels);
  const shift = readNumbers(layer, 'offset', channels, 0);
  const { name } = layer;
  return draft.emit({ kind: 'affine', name, input: input.value, scale, shift }, input.dims);
};

function readNumbers(layer: Layer, key: string, channels: number, fallback?: number) {
  const value = layer.options.get(key);
  if (!Array.isArray(value)) {
    return new Float64Array(channels).fill(layer.options.number(key, {}, fallback));
  }
  if (value.length !== channels || !value.every((item) => Number.isFinite(item))) {
    throw layer.options.mismatch(key, `a finite number, or ${channels} of them,`);
  }
  return Float64Array.from(value as number[]);
}
