import type { LayerJson, LayerOptions, Weights } from './layers-model.js';
import { build, type NdArray } from './ndarray.js';
import type { Random } from './random.js';
import { ACTIVATIONS } from './reference-activations.js';
import { evaluateLayer } from './reference.js';

/** A layer that was added, and what it gives for a sample: shapes and scales follow from it. */
export interface Node {
  readonly layer: LayerJson;
  readonly value: NdArray;
}

/** Adds layers one by one, each with tensors that keep its results about 1. */
export class NetworkBuilder {
  readonly layers: LayerJson[] = [];
  readonly weights: Weights = new Map();
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  /** Where every network begins. */
  input(): Node {
    const value = build([28, 28, 1], () => this.random.next());
    return this.push('InputLayer', { batch_input_shape: [null, 28, 28, 1] }, [], () => value);
  }

  /** @param tensors shape of each tensor of the layer, its name in Keras first */
  add(
    className: string,
    options: LayerOptions,
    inputs: readonly Node[],
    tensors: Record<string, readonly number[]> = {},
  ): Node {
    return this.push(className, options, inputs, (layer) => {
      const scale = 1 / rootMeanSquare(inputs[0]!.value);
      for (const [name, dims] of Object.entries(tensors)) {
        const tensor = build(dims, () => this.draw(name, dims, scale));
        this.weights.set(`${layer.config.name}/${name}`, tensor);
      }
      const values = inputs.map(({ value }) => value);
      return evaluateLayer(layer, values, this.weights);
    });
  }

  /** Names of activations: none half of the time, for what is fused and what is not. */
  activation(): string {
    const { random } = this;
    return random.chance(0.5) ? random.pick(['linear', 'relu']) : random.pick(ACTIVATIONS);
  }

  private push(
    className: string,
    options: LayerOptions,
    inputs: readonly Node[],
    evaluate: (layer: LayerJson) => NdArray,
  ): Node {
    const name = `${className.toLowerCase()}_${this.layers.length}`;
    const layer: LayerJson = {
      class_name: className,
      name,
      config: { name, trainable: true, ...options },
      inbound_nodes:
        inputs.length > 0 ? [inputs.map((input) => [input.layer.config.name, 0, 0, {}])] : [],
    };
    this.layers.push(layer);
    return { layer, value: evaluate(layer) };
  }

  private draw(name: string, dims: readonly number[], scale: number): number {
    const { random } = this;
    switch (name) {
      case 'kernel':
      case 'pointwise_kernel':
        return (random.normal() * scale) / Math.sqrt(dims.slice(0, -1).reduce((a, b) => a * b, 1));
      case 'depthwise_kernel':
        return (random.normal() * scale) / Math.sqrt(dims[0]! * dims[1]!);
      case 'moving_variance':
        return random.uniform(0.3, 2) / scale ** 2;
      case 'moving_mean':
        return (random.normal() * 0.5) / scale;
      case 'gamma':
        return random.uniform(0.5, 1.5) * (random.chance(0.2) ? -1 : 1);
      default:
        return random.normal() * 0.3;
    }
  }
}

function rootMeanSquare({ data }: NdArray): number {
  return Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length) || 1;
}
