import { ScriptError } from '../../../lib/script-error.js';
import type { SourceWeight } from '../../source-network.js';
import type { Json } from '../model-json.js';
import type { Constant } from './constants.js';
import type { GraphNode } from './graph.js';

/** Keras layers in the making, of a functional model. */
export class LayerBuilder {
  readonly layers: Json[] = [];
  readonly weights: SourceWeight[] = [];
  readonly #names = new Set<string>();

  /**
   * @param tensors weights of the layer by their names in Keras.
   * @returns the layer's name.
   */
  add(
    node: GraphNode,
    className: string,
    config: Json,
    inputs: readonly string[],
    tensors: Readonly<Record<string, Constant>> = {},
  ): string {
    const name = this.#unused(node.name);
    this.layers.push({
      class_name: className,
      name,
      config: { name, ...config },
      inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
    });
    for (const [parameter, tensor] of Object.entries(tensors)) {
      this.weights.push({ name: `${name}/${parameter}`, ...tensor });
    }
    return name;
  }

  /** x * scale + shift, channel by channel: batch normalization with nothing to normalize. */
  addAffine(node: GraphNode, input: string, scale: Constant, shift: Constant): string {
    const { shape } = shift;
    const full = (value: number) => ({ shape, values: shift.values.map(() => value) });
    const config = { axis: -1, epsilon: 0 };
    return this.add(node, 'BatchNormalization', config, [input], {
      gamma: scale,
      beta: shift,
      moving_mean: full(0),
      moving_variance: full(1),
    });
  }

  model(output: string): Json {
    const inputs = this.layers.filter((layer) => layer['class_name'] === 'InputLayer');
    return {
      class_name: 'Functional',
      config: {
        name: 'graph_model',
        layers: this.layers,
        input_layers: inputs.map((layer) => [layer['name'], 0, 0]),
        output_layers: [[output, 0, 0]],
      },
    };
  }

  /** Slashes would read as models within models. */
  #unused(name: string): string {
    const stem = name.replace(/[^\w.-]/g, '_');
    let unused = stem;
    for (let number = 1; this.#names.has(unused); number++) unused = `${stem}_${number}`;
    this.#names.add(unused);
    return unused;
  }
}

/** @returns an error that names the node. */
export function refuse({ name, op }: GraphNode, problem: string): ScriptError {
  return new ScriptError('unsupported-network', `node ${name} (${op}): ${problem}.`);
}
