import {
  type ImageShape,
  imageShapeAfter,
  isChannelsFirst,
  type LayerTensors,
  type SourceGraph,
  type SourceLayer,
  type SourceTensor,
  unsupportedLayer,
} from './source-layer.js';

const NO_TENSORS: LayerTensors = new Map();

/**
 * The network as Keras 2 computes it on TensorFlow: kernels [h, w, in, out], and channels last. A
 * network that is channels first is turned once, dense layers after a flatten re-ordered; nothing is
 * left to move at run time.
 *
 * @throws ScriptError `unsupported-network` where that is not possible
 */
export function turnGraph(graph: SourceGraph): SourceGraph {
  const kerasLayout = new Map(
    [...graph.tensors].map(([path, tensors]) => [path, mapTensors(tensors)] as const),
  );
  const laidOut = { ...graph, tensors: kerasLayout };
  return isTurned(graph) ? turnChannels(laidOut) : laidOut;
}

/** Whether some layer is channels first, so that {@link turnGraph} moves axes. */
export function isTurned({ layers }: SourceGraph): boolean {
  return layers.some(({ config }) => config['data_format'] === 'channels_first');
}

function mapTensors(tensors: LayerTensors): LayerTensors {
  return new Map([...tensors].map(([name, tensor]) => [name, toKerasLayout(tensor)]));
}

function turnChannels(graph: SourceGraph): SourceGraph {
  const values = new Map<string, TurnedValue>();
  const tensors = new Map(graph.tensors);
  const layers: SourceLayer[] = [];
  for (const layer of graph.layers) {
    const inputs = layer.inputs.map((id) => values.get(id) ?? plain([]));
    const turned = turn(layer, inputs, graph.tensors.get(layer.path) ?? NO_TENSORS);
    // What follows cannot be turned; the loader refuses this one by its class.
    if (!turned) return { ...graph, layers: [...layers, ...graph.layers.slice(layers.length)] };
    layers.push(turned.layer);
    values.set(layer.id, turned.value);
    if (turned.tensors) tensors.set(layer.path, turned.tensors);
  }
  const output = graph.layers.find(({ id }) => id === graph.output);
  if (output && values.get(output.id)?.kind === 'shuffled') {
    throw unsupportedLayer(output, 'the result is an image channels first, not ten values');
  }
  return { ...graph, layers, tensors };
}

function turn(
  layer: SourceLayer,
  inputs: readonly TurnedValue[],
  tensors: LayerTensors,
): Turned | undefined {
  const [first, ...others] = inputs;
  if (!first) return turnInput(layer);
  if (others.some((value) => !isAlike(value, first))) {
    throw unsupportedLayer(layer, 'its inputs are channels first and channels last');
  }
  return turnLayer(withoutShape(layer), first, tensors);
}

function turnInput(layer: SourceLayer): Turned {
  const [batch, ...dims] = [layer.config['batch_input_shape']].flat() as number[];
  if (!isImage(dims) || !isTrivial(dims)) return { layer, value: plain(dims) };
  const config = { ...layer.config, batch_input_shape: [batch, ...channelsLast(dims)] };
  return { layer: { ...layer, config }, value: { kind: 'turned', dims } };
}

/** A first layer repeats the shape of the input, which its input layer states. */
function withoutShape(layer: SourceLayer): SourceLayer {
  const { batch_input_shape, ...config } = layer.config;
  return batch_input_shape === undefined ? layer : { ...layer, config };
}

function isAlike(a: TurnedValue, b: TurnedValue): boolean {
  return a.kind === b.kind;
}

/** A layer of the turned network, and what it gives. */
interface Turned {
  readonly layer: SourceLayer;
  readonly value: TurnedValue;
  readonly tensors?: LayerTensors;
}

type Turn = (layer: SourceLayer, input: TurnedValue, tensors: LayerTensors) => Turned;

/** Layers whose windows or sums run over the image. */
const SPATIAL = [
  'AveragePooling2D',
  'Conv2D',
  'DepthwiseConv2D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling2D',
  'MaxPooling2D',
  'SeparableConv2D',
  'ZeroPadding2D',
];

const OTHERS = new Map<string, Turn>([
  ['Add', (layer, value) => ({ layer, value })],
  ['Activation', (layer, input) => turnSoftmax(layer, input, layer.config['activation'])],
  ['BatchNormalization', turnNormalization],
  ['Dense', turnDense],
  ['Flatten', turnFlatten],
  ['Permute', turnPermute],
  ['Rescaling', turnRescaling],
  ['Reshape', turnReshape],
  ['Softmax', (layer, input) => turnSoftmax(layer, input, 'softmax')],
]);

/** Layers that treat each number alike, or do nothing once the network is trained. */
const ELEMENTWISE =
  /^(ReLU|LeakyReLU|ELU|ActivityRegularization|Random\w+|\w*Dropout\w*|\w+Noise)$/;

/**
 * Turns one layer from channels first to channels last.
 *
 * @param input as the turned network holds it
 * @returns undefined for a class that nobody knows.
 * @throws ScriptError `unsupported-network` where numbers would have to move at run time.
 */
