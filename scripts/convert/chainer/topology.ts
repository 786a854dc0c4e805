import { badNetwork } from '../layers/failures.js';
import { isObject, parseJson, type JsonObject } from '../layers/json.js';
import { ScriptError } from '../../lib/script-error.js';

/** A layer as a topology file has it. */
export interface TopologyLayer {
  readonly className: string;
  readonly config: JsonObject;
  /** The link in the file that holds its weights: `predictor/conv1`. */
  readonly link: string | undefined;
}

/**
 * The networks whose Chainer source is known, by their names. `mnist-exercise-chainer` is that of
 * https://github.com/milhidaka/webdnn-exercise (`docs/chainer_ja.md`).
 */
const BUILT_IN = new Map<string, readonly TopologyLayer[]>([
  [
    'mnist-exercise-chainer',
    [
      layer('Conv2D', { filters: 8, kernel_size: [3, 3], activation: 'relu' }, 'predictor/conv1'),
      layer('Conv2D', { filters: 16, kernel_size: [3, 3], activation: 'relu' }, 'predictor/conv2'),
      layer('Dropout', { rate: 0.25 }),
      layer('Flatten', {}),
      layer('Dense', { units: 32, activation: 'relu' }, 'predictor/l3'),
      layer('Dense', { units: 10 }, 'predictor/l4'),
    ],
  ],
]);

/**
 * The layers of a Chainer network, which its file does not have.
 *
 * The text is JSON: a list of layers of Keras 2, each reading the one before it, the first a 1×28×28
 * image. `weights` names the link of a layer that has any.
 *
 * ```json
 * [
 *   { "class_name": "Conv2D", "config": { "filters": 8, "kernel_size": 3, "activation": "relu" },
 *     "weights": "predictor/conv1" },
 *   { "class_name": "Flatten" },
 *   { "class_name": "Dense", "config": { "units": 10 }, "weights": "predictor/l2" }
 * ]
 * ```
 *
 * Images are channels first, and Flatten keeps that order, as in Chainer. Where `max_pooling_2d`
 * covers all (its default) and the size is not a multiple of the stride, `"padding": "same"` says so.
 *
 * @param topology the text, or the name of a built-in network
 * @throws ScriptError `bad-network` naming the layer, `bad-option` for an unknown name
 */
export function readTopology(topology: string): readonly TopologyLayer[] {
  const builtIn = BUILT_IN.get(topology);
  if (builtIn) return builtIn;
  if (/^[\w.-]*$/.test(topology)) {
    throw new ScriptError(
      'bad-option',
      `${topology || 'an empty text'} is no topology; give a JSON file or ${builtInNames()}.`,
    );
  }
  const value = parseJson(topology, 'the topology');
  if (!Array.isArray(value) || value.length === 0) {
    throw badNetwork('the topology is not a list of layers');
  }
  return value.map(readLayer);
}

export function builtInNames(): string {
  return [...BUILT_IN.keys()].join(', ');
}

function readLayer(value: unknown, index: number): TopologyLayer {
  const where = `the topology, layer ${index + 1}`;
  if (!isObject(value)) throw badNetwork(`${where} is not an object`);
  const { class_name: className, config = {}, weights } = value;
  if (typeof className !== 'string') throw badNetwork(`${where} has no class_name`);
  if (!isObject(config)) throw badNetwork(`${where} (${className}): config is not an object`);
  if (weights !== undefined && typeof weights !== 'string') {
    throw badNetwork(`${where} (${className}): weights is not the name of a link`);
  }
  return { className, config, link: weights };
}

function layer(className: string, config: JsonObject, link?: string): TopologyLayer {
  return { className, config, link };
}
