import { lazyImport } from '../util/lazy-import.js';
import { COMMON_READER } from './common-reader.js';
import { fieldOf } from './fields.js';
import { COMMON_ACTIVATIONS, COMMON_LAYERS } from './layers/common.js';
import type { Reader } from './reader.js';

/**
 * The reader for a descriptor. Most networks are common; for others more code is fetched.
 *
 * @param json the parsed file, not checked yet
 * @throws ChunkLoadError
 */
export async function readerFor(json: unknown): Promise<Reader> {
  if (isCommon(json)) return COMMON_READER;
  const { FULL_READER } = await lazyImport(
    'reads this kind of network',
    () => import('./full-reader.js'),
  );
  return FULL_READER;
}

/** Whether a descriptor, however broken otherwise, is of a Sequential of common layers alone. */
function isCommon(json: unknown): boolean {
  const topology = fieldOf(json, 'modelTopology');
  const model = fieldOf(topology, 'model_config') ?? topology;
  const layers = fieldOf(fieldOf(model, 'config'), 'layers');
  return (
    fieldOf(model, 'class_name') === 'Sequential' &&
    Array.isArray(layers) &&
    layers.every(isCommonLayer)
  );
}

function isCommonLayer(layer: unknown): boolean {
  const activation = fieldOf(fieldOf(layer, 'config'), 'activation') ?? 'linear';
  return COMMON_LAYERS.has(fieldOf(layer, 'class_name')) && COMMON_ACTIVATIONS.has(activation);
}
