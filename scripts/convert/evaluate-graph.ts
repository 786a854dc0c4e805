import { IMAGE_LENGTH } from '../../src/ink/drawing.js';
import {
  isChannelsFirst,
  isObject,
  type SourceGraph,
  type SourceLayer,
  type SourceTensor,
} from './layers/source-layer.js';

/** Numbers without their batch, the last axis fastest. */
interface NdArray {
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

/** An image whose axes may lie in any order: the number at (row, column, channel). */
interface ImageView {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  at(row: number, column: number, channel: number): number;
}

function viewImage({ dims, data }: NdArray, channelsFirst: boolean): ImageView {
  if (dims.length !== 3) throw new Error(`an image has three axes, not ${dims.length}`);
  const [a = 0, b = 0, c = 0] = dims;
  if (channelsFirst) {
    const at = (row: number, column: number, channel: number) =>
      data[(channel * b + row) * c + column] ?? NaN;
    return { channels: a, height: b, width: c, at };
  }
  const at = (row: number, column: number, channel: number) =>
    data[(row * b + column) * c + channel] ?? NaN;
  return { height: a, width: b, channels: c, at };
}

/** An image of which each number is computed, its axes in the order asked for. */
function buildImage(
  size: Pick<ImageView, 'height' | 'width' | 'channels'>,
  channelsFirst: boolean,
  compute: ImageView['at'],
): NdArray {
  const { height, width, channels } = size;
  const data = new Float64Array(height * width * channels);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < channels; channel++) {
        const position = channelsFirst
          ? (channel * height + row) * width + column
          : (row * width + column) * channels + channel;
        data[position] = compute(row, column, channel);
      }
    }
  }
  return { dims: channelsFirst ? [channels, height, width] : [height, width, channels], data };
}

function map({ dims, data }: NdArray, f: (x: number) => number): NdArray {
  return { dims, data: data.map(f) };
}

/** The axes in another order: axis i of the result is axis `order[i]` of the array. */
function transpose({ dims, data }: NdArray, order: readonly number[]): NdArray {
  const target = order.map((axis) => dims[axis] ?? 0);
  const result = data.map((_, position) => {
    let rest = position;
    const index = dims.map(() => 0);
    for (let i = order.length - 1; i >= 0; i--) {
      const size = target[i] ?? 1;
      index[order[i] ?? 0] = rest % size;
      rest = Math.floor(rest / size);
    }
    return data[dims.reduce((sum, size, axis) => sum * size + (index[axis] ?? 0), 0)] ?? NaN;
  });
  return { dims: target, data: result };
}

/** Where a window of a layer lies on its image, along one axis. */
interface Axis {
  readonly outputs: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  /** Of the first window; negative with padding. */
  readonly start: number;
}

interface Windows {
  readonly rows: Axis;
  readonly columns: Axis;
}

/** @param window height and width */
function placeWindows(
  { config }: SourceLayer,
  { height, width }: Pick<ImageView, 'height' | 'width'>,
  window: unknown,
  defaultStrides: unknown,
): Windows {
  const strides = config['strides'] ?? defaultStrides;
  const dilations = config['dilation_rate'] ?? 1;
  const isSame = config['padding'] === 'same';
  const place = (size: number, axis: 0 | 1): Axis => {
    const [w, stride, dilation] = [window, strides, dilations].map((option) =>
      Number(Array.isArray(option) ? option[axis] : option),
    ) as [number, number, number];
    const extent = (w - 1) * dilation + 1;
    const outputs = isSame ? Math.ceil(size / stride) : Math.floor((size - extent) / stride + 1);
    const missing = isSame ? Math.max(0, (outputs - 1) * stride + extent - size) : 0;
    return { outputs, window: w, stride, dilation, start: -Math.floor(missing / 2) };
  };
  return { rows: place(height, 0), columns: place(width, 1) };
}

