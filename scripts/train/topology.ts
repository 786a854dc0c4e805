import { IMAGE_SIDE } from '../../src/ink/drawing.js';
import type { Network, PlacedLayer } from './network.js';

/** The model's topology as TensorFlow.js writes a Keras Sequential; it always ends in a softmax. */
export function topology(name: string, { placed }: Network): object {
  const layers = placed.map(kerasLayer);
  layers[0]!.config['batch_input_shape'] = [null, IMAGE_SIDE, IMAGE_SIDE, 1];
  if (placed.at(-1)!.layer.activation !== 'softmax') {
    layers.push({ class_name: 'Softmax', config: { name: 'softmax', axis: -1 } });
  }
  return {
    class_name: 'Sequential',
    config: { name, layers },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  };
}

interface KerasLayer {
  readonly class_name: string;
  readonly config: Record<string, unknown>;
}

function kerasLayer({ name, layer }: PlacedLayer): KerasLayer {
  const activation = layer.activation && { activation: layer.activation };
  return { class_name: layer.className, config: { name, ...layer.config, ...activation } };
}
