import { parseDescriptor } from '../../../src/graph/index.js';
import { asSourceErrors, unsupportedLayer } from './failures.js';
import type { SourceGraph, SourceLayer } from './source-layer.js';
import { upgradeLayer } from './upgrade-layer.js';

/**
 * The layers of a Keras model's configuration, those of nested models inlined. Classes that nobody
 * knows pass; the loader refuses them by name.
 *
 * @param model `{class_name, config}` as any Keras writes it
 * @throws ScriptError `bad-network`, `unsupported-network`
 */
export function readGraph(model: unknown, kerasVersion: string): Omit<SourceGraph, 'tensors'> {
  const { name, layers, output } = asSourceErrors(() =>
    parseDescriptor({ modelTopology: model, weightsManifest: [] }),
  );
  return {
    name,
    kerasMajor: parseInt(kerasVersion, 10) || 2,
    layers: layers.map((call) => upgrade(call)),
    output,
  };
}

function upgrade({ id, path, className, config, inputs }: SourceLayer): SourceLayer {
  const layer = { id, path, inputs, ...upgradeLayer({ className, config }) };
  if (layer.className === 'BatchNormalization' && (config['mode'] ?? 0) !== 0) {
    throw unsupportedLayer(layer, 'its mode is not 0, the only one that later Keras has');
  }
  return layer;
}