/** The numbers of an image under one window, those outside left out. */
function visit(
  { rows, columns }: Windows,
  image: ImageView,
  [row, column]: readonly [number, number],
  see: (y: number, x: number, i: number, j: number) => void,
): void {
  for (let i = 0; i < rows.window; i++) {
    const y = rows.start + row * rows.stride + i * rows.dilation;
    if (y < 0 || y >= image.height) continue;
    for (let j = 0; j < columns.window; j++) {
      const x = columns.start + column * columns.stride + j * columns.dilation;
      if (x >= 0 && x < image.width) see(y, x, i, j);
    }
  }
}

function convolve(
  windows: Windows,
  image: ImageView,
  kernel: SourceTensor,
  channelsFirst: boolean,
): NdArray {
  const weight = kernelAt(kernel, windows);
  const channels = kernel.shape[kernel.layout === 'OIHW' ? 0 : 3] ?? 0;
  return buildImage(outputSize(windows, channels), channelsFirst, (row, column, out) => {
    let sum = 0;
    visit(windows, image, [row, column], (y, x, i, j) => {
      for (let c = 0; c < image.channels; c++) sum += image.at(y, x, c) * weight(i, j, c, out);
    });
    return sum;
  });
}

/** Each channel by itself, with `multiplier` kernels: output channel c * multiplier + m. */
function convolveDepthwise(
  windows: Windows,
  image: ImageView,
  kernel: SourceTensor,
  channelsFirst: boolean,
): NdArray {
  const weight = kernelAt(kernel, windows);
  const multiplier = kernel.shape[kernel.layout === 'OIHW' ? 0 : 3] ?? 0;
  const size = outputSize(windows, image.channels * multiplier);
  return buildImage(size, channelsFirst, (row, column, out) => {
    const channel = Math.floor(out / multiplier);
    let sum = 0;
    visit(windows, image, [row, column], (y, x, i, j) => {
      sum += image.at(y, x, channel) * weight(i, j, channel, out % multiplier);
    });
    return sum;
  });
}

function pool(
  windows: Windows,
  image: ImageView,
  channelsFirst: boolean,
  reduce: (values: readonly number[]) => number,
): NdArray {
  const size = outputSize(windows, image.channels);
  return buildImage(size, channelsFirst, (row, column, channel) => {
    const values: number[] = [];
    visit(windows, image, [row, column], (y, x) => values.push(image.at(y, x, channel)));
    return reduce(values);
  });
}

function outputSize({ rows, columns }: Windows, channels: number) {
  return { height: rows.outputs, width: columns.outputs, channels };
}

type KernelAt = (row: number, column: number, input: number, output: number) => number;

