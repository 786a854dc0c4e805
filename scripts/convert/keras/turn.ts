import { elementsOf, pick, stridesOf, type Tensor, transpose, unsupported } from '../tensor.js';
import {
  type ImageShape,
  imageShapeAfter,
  isChannelsFirst,
  type LayerTensors,
  showLayer,
  type SourceGraph,
  type SourceLayer,
  type SourceTensor,
} from './graph.js';

/**
 * The network as Keras 2 computes it on TensorFlow: kernels [h, w, in, out], and channels last. A
 * network that is channels first is turned once, dense layers after a flatten re-ordered; nothing is
 * left to move at run time.
 *
 * @throws ScriptError `unsupported-network` where that is not possible
 */
export function turnGraph(graph: SourceGraph): SourceGraph {
  const tensors = new Map(
    [...graph.tensors].map(([path, own]) => [path, mapTensors(own, toKerasLayout)]),
  );
  const laidOut = { ...graph, tensors };
  return isTurned(graph) ? turnChannels(laidOut) : laidOut;
}

/** Whether some layer is channels first, so that {@link turnGraph} moves axes. */
export function isTurned({ layers }: SourceGraph): boolean {
  return layers.some(isChannelsFirst);
}

function mapTensors(
  tensors: LayerTensors,
  change: (tensor: SourceTensor, name: string) => Tensor,
): LayerTensors {
  return new Map(
    [...tensors].map(([name, tensor]) => [
      name,
      { ...change(tensor, name), outFirst: false, flipped: false },
    ]),
  );
}

/** A weight as Keras 2 on TensorFlow lays it out: kernels [h, w, in, out], matrices [in, out]. */
function toKerasLayout(tensor: SourceTensor): Tensor {
  const rank = tensor.shape.length;
  const order = rank === 4 ? [2, 3, 1, 0] : [1, 0];
  const moves = tensor.outFirst && (rank === 4 || rank === 2);
  const kernel: Tensor = moves ? transpose(tensor, order) : tensor;
  if (!tensor.flipped || rank !== 4) return kernel;
  const [height, width] = kernel.shape as [number, number, number, number];
  const [row, column, input, out] = stridesOf(kernel.shape) as [number, number, number, number];
  const last = (height - 1) * row + (width - 1) * column;
  return pick(kernel, kernel.shape, [-row, -column, input, out], last);
}

/**
 * A value of the source and how the turned network holds it.
 *
 * - `plain`: number for number the same.
 * - `turned`: an image [channels, height, width] held as [height, width, channels].
 * - `shuffled`: such an image flattened by the source channel by channel, by the turned network
 *   pixel by pixel; whatever weighs its numbers one by one has its weights re-ordered.
 */
type Value =
  | { readonly kind: 'plain'; readonly shape: readonly number[] }
  | { readonly kind: 'turned'; readonly shape: ImageShape }
  | { readonly kind: 'shuffled'; readonly shape: readonly number[]; readonly image: ImageShape };

/** A layer of the turned network, and what it gives. */
interface Turned {
  readonly layer: SourceLayer;
  readonly value: Value;
  readonly tensors?: LayerTensors;
}

function turnChannels(graph: SourceGraph): SourceGraph {
  const tensors = new Map(graph.tensors);
  const values = new Map<string, Value>();
  const layers: SourceLayer[] = [];
  for (const layer of graph.layers) {
    const [first, ...others] = layer.inputs.map((id) => values.get(id)!);
    if (others.some(({ kind }) => kind !== first?.kind)) {
      throw refuse(layer, 'its inputs are channels first and channels last');
    }
    const turned = first
      ? turnLayer(layer, [first, ...others], graph.tensors.get(layer.path) ?? new Map())
      : turnInput(layer);
    // What follows cannot be turned; the loader refuses this one by its class.
    if (!turned) return { ...graph, layers: [...layers, ...graph.layers.slice(layers.length)] };
    layers.push(turned.layer);
    values.set(layer.id, turned.value);
    if (turned.tensors) tensors.set(layer.path, turned.tensors);
  }
  const output = graph.layers.find(({ id }) => id === graph.output);
  if (output && values.get(output.id)?.kind === 'shuffled') {
    throw refuse(output, 'the result is an image channels first, not ten values');
  }
  return { ...graph, layers, tensors };
}

function turnInput(layer: SourceLayer): Turned {
  const [batch, ...shape] = [layer.config['batch_input_shape']].flat() as number[];
  if (!isImage(shape) || !isTrivial(shape)) return { layer, value: plain(shape) };
  const turned = withConfig(layer, { batch_input_shape: [batch, ...channelsLast(shape)] });
  return { layer: turned, value: { kind: 'turned', shape } };
}

