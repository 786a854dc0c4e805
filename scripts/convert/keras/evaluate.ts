import { isObject, type JsonObject } from '../../../src/graph/check.js';
import {
  broadcastTo,
  concatenate,
  convolve,
  elementsOf,
  logSoftmax,
  map,
  mapAlong,
  maximum,
  mean,
  multiply,
  pick,
  pool,
  poolAll,
  type Reduce,
  stridesOf,
  type Tensor,
  transpose,
  walk,
  zeros,
} from '../tensor.js';
import {
  isChannelsFirst,
  paddingOf,
  type SourceGraph,
  type SourceLayer,
  type SourceTensor,
  windowOf,
} from './graph.js';

type Scalar = (x: number) => number;

const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };
const sigmoid: Scalar = (x) => 1 / (1 + Math.exp(-x));
const swish: Scalar = (x) => x * sigmoid(x);

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
  ['swish', swish],
  ['silu', swish],
  ['softplus', (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
  ['softsign', (x) => x / (1 + Math.abs(x))],
]);

/** Keras 3 computes another function by this name. */
const HARD_SIGMOID_3: Scalar = (x) => Math.min(1, Math.max(0, x / 6 + 0.5));

/** Applies what an `activation` option names. */
function activate(x: Tensor, activation: unknown, kerasMajor: number): Tensor {
  if (isObject(activation)) {
    const options = isObject(activation['config']) ? activation['config'] : {};
    return rectify(x, String(activation['class_name']), options);
  }
  const name = String(activation ?? 'linear');
  if (name === 'softmax') return softmax(x, -1);
  const isNew = kerasMajor >= 3 && name === 'hard_sigmoid';
  const f = isNew ? HARD_SIGMOID_3 : FUNCTIONS.get(name);
  if (!f) throw new Error(`the activation ${name} is not known`);
  return map(x, f);
}

/** By the layers that have one, the slope below zero where none is given. */
const SLOPES = new Map([
  ['ReLU', 0],
  ['LeakyReLU', 0.3],
  ['ELU', 1],
]);

/** The layers ReLU, LeakyReLU, ELU and Softmax. */
function rectify(x: Tensor, className: string, options: JsonObject): Tensor {
  if (className === 'Softmax') return softmax(x, Number(options['axis'] ?? -1));
  const alpha = Number(options['alpha'] ?? options['negative_slope'] ?? SLOPES.get(className));
  if (className === 'ELU')
    return map(x, (value) => (value < 0 ? alpha * Math.expm1(value) : value));
  const most = Number(options['max_value'] ?? Infinity);
  return map(x, (value) => (value < 0 ? alpha * value : Math.min(value, most)));
}

function softmax(x: Tensor, axis: number): Tensor {
  const behind = x.shape.slice(axis < 0 ? x.shape.length + axis + 1 : axis + 1);
  return map(logSoftmax(x, x.shape.at(axis) ?? 1, elementsOf(behind)), Math.exp);
}

/** What a layer computes of at least one input; `tensor` gives its weights by name. */
type Evaluate = (
  layer: SourceLayer,
  inputs: readonly [Tensor, ...Tensor[]],
  tensor: (name: string) => SourceTensor,
  kerasMajor: number,
) => Tensor;

/** Runs on an image with its channels in front of rows and columns, wherever the layer has them. */
function onImage(layer: SourceLayer, x: Tensor, run: (image: Tensor) => Tensor): Tensor {
  if (isChannelsFirst(layer)) return run(x);
  return transpose(run(transpose(x, [0, 3, 1, 2])), [0, 2, 3, 1]);
}

/** A kernel as [out, in, height, width]; that of a depthwise convolution, [multiplier, in, …]. */
function kernelOf(tensor: SourceTensor): Tensor {
  const kernel = tensor.outFirst ? tensor : transpose(tensor, [3, 2, 0, 1]);
  if (!tensor.flipped) return kernel;
  const [, , height, width] = kernel.shape as [number, number, number, number];
  const [out, input, row, column] = stridesOf(kernel.shape) as [number, number, number, number];
  const last = (height - 1) * row + (width - 1) * column;
  return pick(kernel, kernel.shape, [out, input, -row, -column], last);
}

/** Each channel by itself, with `multiplier` kernels: output channel c * multiplier + m. */
function depthwise(layer: SourceLayer, image: Tensor, tensor: SourceTensor): Tensor {
  const { shape, values } = transpose(kernelOf(tensor), [1, 0, 2, 3]);
  const [channels, multiplier, ...area] = shape as [number, number, number, number];
  return slide(layer, image, { shape: [channels * multiplier, 1, ...area], values }, channels);
}

function slide(layer: SourceLayer, image: Tensor, weights: Tensor, groups = 1): Tensor {
  const [, , height, width] = image.shape as [number, number, number, number];
  return convolve(image, weights, windowOf(layer, [height, width]), groups);
}

const pooling =
  (reduce: Reduce): Evaluate =>
  (layer, [x]) =>
    onImage(layer, x, (image) => {
      const [, , height, width] = image.shape as [number, number, number, number];
      return pool(image, windowOf(layer, [height, width]), reduce);
    });

const globalPooling =
  (reduce: Reduce): Evaluate =>
  (layer, [x]) => {
    const pooled = onImage(layer, x, (image) => poolAll(image, reduce));
    if (layer.config['keepdims'] === true) return pooled;
    return { ...pooled, shape: [1, pooled.values.length] };
  };