function kernelAt({ shape, values, layout, flipped }: SourceTensor, windows: Windows): KernelAt {
  const [h, w] = [windows.rows.window - 1, windows.columns.window - 1];
  const [, b = 0, c = 0, d = 0] = shape;
  const at: KernelAt =
    layout === 'OIHW'
      ? (row, column, input, output) => values[((output * b + input) * c + row) * d + column] ?? NaN
      : (row, column, input, output) =>
          values[((row * b + column) * c + input) * d + output] ?? NaN;
  return flipped ? (row, column, ...channels) => at(h - row, w - column, ...channels) : at;
}

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
function activate(input: NdArray, activation: unknown, kerasMajor: number): NdArray {
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
function rectify(
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

/** Layers on images; bias and activation are left to the caller. */
const IMAGE_LAYERS: Readonly<Record<string, Evaluate>> = {
  Conv2D: (layer, [input], tensor) => {
    const image = viewImage(input, isChannelsFirst(layer));
    const windows = placeWindows(layer, image, layer.config['kernel_size'], 1);
    return convolve(windows, image, tensor('kernel'), isChannelsFirst(layer));
  },
  DepthwiseConv2D: (layer, [input], tensor) => {
    const image = viewImage(input, isChannelsFirst(layer));
    const windows = placeWindows(layer, image, layer.config['kernel_size'], 1);
    return convolveDepthwise(windows, image, tensor('depthwise_kernel'), isChannelsFirst(layer));
  },
  SeparableConv2D: (layer, inputs, tensor, major) => {
    const filtered = IMAGE_LAYERS['DepthwiseConv2D']!(layer, inputs, tensor, major);
    const image = viewImage(filtered, isChannelsFirst(layer));
    const point = { ...layer, config: {} };
    const windows = placeWindows(point, image, 1, 1);
    return convolve(windows, image, tensor('pointwise_kernel'), isChannelsFirst(layer));
  },
  MaxPooling2D: (layer, [input]) => poolImage(layer, input, maximum),
  AveragePooling2D: (layer, [input]) => poolImage(layer, input, mean),
  GlobalMaxPooling2D: (layer, [input]) => poolAll(layer, input, maximum),
  GlobalAveragePooling2D: (layer, [input]) => poolAll(layer, input, mean),
  ZeroPadding2D: (layer, [input]) => {
    const image = viewImage(input, isChannelsFirst(layer));
    const padding = layer.config['padding'] ?? 1;
    const [vertical, horizontal] = (Array.isArray(padding) ? padding : [padding, padding]) as [
      unknown,
      unknown,
    ];
    const [top = 0, bottom = 0] = [vertical, vertical].flat().map(Number);
    const [left = 0, right = 0] = [horizontal, horizontal].flat().map(Number);
    const height = image.height + top + bottom;
    const width = image.width + left + right;
    const size = { height, width, channels: image.channels };
    return buildImage(size, isChannelsFirst(layer), (row, column, channel) => {
      const [y, x] = [row - top, column - left];
      const isInside = y >= 0 && y < image.height && x >= 0 && x < image.width;
      return isInside ? image.at(y, x, channel) : 0;
    });
  },
};

type Reduce = (values: readonly number[]) => number;

const maximum: Reduce = (values) => Math.max(...values);
const mean: Reduce = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function poolImage(layer: SourceLayer, input: NdArray, reduce: Reduce): NdArray {
  const image = viewImage(input, isChannelsFirst(layer));
  const size = layer.config['pool_size'] ?? 2;
  return pool(placeWindows(layer, image, size, size), image, isChannelsFirst(layer), reduce);
}

function poolAll(layer: SourceLayer, input: NdArray, reduce: Reduce): NdArray {
  const image = viewImage(input, isChannelsFirst(layer));
  const whole = placeWindows({ ...layer, config: {} }, image, [image.height, image.width], 1);
  const pooled = pool(whole, image, isChannelsFirst(layer), reduce);
  return layer.config['keepdims'] === true ? pooled : { ...pooled, dims: [image.channels] };
}

/** What a layer computes of at least one input; `tensor` gives its weights by name. */
type Evaluate = (
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
const evaluateLayer: Evaluate = (layer, inputs, tensor, kerasMajor) => {
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

/**
 * What a network answers by the definitions of its layers, in float64 and in the layout of its
 * file: nothing is turned, folded or shared with what runs descriptors.
 *
 * @param images n × 784 values
 * @returns n × 10 values
 */
export function evaluateGraph(graph: SourceGraph, images: Float32Array): Float32Array {
  const answers: number[] = [];
  for (let start = 0; start < images.length; start += IMAGE_LENGTH) {
    answers.push(
      ...evaluateImage(graph, Float64Array.from(images.subarray(start, start + IMAGE_LENGTH))),
    );
  }
  return Float32Array.from(answers);
}

function evaluateImage(graph: SourceGraph, image: Float64Array): Float64Array {
  const results = new Map<string, NdArray>();
  for (const layer of graph.layers) {
    const [first, ...others] = layer.inputs.map((id) => results.get(id)!);
    const tensor = (name: string) => graph.tensors.get(layer.path)!.get(name)!;
    const result = first
      ? evaluateLayer(layer, [first, ...others], tensor, graph.kerasMajor)
      : { dims: inputDims(layer.config['batch_input_shape']), data: image };
    results.set(layer.id, result);
  }
  return results.get(graph.output)!.data;
}

function inputDims(shape: unknown): readonly number[] {
  return (shape as readonly number[]).slice(1);
}