/** Layers whose windows or sums run over the image. */
const SPATIAL = /^(Separable|Depthwise)?Conv2D$|^(Global)?(Average|Max)Pooling2D$|^ZeroPadding2D$/;

/** Layers that treat each number alike, or do nothing once the network is trained. */
const ELEMENTWISE =
  /^(Add|ReLU|LeakyReLU|ELU|ActivityRegularization|Random\w+|\w*Dropout\w*|\w+Noise)$/;

/**
 * Turns one layer from channels first to channels last.
 *
 * @param inputs as the turned network holds them, all of one kind
 * @returns undefined for a class that nobody knows.
 * @throws ScriptError `unsupported-network` where numbers would have to move at run time.
 */
function turnLayer(
  layer: SourceLayer,
  inputs: readonly [Value, ...Value[]],
  tensors: LayerTensors,
): Turned | undefined {
  const [input] = inputs;
  const { className, config } = layer;
  if (SPATIAL.test(className)) return turnSpatial(layer, input);
  if (ELEMENTWISE.test(className)) return { layer, value: input };
  switch (className) {
    case 'Activation':
      return turnSoftmax(layer, input, config['activation'] === 'softmax');
    case 'Softmax':
      return turnSoftmax(layer, input, true);
    case 'BatchNormalization':
      return turnNormalization(layer, input, tensors);
    case 'Concatenate':
      return turnConcatenation(layer, inputs);
    case 'Dense':
      return turnDense(layer, input, tensors);
    case 'Flatten':
      return turnFlatten(layer, input);
    case 'Permute':
      return turnPermute(layer, input);
    case 'Rescaling': {
      const lists = [config['scale'], config['offset']].some(Array.isArray);
      if (lists && input.kind !== 'plain') throw wrongOrder(layer, 'channels last');
      return { layer, value: input };
    }
    case 'Reshape':
      return turnReshape(layer, input);
    default:
      return undefined;
  }
}

function turnSpatial(layer: SourceLayer, input: Value): Turned {
  const last = withConfig(layer, { data_format: 'channels_last' });
  if (!isImage(input.shape)) return { layer: last, value: input };
  const isFlat = layer.className.startsWith('Global') && layer.config['keepdims'] !== true;
  if (isChannelsFirst(layer)) {
    if (input.kind !== 'turned') throw wrongOrder(layer, 'channels first');
    if (layer.config['activation'] === 'softmax') throw wrongOrder(layer, 'channels last');
    const shape = imageShapeAfter(layer, input.shape);
    return { layer: last, value: isFlat ? plain([shape[0]]) : { kind: 'turned', shape } };
  }
  if (input.kind !== 'plain') throw wrongOrder(layer, 'channels last');
  const [height, width, channels] = input.shape;
  const shape = imageShapeAfter(layer, [channels, height, width]);
  return { layer: last, value: plain(isFlat ? [shape[0]] : channelsLast(shape)) };
}

function turnNormalization(layer: SourceLayer, input: Value, tensors: LayerTensors): Turned {
  const axis = [layer.config['axis'] ?? -1].flat()[0];
  if (input.kind === 'turned') {
    if (axis !== 1 && axis !== -3) throw wrongOrder(layer, 'channels last');
    return { layer: withConfig(layer, { axis: -1 }), value: input };
  }
  if (input.kind === 'plain') return { layer, value: input };
  const reordered = mapTensors(tensors, (tensor) => pixelsFirst(tensor, input.image));
  return { layer, value: input, tensors: reordered };
}

function turnConcatenation(layer: SourceLayer, inputs: readonly [Value, ...Value[]]): Turned {
  const [{ kind, shape }] = inputs;
  const axis = Number(layer.config['axis'] ?? -1);
  const along = axis < 0 ? axis + shape.length : axis - 1;
  if (kind === 'shuffled') throw wrongOrder(layer, 'channels last');
  const total = inputs.reduce((sum, value) => sum + (value.shape[along] ?? NaN), 0);
  const joined = shape.with(along, total);
  if (kind === 'plain') return { layer, value: plain(joined) };
  if (along !== 0 || !isImage(joined)) throw wrongOrder(layer, 'channels last');
  return { layer: withConfig(layer, { axis: -1 }), value: { kind, shape: joined } };
}

