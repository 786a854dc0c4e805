import { isChannelsFirst, type SourceLayer, type SourceTensor } from '../layers/source-layer.js';
import { activate, rectify } from './activations.js';
import { IMAGE_LAYERS } from './image-layers.js';
import { map, transpose, type NdArray } from './ndarray.js';

/** What a layer computes of at least one input; `tensor` gives its weights by name. */
export type Evaluate = (
  layer: SourceLayer,
  inputs: readonly [NdArray, ...NdArray[]],
  tensor: (name: string) => SourceTensor,
  kerasMajor: number,
) => NdArray;

const LAYERS: Readonly<Record<string, Evaluate>> = {
  ...IMAGE_LAYERS,
  Dense: (_layer, [input], tensor) => {
    const { shape, values, layout } = tensor('kernel');
    const [rows, units] = (layout === 'OI' ? [shape[1], shape[0]] : shape) as [number, number];
    const [rowStride, unitStride] = layout === 'OI' ? [1, rows] : [units, 1];
    const vectors = input.data.length / rows;
    const data = new Float64Array(vectors * units).map((_, position) => {
      const [vector, unit] = [Math.floor(position / units), position % units];
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        sum +=
          (input.data[vector * rows + i] ?? 0) * (values[i * rowStride + unit * unitStride] ?? NaN);
      }
      return sum;
    });
    return { dims: [...input.dims.slice(0, -1), units], data };
  },
  BatchNormalization: (layer, [input], tensor) => {
    const { config } = layer;
    const epsilon = Number(config['epsilon'] ?? 1e-3);
    const values = (name: string, option: string, otherwise: number) =>
      config[option] === false ? () => otherwise : (c: number) => tensor(name).values[c] ?? NaN;
    const [gamma, beta] = [values('gamma', 'scale', 1), values('beta', 'center', 0)];
    const [mean, variance] = [values('moving_mean', '', 0), values('moving_variance', '', 1)];
    return alongAxis(input, [config['axis'] ?? -1].flat()[0], (x, c) => {
      return ((x - mean(c)) / Math.sqrt(variance(c) + epsilon)) * gamma(c) + beta(c);
    });
  },
  Activation: ({ config }, [input], _tensor, major) => activate(input, config['activation'], major),
  Add: (_layer, [first, ...others]) => ({
    dims: first.dims,
    data: first.data.map((x, i) => others.reduce((sum, { data }) => sum + (data[i] ?? NaN), x)),
  }),
  Rescaling: ({ config }, [input]) => {
    const at = (value: unknown, c: number) =>
      Number(Array.isArray(value) ? value[c] : (value ?? 0));
    return alongAxis(input, -1, (x, c) => x * at(config['scale'], c) + at(config['offset'], c));
  },
  Flatten: (layer, [input]) => {
    const moves = isChannelsFirst(layer) && input.dims.length === 3;
    const { data } = moves ? transpose(input, [1, 2, 0]) : input;
    return { dims: [data.length], data };
  },
  Reshape: ({ config }, [{ data }]) => {
    const sizes = config['target_shape'] as readonly number[];
    const known = sizes.reduce((product, size) => (size > 0 ? product * size : product), 1);
    return { dims: sizes.map((size) => (size > 0 ? size : data.length / known)), data };
  },
  Permute: ({ config }, [input]) =>
    transpose(
      input,
      (config['dims'] as readonly number[]).map((axis) => axis - 1),
    ),
};

const RECTIFIERS = ['ReLU', 'LeakyReLU', 'ELU', 'Softmax'];

/** Evaluates a layer by the definition of its class; what acts in training alone does nothing. */
export const evaluateLayer: Evaluate = (layer, inputs, tensor, kerasMajor) => {
  const { className, config } = layer;
  if (RECTIFIERS.includes(className)) return rectify(inputs[0], className, config);
  const result = LAYERS[className]?.(layer, inputs, tensor, kerasMajor) ?? inputs[0];
  if (!/Conv2D$|^Dense$/.test(className)) return result;
  const bias = config['use_bias'] === false ? undefined : tensor('bias').values;
  const axis = isChannelsFirst(layer) ? 1 : -1;
  const biased = bias ? alongAxis(result, axis, (x, c) => x + (bias[c] ?? NaN)) : result;
  return activate(biased, config['activation'], kerasMajor);
};

/** @param axis with the batch in front, or from the end */
function alongAxis(
  input: NdArray,
  axis: unknown,
  compute: (x: number, channel: number) => number,
): NdArray {
  const { dims } = input;
  const place = Number(axis) < 0 ? dims.length + Number(axis) : Number(axis) - 1;
  const stride = dims.slice(place + 1).reduce((a, b) => a * b, 1);
  const size = dims[place] ?? 1;
  let position = 0;
  return map(input, (x) => compute(x, Math.floor(position++ / stride) % size));
}
