import { modelConfig, type LayerJson, type ModelJson, type Weights } from './layers-model.js';
import type { NdArray } from './ndarray.js';
import { REFERENCE_LAYERS } from './reference-layers.js';

/**
 * What a network answers, computed the slow and obvious way: layer by layer as the descriptor
 * has them, by their definitions, in float64. Nothing is shared with src/: an error there cannot
 * hide here.
 *
 * @param image 784 numbers
 * @returns the network's ten outputs
 */
export function evaluate(json: ModelJson, weights: Weights, image: ArrayLike<number>): number[] {
  const input: NdArray = { dims: [28, 28, 1], data: Float64Array.from(image) };
  const { class_name, config } = modelConfig(json);
  const output =
    class_name === 'Sequential'
      ? config.layers.reduce((value, layer) => evaluateLayer(layer, [value], weights), input)
      : evaluateFunctional(config.layers, config.output_layers![0]![0], weights, input);
  return [...output.data];
}

export function evaluateLayer(
  { class_name, config }: LayerJson,
  inputs: readonly NdArray[],
  weights: Weights,
): NdArray {
  const layer = REFERENCE_LAYERS[class_name];
  if (!layer) throw new Error(`the reference knows no layer ${class_name}`);
  return layer(config, inputs, (name) => {
    const tensor = weights.get(`${config.name}/${name}`);
    if (!tensor) throw new Error(`no tensor ${config.name}/${name}`);
    return tensor;
  });
}

function evaluateFunctional(
  layers: readonly LayerJson[],
  output: string,
  weights: Weights,
  input: NdArray,
): NdArray {
  const results = new Map<string, NdArray>();
  const resultOf = (name: string, call: number): NdArray => {
    const key = `${name} ${call}`;
    const known = results.get(key);
    if (known) return known;
    const layer = layers.find(({ config }) => config.name === name)!;
    const references = layer.inbound_nodes![call] ?? [];
    const inputs = references.map(([from, fromCall]) => resultOf(from, fromCall));
    const result = evaluateLayer(layer, inputs.length > 0 ? inputs : [input], weights);
    results.set(key, result);
    return result;
  };
  return resultOf(output, 0);
}