function turnLayer(
  layer: SourceLayer,
  input: TurnedValue,
  tensors: LayerTensors,
): Turned | undefined {
  if (SPATIAL.includes(layer.className)) return turnSpatial(layer, input);
  if (ELEMENTWISE.test(layer.className)) return { layer, value: input };
  return OTHERS.get(layer.className)?.(layer, input, tensors);
}

function turnSpatial(layer: SourceLayer, input: TurnedValue): Turned {
  const last = withConfig(layer, { data_format: 'channels_last' });
  if (!isImage(input.dims)) return { layer: last, value: input };
  const isFlat = layer.className.startsWith('Global') && layer.config['keepdims'] !== true;
  if (isChannelsFirst(layer)) {
    if (input.kind !== 'turned') throw wrongOrder(layer, 'channels first');
    if (isSoftmax(layer.config['activation'])) throw wrongOrder(layer, 'channels last');
    const dims = imageShapeAfter(layer, input.dims);
    return { layer: last, value: isFlat ? plain([dims[0]]) : { kind: 'turned', dims } };
  }
  if (input.kind !== 'plain') throw wrongOrder(layer, 'channels last');
  const [height, width, channels] = input.dims;
  const dims = imageShapeAfter(layer, [channels, height, width]);
  return { layer: last, value: plain(isFlat ? [dims[0]] : channelsLast(dims)) };
}

function turnNormalization(layer: SourceLayer, input: TurnedValue, tensors: LayerTensors): Turned {
  const axis = [layer.config['axis'] ?? -1].flat()[0];
  if (input.kind === 'turned') {
    if (axis !== 1 && axis !== -3) throw wrongOrder(layer, 'channels last');
    return { layer: withConfig(layer, { axis: -1 }), value: input };
  }
  if (input.kind === 'plain') return { layer, value: input };
  return { layer, value: input, tensors: reorder(tensors, input, () => true) };
}

function turnDense(layer: SourceLayer, input: TurnedValue, tensors: LayerTensors): Turned {
  if (input.kind === 'turned') throw wrongOrder(layer, 'channels last');
  const value = plain([...input.dims.slice(0, -1), Number(layer.config['units'])]);
  if (input.kind === 'plain') return { layer, value };
  return { layer, value, tensors: reorder(tensors, input, (name) => name === 'kernel') };
}

/** Keras's Flatten moves the channels to the end first where its data_format is channels_first. */
function turnFlatten(layer: SourceLayer, input: TurnedValue): Turned {
  const dims = [elements(input.dims)];
  const last = withConfig(layer, { data_format: 'channels_last' });
  if (input.kind === 'shuffled') return { layer: last, value: input };
  if (input.kind === 'turned') {
    const { dims: image } = input;
    const isPlain = isChannelsFirst(layer) || isTrivial(image);
    return { layer: last, value: isPlain ? plain(dims) : { kind: 'shuffled', dims, image } };
  }
  const moves = isChannelsFirst(layer) && isImage(input.dims) && !isTrivial(input.dims);
  if (moves) throw wrongOrder(layer, 'channels first');
  return { layer: last, value: plain(dims) };
}

function turnReshape(layer: SourceLayer, input: TurnedValue): Turned {
  const sizes = [layer.config['target_shape']].flat().map(Number);
  const known = elements(sizes.filter((size) => size !== -1));
  const target = sizes.map((size) => (size === -1 ? elements(input.dims) / known : size));
  if (input.kind === 'plain' || (input.kind === 'turned' && isTrivial(input.dims))) {
    if (!isImage(target) || !isTrivial(target)) return { layer, value: plain(target) };
    const turned = withConfig(layer, { target_shape: channelsLast(target) });
    return { layer: turned, value: { kind: 'turned', dims: target } };
  }
  if (target.length > 1) throw wrongOrder(layer, 'channels last');
  if (input.kind === 'shuffled') return { layer, value: input };
  return { layer, value: { kind: 'shuffled', dims: target, image: input.dims } };
}

function turnPermute(layer: SourceLayer, input: TurnedValue): Turned {
  const order = [layer.config['dims']].flat().map(Number);
  const dims = order.map((axis) => input.dims[axis - 1] ?? 0);
  const stays = (value: TurnedValue, held: readonly number[]): Turned => ({
    layer: {
      ...layer,
      className: 'Reshape',
      config: { name: layer.config['name'], target_shape: held },
    },
    value,
  });
  if (input.kind === 'turned') {
    if (order.join() === '2,3,1') return stays(plain(dims), dims);
    if (!isTrivial(input.dims)) throw wrongOrder(layer, 'channels last');
    return { layer, value: plain(dims) };
  }
  if (input.kind === 'plain' && order.join() === '3,1,2' && isImage(dims)) {
    return stays({ kind: 'turned', dims }, channelsLast(dims));
  }
  return { layer, value: plain(dims) };
}

