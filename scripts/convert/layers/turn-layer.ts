import { unsupportedLayer } from './failures.js';
import { imageShapeAfter } from './image-shape.js';
import { isChannelsFirst, type LayerTensors, type SourceLayer } from './source-layer.js';
import { pixelsFirst } from './turn-tensor.js';
import {
  channelsLast,
  elements,
  isImage,
  isTrivial,
  plain,
  type TurnedValue,
} from './turned-value.js';

/** A layer of the turned network, and what it gives. */
export interface Turned {
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
export function turnLayer(
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