function turnDense(layer: SourceLayer, input: Value, tensors: LayerTensors): Turned {
  if (input.kind === 'turned') throw wrongOrder(layer, 'channels last');
  const value = plain([...input.shape.slice(0, -1), Number(layer.config['units'])]);
  if (input.kind === 'plain') return { layer, value };
  const reordered = mapTensors(tensors, (tensor, name) =>
    name === 'kernel' ? pixelsFirst(tensor, input.image) : tensor,
  );
  return { layer, value, tensors: reordered };
}

/** Keras's Flatten moves the channels to the end first where its data_format is channels_first. */
function turnFlatten(given: SourceLayer, input: Value): Turned {
  const shape = [elementsOf(input.shape)];
  const layer = withConfig(given, { data_format: 'channels_last' });
  if (input.kind === 'shuffled') return { layer, value: input };
  if (input.kind === 'turned') {
    const { shape: image } = input;
    const isPlain = isChannelsFirst(given) || isTrivial(image);
    return { layer, value: isPlain ? plain(shape) : { kind: 'shuffled', shape, image } };
  }
  const moves = isChannelsFirst(given) && isImage(input.shape) && !isTrivial(input.shape);
  if (moves) throw wrongOrder(given, 'channels first');
  return { layer, value: plain(shape) };
}

function turnReshape(layer: SourceLayer, input: Value): Turned {
  const sizes = [layer.config['target_shape']].flat().map(Number);
  const known = elementsOf(sizes.filter((size) => size !== -1));
  const shape = sizes.map((size) => (size === -1 ? elementsOf(input.shape) / known : size));
  if (input.kind === 'plain' || (input.kind === 'turned' && isTrivial(input.shape))) {
    if (!isImage(shape) || !isTrivial(shape)) return { layer, value: plain(shape) };
    const turned = withConfig(layer, { target_shape: channelsLast(shape) });
    return { layer: turned, value: { kind: 'turned', shape } };
  }
  if (shape.length > 1) throw wrongOrder(layer, 'channels last');
  if (input.kind === 'shuffled') return { layer, value: input };
  return { layer, value: { kind: 'shuffled', shape, image: input.shape } };
}

function turnPermute(layer: SourceLayer, input: Value): Turned {
  const order = [layer.config['dims']].flat().map(Number);
  const shape = order.map((axis) => input.shape[axis - 1] ?? 0);
  const stays = (value: Value, target_shape: readonly number[]): Turned => {
    const config = { name: layer.config['name'], target_shape };
    return { layer: { ...layer, className: 'Reshape', config }, value };
  };
  if (input.kind === 'turned') {
    if (order.join() === '2,3,1') return stays(plain(shape), shape);
    if (!isTrivial(input.shape)) throw wrongOrder(layer, 'channels last');
  } else if (input.kind === 'plain' && order.join() === '3,1,2' && isImage(shape)) {
    return stays({ kind: 'turned', shape }, channelsLast(shape));
  }
  return { layer, value: plain(shape) };
}

function turnSoftmax(layer: SourceLayer, value: Value, isSoftmax: boolean): Turned {
  if (value.kind !== 'turned' || !isSoftmax) return { layer, value };
  if (layer.config['axis'] !== 1) throw wrongOrder(layer, 'channels last');
  return { layer: withConfig(layer, { axis: -1 }), value };
}

function withConfig(layer: SourceLayer, changes: SourceLayer['config']): SourceLayer {
  return { ...layer, config: { ...layer.config, ...changes } };
}

function refuse(layer: SourceLayer, problem: string): Error {
  return unsupported(`${showLayer(layer)}: ${problem}.`);
}

function wrongOrder(layer: SourceLayer, needed: string): Error {
  return refuse(
    layer,
    `it needs its input ${needed}, which it is not; supported are networks that are channels first throughout, or channels last throughout`,
  );
}

function plain(shape: readonly number[]): Value {
  return { kind: 'plain', shape };
}

/** Whether the numbers stand in the same order either way round. */
function isTrivial([channels, height, width]: ImageShape): boolean {
  return channels === 1 || height * width === 1;
}

function channelsLast([channels, height, width]: ImageShape): readonly number[] {
  return [height, width, channels];
}

function isImage(shape: readonly number[]): shape is ImageShape {
  return shape.length === 3;
}

/** The rows of a matrix, or numbers of a vector, for an image flattened pixel by pixel. */
function pixelsFirst(tensor: SourceTensor, [channels, height, width]: ImageShape): Tensor {
  const [rows, ...rest] = tensor.shape;
  const pixels = height * width;
  if (rows !== channels * pixels) return tensor;
  const image = { shape: [channels, pixels, ...rest], values: tensor.values };
  const { values } = transpose(image, [1, 0, ...rest.map((_, axis) => axis + 2)]);
  return { shape: tensor.shape, values };
}