function turnRescaling(layer: SourceLayer, value: TurnedValue): Turned {
  const lists = [layer.config['scale'], layer.config['offset']].some(Array.isArray);
  if (lists && value.kind !== 'plain') throw wrongOrder(layer, 'channels last');
  return { layer, value };
}

function turnSoftmax(layer: SourceLayer, value: TurnedValue, activation: unknown): Turned {
  if (value.kind !== 'turned' || !isSoftmax(activation)) return { layer, value };
  if (layer.config['axis'] !== 1) throw wrongOrder(layer, 'channels last');
  return { layer: withConfig(layer, { axis: -1 }), value };
}

function isSoftmax(activation: unknown): boolean {
  return activation === 'softmax';
}

function reorder(
  tensors: LayerTensors,
  { image }: Extract<TurnedValue, { kind: 'shuffled' }>,
  concerns: (name: string) => boolean,
): LayerTensors {
  return new Map(
    [...tensors].map(([name, tensor]) => [
      name,
      concerns(name) ? pixelsFirst(tensor, image) : tensor,
    ]),
  );
}

function withConfig(layer: SourceLayer, changes: SourceLayer['config']): SourceLayer {
  return { ...layer, config: { ...layer.config, ...changes } };
}

function wrongOrder(layer: SourceLayer, needed: string): Error {
  return unsupportedLayer(
    layer,
    `it needs its input ${needed}, which it is not; supported are networks that are channels first throughout, or channels last throughout`,
  );
}

/**
 * A value of the source and how the turned network holds it.
 *
 * - `plain`: number for number the same.
 * - `turned`: an image [channels, height, width] held as [height, width, channels].
 * - `shuffled`: such an image flattened by the source channel by channel, by the turned network
 *   pixel by pixel; whatever weighs its numbers one by one has its weights re-ordered.
 */
type TurnedValue =
  | { readonly kind: 'plain'; readonly dims: readonly number[] }
  | { readonly kind: 'turned'; readonly dims: ImageShape }
  | { readonly kind: 'shuffled'; readonly dims: readonly number[]; readonly image: ImageShape };

function plain(dims: readonly number[]): TurnedValue {
  return { kind: 'plain', dims };
}

/** Whether the numbers stand in the same order either way round. */
function isTrivial([channels, height, width]: ImageShape): boolean {
  return channels === 1 || height * width === 1;
}

function channelsLast([channels, height, width]: ImageShape): readonly number[] {
  return [height, width, channels];
}

function isImage(dims: readonly number[]): dims is ImageShape {
  return dims.length === 3;
}

function elements(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/** For each layout, the axes of the source in the order that Keras 2 has them. */
const ORDERS = {
  HWIO: [0, 1, 2, 3],
  OIHW: [2, 3, 1, 0],
  IO: [0, 1],
  OI: [1, 0],
  vector: [0],
} as const;

/** A weight as Keras 2 on TensorFlow lays it out: kernels [h, w, in, out], matrices [in, out]. */
function toKerasLayout(tensor: SourceTensor): SourceTensor {
  const order: readonly number[] = ORDERS[tensor.layout];
  if (order.length !== tensor.shape.length) return tensor;
  const { shape, values } = permute(tensor, order);
  // Turned by 180° both axes run backwards, and so do the pixels of one another: blocks of [in, out].
  const block = tensor.flipped ? (shape[2] ?? 1) * (shape[3] ?? 1) : 0;
  const layout = shape.length === 4 ? 'HWIO' : shape.length === 2 ? 'IO' : 'vector';
  return { shape, values: block > 0 ? reverse(values, block) : values, layout, flipped: false };
}

/**
 * Puts the rows of a matrix, or the numbers of a vector, that stand for an image flattened channel by
 * channel into the order in which it is flattened pixel by pixel.
 */
function pixelsFirst(tensor: SourceTensor, [channels, height, width]: ImageShape) {
  const [rows, ...rest] = tensor.shape;
  const pixels = height * width;
  if (rows !== channels * pixels) return tensor;
  const image = { shape: [channels, pixels, ...rest], values: tensor.values };
  const { values } = permute(image, rest.length === 0 ? [1, 0] : [1, 0, 2]);
  return { ...tensor, values };
}

type Numbers = Pick<SourceTensor, 'shape' | 'values'>;

function permute({ shape, values }: Numbers, order: readonly number[]): Numbers {
  if (order.every((axis, index) => axis === index)) return { shape, values };
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const target = order.map((axis) => shape[axis] ?? 1);
  const result = values.slice();
  const index = target.map(() => 0);
  for (let position = 0; position < values.length; position++) {
    let source = 0;
    order.forEach((axis, i) => (source += (index[i] ?? 0) * (strides[axis] ?? 0)));
    result[position] = values[source] ?? 0;
    for (let axis = target.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (target[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
  return { shape: target, values: result };
}

function reverse(values: SourceTensor['values'], block: number): SourceTensor['values'] {
  const result = values.slice();
  for (let start = 0; start < values.length; start += block) {
    result.set(values.subarray(start, start + block), values.length - start - block);
  }
  return result;
}
