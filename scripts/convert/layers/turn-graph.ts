import { unsupportedLayer } from './failures.js';
import type { LayerTensors, SourceGraph, SourceLayer } from './source-layer.js';
import { turnLayer, type Turned } from './turn-layer.js';
import { toKerasLayout } from './turn-tensor.js';
import { channelsLast, isImage, isTrivial, plain, type TurnedValue } from './turned-value.js';

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
