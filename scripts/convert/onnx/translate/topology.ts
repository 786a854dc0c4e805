import type { SourceWeight } from '../../source-network.js';
import type { LayerDraft } from './layer-list.js';

/**
 * The layers as a Keras model: Sequential where each reads the one before it, Functional where not.
 *
 * @param layers each after those it reads from, the input first, the output last
 */
export function modelTopology(
  name: string,
  layers: readonly LayerDraft[],
): Record<string, unknown> {
  const chain = layers.every(
    ({ inputs }, i) => i === 0 || (inputs.length === 1 && inputs[0] === layers[i - 1]),
  );
  if (chain) {
    const list = layers.map(({ className, config }) => ({ class_name: className, config }));
    return { class_name: 'Sequential', config: { name, layers: list } };
  }
  const list = layers.map(({ className, name, config, inputs }) => ({
    class_name: className,
    name,
    config,
    inbound_nodes: inputs.length > 0 ? [inputs.map((input) => [input.name, 0, 0, {}])] : [],
  }));
  const reference = (layer: LayerDraft) => [[layer.name, 0, 0]];
  return {
    class_name: 'Functional',
    config: {
      name,
      layers: list,
      input_layers: reference(layers[0]!),
      output_layers: reference(layers.at(-1)!),
    },
  };
}

/** The layers' tensors as float32. */
export function modelWeights(layers: readonly LayerDraft[]): SourceWeight[] {
  return layers.flatMap(({ name, tensors }) =>
    tensors.map(({ parameter, shape, values }) => ({
      name: `${name}/${parameter}`,
      shape,
      values: Float32Array.from(values),
    })),
  );
}
