import { badNetwork, unsupportedLayer } from '../layers/failures.js';
import { parametersOf } from '../layers/parameters.js';
import {
  showLayer,
  type KernelLayout,
  type LayerTensors,
  type SourceLayer,
} from '../layers/source-layer.js';
import type { NpyArray } from './npy.js';

/** What Chainer's links call the parameters of Keras's layers. */
const NAMES = new Map([
  ['kernel', 'W'],
  ['depthwise_kernel', 'W'],
  ['bias', 'b'],
  ['gamma', 'gamma'],
  ['beta', 'beta'],
  ['moving_mean', 'avg_mean'],
  ['moving_variance', 'avg_var'],
]);

/**
 * The weights of a layer from its link: `LINK/W`, [out, in, h, w] of a convolution and [out, in] of a
 * linear link, and `LINK/b`.
 *
 * @throws ScriptError `bad-network`, naming the layer and the link
 */
export function takeLink(
  arrays: ReadonlyMap<string, NpyArray>,
  link: string | undefined,
  layer: SourceLayer,
): LayerTensors {
  const parameters = parametersOf(layer);
  if (layer.className === 'SeparableConv2D') {
    throw unsupportedLayer(layer, 'Chainer has no such link; give a DepthwiseConv2D and a Conv2D');
  }
  if (parameters.length > 0 && link === undefined) {
    throw badNetwork(`${showLayer(layer)}: the topology names no link as its weights`);
  }
  return new Map(
    parameters.map((parameter) => {
      const name = `${link}/${NAMES.get(parameter)}`;
      // Saved without the classifier around it, the network's links have no `predictor` in front.
      const array = arrays.get(name) ?? arrays.get(name.replace(/^predictor\//, ''));
      if (!array) {
        throw badNetwork(
          `${showLayer(layer)}: the file has no array ${name}; it has ${listArrays(arrays)}`,
        );
      }
      return [parameter, { ...array, layout: layoutOf(layer, parameter), flipped: false }];
    }),
  );
}

/** Names and shapes, for messages. */
export function listArrays(arrays: ReadonlyMap<string, NpyArray>): string {
  return [...arrays]
    .map(([name, { shape }]) => `${name} (${shape.join('×') || 'a number'})`)
    .join(', ');
}

function layoutOf({ className }: SourceLayer, parameter: string): KernelLayout {
  if (!parameter.endsWith('kernel')) return 'vector';
  return className === 'Dense' ? 'OI' : 'OIHW';
}