/** Bias and activation are left to the caller. */
const LAYERS: Readonly<Record<string, Evaluate>> = {
  Conv2D: (layer, [x], tensor) =>
    onImage(layer, x, (image) => slide(layer, image, kernelOf(tensor('kernel')))),
  DepthwiseConv2D: (layer, [x], tensor) =>
    onImage(layer, x, (image) => depthwise(layer, image, tensor('depthwise_kernel'))),
  SeparableConv2D: (layer, [x], tensor) =>
    onImage(layer, x, (image) => {
      const filtered = depthwise(layer, image, tensor('depthwise_kernel'));
      const point = { ...layer, config: { kernel_size: 1 } };
      return slide(point, filtered, kernelOf(tensor('pointwise_kernel')));
    }),
  MaxPooling2D: pooling(maximum),
  AveragePooling2D: pooling(mean),
  GlobalMaxPooling2D: globalPooling(maximum),
  GlobalAveragePooling2D: globalPooling(mean),
  ZeroPadding2D: (layer, [x]) =>
    onImage(layer, x, (image) => {
      const [[top, bottom], [left, right]] = paddingOf(layer);
      const [batch, channels, height, width] = image.shape as [number, number, number, number];
      const result = zeros([batch, channels, height + top + bottom, width + left + right]);
      const strides = stridesOf(result.shape);
      walk(image.shape, strides, top * strides[2]! + left, (place, position) => {
        result.values[place] = image.values[position]!;
      });
      return result;
    }),
  Dense: (_layer, [x], tensor) => {
    const kernel = tensor('kernel');
    return multiply(x, kernel.outFirst ? transpose(kernel, [1, 0]) : kernel);
  },
  BatchNormalization: ({ config }, [x], tensor) => {
    const values = (name: string, option: string, otherwise: number) =>
      config[option] === false ? () => otherwise : (c: number) => tensor(name).values[c] ?? NaN;
    const [gamma, beta] = [values('gamma', 'scale', 1), values('beta', 'center', 0)];
    const [means, variance] = [tensor('moving_mean').values, tensor('moving_variance').values];
    const epsilon = Number(config['epsilon'] ?? 1e-3);
    return mapAlong(x, Number([config['axis'] ?? -1].flat()[0]), (value, c) => {
      const normal = (value - means[c]!) / Math.sqrt(variance[c]! + epsilon);
      return normal * gamma(c) + beta(c);
    });
  },
  Activation: ({ config }, [x], _tensor, major) => activate(x, config['activation'], major),
  Add: (_layer, [first, ...others]) =>
    map(first, (x, i) => others.reduce((sum, { values }) => sum + (values[i] ?? NaN), x)),
  Concatenate: ({ config }, inputs) => concatenate(inputs, Number(config['axis'] ?? -1)),
  Rescaling: ({ config }, [x]) => {
    const [scale, offset] = [config['scale'], config['offset']].map((option) => {
      const values = Float64Array.from([option ?? 0].flat(), Number);
      return broadcastTo({ shape: [values.length], values }, x.shape.slice(-1)).values;
    }) as [Float64Array, Float64Array];
    return mapAlong(x, -1, (value, c) => value * scale[c]! + offset[c]!);
  },
  Flatten: (layer, [x]) => {
    const moves = isChannelsFirst(layer) && x.shape.length === 4;
    const { values } = moves ? transpose(x, [0, 2, 3, 1]) : x;
    return { shape: [1, values.length], values };
  },
  Reshape: ({ config }, [{ values }]) => {
    const sizes = config['target_shape'] as readonly number[];
    const known = elementsOf(sizes.filter((size) => size > 0));
    return {
      shape: [1, ...sizes.map((size) => (size > 0 ? size : values.length / known))],
      values,
    };
  },
  Permute: ({ config }, [x]) => transpose(x, [0, ...(config['dims'] as readonly number[])]),
};

/** Evaluates a layer by the definition of its class; what acts in training alone does nothing. */
const evaluateLayer: Evaluate = (layer, inputs, tensor, kerasMajor) => {
  const { className, config } = layer;
  if (className === 'Softmax' || SLOPES.has(className))
    return rectify(inputs[0], className, config);
  const result = LAYERS[className]?.(layer, inputs, tensor, kerasMajor) ?? inputs[0];
  if (!/Conv2D$|^Dense$/.test(className)) return result;
  const bias = config['use_bias'] === false ? undefined : tensor('bias').values;
  const axis = isChannelsFirst(layer) ? 1 : -1;
  const biased = bias ? mapAlong(result, axis, (x, c) => x + bias[c]!) : result;
  return activate(biased, config['activation'], kerasMajor);
};

/**
 * What a network answers by the definitions of its layers, in float64 and in the layout of its
 * file: nothing is turned, folded or shared with what runs descriptors.
 *
 * @returns ten values
 */
export function evaluateGraph(graph: SourceGraph, image: Float64Array): Float64Array {
  const results = new Map<string, Tensor>();
  for (const layer of graph.layers) {
    const [first, ...others] = layer.inputs.map((id) => results.get(id)!);
    const tensor = (name: string) => graph.tensors.get(layer.path)!.get(name)!;
    const shape = [1, ...[layer.config['batch_input_shape']].flat().slice(1)] as number[];
    const result = first
      ? evaluateLayer(layer, [first, ...others], tensor, graph.kerasMajor)
      : { shape, values: image };
    results.set(layer.id, result);
  }
  return results.get(graph.output)!.values;
}
