import type { LayerOptions } from './layers-model.js';
import { build, get, map, type NdArray } from './ndarray.js';
import { activation, softmax } from './reference-activations.js';
import { convolve, convolveDepthwise, pool } from './reference-windows.js';

/** A layer as Keras documents it: options and tensors by their names there. */
type ReferenceLayer = (
  options: LayerOptions,
  inputs: readonly NdArray[],
  tensor: (name: string) => NdArray,
) => NdArray;

const identity: ReferenceLayer = (_options, [input]) => input!;

const maximum = (values: number[]): number => values.reduce((a, b) => (b > a ? b : a), -Infinity);
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** By class name. */
export const REFERENCE_LAYERS: Record<string, ReferenceLayer> = {
  InputLayer: identity,
  Dropout: identity,
  SpatialDropout2D: identity,
  GaussianNoise: identity,
  GaussianDropout: identity,
  AlphaDropout: identity,

  Conv2D: (options, [input], tensor) =>
    finish(options, convolve(options, input!, tensor('kernel')), tensor),
  DepthwiseConv2D: (options, [input], tensor) =>
    finish(options, convolveDepthwise(options, input!, tensor('depthwise_kernel')), tensor),
  SeparableConv2D: (options, [input], tensor) => {
    const filtered = convolveDepthwise(options, input!, tensor('depthwise_kernel'));
    return finish(options, convolve({}, filtered, tensor('pointwise_kernel')), tensor);
  },
  Dense: (options, [input], tensor) => {
    const kernel = tensor('kernel');
    const [inputs, units] = kernel.dims as [number, number];
    const product = build([...input!.dims.slice(0, -1), units], (index) => {
      let sum = 0;
      for (let i = 0; i < inputs; i++) {
        sum += get(input!, [...index.slice(0, -1), i]) * get(kernel, [i, index.at(-1)!]);
      }
      return sum;
    });
    return finish(options, product, tensor);
  },

  MaxPooling2D: (options, [input]) => pool(options, input!, maximum),
  AveragePooling2D: (options, [input]) => pool(options, input!, mean),
  GlobalMaxPooling2D: (options, [input]) => poolAll(options, input!, maximum),
  GlobalAveragePooling2D: (options, [input]) => poolAll(options, input!, mean),

  BatchNormalization: (options, [input], tensor) => {
    const { epsilon, scale, center } = options;
    return build(input!.dims, (index) => {
      const at = (name: string) => get(tensor(name), [index.at(-1)!]);
      const spread = Math.sqrt(at('moving_variance') + (epsilon as number));
      const normal = (get(input!, index) - at('moving_mean')) / spread;
      return normal * (scale ? at('gamma') : 1) + (center ? at('beta') : 0);
    });
  },
  Rescaling: ({ scale, offset }, [input]) => {
    const at = (value: unknown, channel: number) =>
      (Array.isArray(value) ? value[channel] : value) as number;
    return build(input!.dims, (index) => {
      const channel = index.at(-1)!;
      return get(input!, index) * at(scale, channel) + at(offset, channel);
    });
  },

  Activation: (options, [input]) => activation(options['activation'], input!),
  ReLU: ({ max_value, negative_slope }, [input]) =>
    map(input!, (x) =>
      x < 0
        ? ((negative_slope ?? 0) as number) * x
        : Math.min(x, (max_value ?? Infinity) as number),
    ),
  LeakyReLU: ({ alpha, negative_slope }, [input]) =>
    map(input!, (x) => (x < 0 ? ((alpha ?? negative_slope) as number) * x : x)),
  ELU: ({ alpha }, [input]) =>
    map(input!, (x) => (x < 0 ? (alpha as number) * (Math.exp(x) - 1) : x)),
  Softmax: (_options, [input]) => softmax(input!),

  Add: (_options, inputs) =>
    build(inputs[0]!.dims, (index) => inputs.reduce((sum, input) => sum + get(input, index), 0)),
  Concatenate: (_options, inputs) => {
    const sizes = inputs.map(({ dims }) => dims.at(-1)!);
    const dims = [...inputs[0]!.dims.slice(0, -1), sizes.reduce((sum, size) => sum + size)];
    return build(dims, (index) => {
      let channel = index.at(-1)!;
      const source = sizes.findIndex((size) => (channel -= size) < 0);
      return get(inputs[source]!, [...index.slice(0, -1), channel + sizes[source]!]);
    });
  },
  ZeroPadding2D: ({ padding }, [input]) => {
    const [[top, bottom], [left, right]] = padding as [[number, number], [number, number]];
    const [height, width, channels] = input!.dims as [number, number, number];
    return build([height + top + bottom, width + left + right, channels], ([row, column, c]) =>
      get(input!, [row! - top, column! - left, c!], 0),
    );
  },
  Flatten: (_options, [input]) => ({ dims: [input!.data.length], data: input!.data }),
  Reshape: ({ target_shape }, [input]) => {
    const target = target_shape as number[];
    const known = target.filter((size) => size > 0).reduce((a, b) => a * b, 1);
    const dims = target.map((size) => (size > 0 ? size : input!.data.length / known));
    return { dims, data: input!.data };
  },
  Permute: ({ dims }, [input]) => {
    const order = (dims as number[]).map((dim) => dim - 1);
    const target = order.map((axis) => input!.dims[axis]!);
    return build(target, (index) => {
      const source: number[] = [];
      order.forEach((axis, i) => (source[axis] = index[i]!));
      return get(input!, source);
    });
  },
};

/** Bias and activation, as the options have them. */
function finish(options: LayerOptions, sums: NdArray, tensor: (name: string) => NdArray): NdArray {
  const bias = options['use_bias'] === false ? undefined : tensor('bias');
  const biased = build(
    sums.dims,
    (index) => get(sums, index) + (bias ? get(bias, [index.at(-1)!]) : 0),
  );
  return activation(options['activation'] ?? 'linear', biased);
}

function poolAll(
  options: LayerOptions,
  input: NdArray,
  reduce: (values: number[]) => number,
): NdArray {
  const size = input.dims.slice(0, 2);
  const pooled = pool({ pool_size: size, strides: size }, input, reduce);
  return options['keepdims'] ? pooled : { dims: [input.dims[2]!], data: pooled.data };
}
