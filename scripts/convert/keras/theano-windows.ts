import { unsupportedLayer } from '../layers/failures.js';
import type { SourceLayer } from '../layers/source-layer.js';

const WINDOWS = ['AveragePooling2D', 'Conv2D', 'MaxPooling2D'];

/**
 * Theano pads alike on both sides where TensorFlow pads at the end, unless odd windows move pixel by
 * pixel. Keras loads such a network all the same, and gets other numbers.
 *
 * @throws ScriptError `unsupported-network`, naming the layer
 */
export function refuseTheanoPadding(layers: readonly SourceLayer[]): void {
  for (const layer of layers) {
    const { className, config } = layer;
    if (!WINDOWS.includes(className) || config['padding'] !== 'same') continue;
    const window = [config['kernel_size'] ?? config['pool_size'] ?? 2].flat().map(Number);
    const strides = [config['strides'] ?? (className === 'Conv2D' ? 1 : window)].flat().map(Number);
    if (window.every((size) => size % 2 === 1) && strides.every((stride) => stride === 1)) continue;
    throw unsupportedLayer(
      layer,
      'Theano pads it otherwise than the same padding here; supported from Theano are odd windows with strides of 1, or valid padding',
    );
  }
}
